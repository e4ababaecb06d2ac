/** Words of the three engine editors. */
import type { StringTables } from '../ui/language.ts';

interface EngineStrings {
  readonly ears: string;
  readonly brain: string;
  readonly voice: string;
  readonly autoDecides: string;
  readonly model: string;
  readonly modelHint: string;
  readonly listModels: string;
  readonly language: string;
  readonly languageAsPersona: string;
  readonly prompt: string;
  readonly promptHint: string;
  readonly stream: string;
  readonly streamHint: string;
  readonly simple: string;
  readonly simpleHint: string;
  readonly onDevice: string;
  readonly onDeviceHint: string;
  readonly vendorHears: string;
  readonly echo: string;
  readonly temperature: string;
  readonly asService: string;
  readonly maxTokens: string;
  readonly extra: string;
  readonly extraHint: string;
  readonly extraErrors: Readonly<Record<'too-long' | 'not-json' | 'no-object', string>>;
  readonly demo: string;
  readonly promptApi: string;
  readonly speaker: string;
  readonly speakerHint: string;
  readonly listSpeakers: string;
  readonly voiceName: string;
  readonly listVoices: string;
  readonly autoVoice: string;
  readonly browserVoice: string;
  readonly onlineVoice: string;
  readonly noBrowserVoices: string;
  readonly browserVoiceLimits: string;
  readonly gsvMode: string;
  readonly gsvModes: Readonly<
    Record<'stream' | 'batch' | 'speech', { readonly label: string; readonly hint: string }>
  >;
  readonly sampleRate: string;
  readonly sampleRateHint: string;
  readonly format: string;
  readonly formats: Readonly<Record<'pcm' | 'wav', { readonly label: string; readonly hint: string }>>;
  readonly speed: string;
  readonly instructions: string;
  readonly instructionsHint: string;
  readonly pageVoice: string;
  readonly companionVoice: string;
}

export const engineStrings: StringTables<EngineStrings> = {
  en: {
    ears: 'Turns what you say into text.',
    brain: 'Reads the text and thinks of an answer.',
    voice: 'Speaks the answer.',
    autoDecides: 'Auto has chosen this. To choose for yourself, make a profile of it.',
    model: 'Model',
    modelHint: 'Any name the service knows. Leave it empty if it serves only one.',
    listModels: 'List models',
    language: 'Language',
    languageAsPersona: 'As the conversation',
    prompt: 'Words to expect',
    promptHint: 'Names and terms that the recogniser should spell right.',
    stream: 'Text while it is recognised',
    streamHint: 'Only some services can do it; the others answer at the end as before.',
    simple: 'Simple request',
    simpleHint:
      'Sends no header at all, for servers that do not answer the browser’s question before the call (whisper-api-server of LlamaEdge). No key can be sent this way.',
    onDevice: 'On this device only',
    onDeviceHint: 'Nothing leaves the device. Needs a recent Chrome and a language pack.',
    vendorHears: 'Unless it runs on this device, what you say goes to the maker of the browser.',
    echo: 'You hear your own words again after the answer has begun: that proves microphone, speech detector and loudspeaker.',
    temperature: 'Temperature',
    asService: 'as the service likes',
    maxTokens: 'Longest answer (tokens)',
    extra: 'Further fields of the request (JSON)',
    extraHint: 'For example {"thinking": {"type": "disabled"}}',
    extraErrors: {
      'too-long': 'This is too long. The last good text stays in use.',
      'not-json': 'This is not JSON yet. The last good text stays in use.',
      'no-object': 'This must be one object in braces. The last good text stays in use.',
    },
    demo: 'It answers with a few fixed sentences and says so. Good for trying the sound, not for a talk.',
    promptApi: 'Runs on this device, in recent versions of Chrome. No key, no cost.',
    speaker: 'Speaker',
    speakerHint: 'A voice that this server knows.',
    listSpeakers: 'List speakers',
    voiceName: 'Voice',
    listVoices: 'List voices',
    autoVoice: 'Automatic, by the text',
    browserVoice: 'Automatic, by the language',
    onlineVoice: 'needs the internet',
    noBrowserVoices: 'This browser has no voices.',
    browserVoiceLimits: 'The app cannot lower or time this sound, so interruptions are less exact.',
    gsvMode: 'Delivery',
    gsvModes: {
      stream: { label: 'Stream', hint: 'Sound as it is made: the quickest.' },
      batch: { label: 'Batch', hint: 'Sentence by sentence.' },
      speech: { label: 'Whole', hint: 'One WAV at the end.' },
    },
    sampleRate: 'Sample rate',
    sampleRateHint: '32,000 Hz is what the voice makes.',
    format: 'Sound format',
    formats: {
      pcm: { label: 'PCM', hint: 'Plays while it comes.' },
      wav: { label: 'WAV', hint: 'For services without PCM, such as Groq.' },
    },
    speed: 'Speed',
    instructions: 'How to speak',
    instructionsHint: 'Only some models listen to it: “calm and friendly”.',
    pageVoice:
      'Runs in this page after a download of about a megabyte. Sounds like a robot, and answers at once.',
    companionVoice: 'Comes with the companion. Sounds like a robot, and answers at once.',
  },
  zh: {
    ears: '把你说的话变成文字。',
    brain: '读懂文字，想出回答。',
    voice: '把回答说出来。',
    autoDecides: '这是自动选择的。想自己选，请另存为你的配置。',
    model: '模型',
    modelHint: '服务认识的任何名称。如果只有一个模型，可以留空。',
    listModels: '列出模型',
    language: '语言',
    languageAsPersona: '与对话相同',
    prompt: '可能出现的词',
    promptHint: '希望识别器写对的人名和术语。',
    stream: '边识别边出文字',
    streamHint: '只有部分服务支持；其他服务照旧在最后给出。',
    simple: '简单请求',
    simpleHint:
      '不发送任何请求头，用于不回应浏览器预检的服务器（LlamaEdge 的 whisper-api-server）。这种方式不能带密钥。',
    onDevice: '仅在本设备上',
    onDeviceHint: '内容不离开设备。需要较新的 Chrome 和语言包。',
    vendorHears: '除非在本设备上运行，否则你说的话会发送给浏览器厂商。',
    echo: '回答开始后，你会再次听到自己的话：这能验证麦克风、语音检测和扬声器。',
    temperature: '温度',
    asService: '由服务决定',
    maxTokens: '回答的最大长度（token）',
    extra: '请求中的其他字段（JSON）',
    extraHint: '例如 {"thinking": {"type": "disabled"}}',
    extraErrors: {
      'too-long': '内容太长。目前仍使用上一次有效的内容。',
      'not-json': '这还不是 JSON。目前仍使用上一次有效的内容。',
      'no-object': '必须是一个花括号对象。目前仍使用上一次有效的内容。',
    },
    demo: '它用几句固定的话回答，并会说明这一点。适合试听，不适合聊天。',
    promptApi: '在本设备上运行，需要较新的 Chrome。不需要密钥，也不收费。',
    speaker: '说话人',
    speakerHint: '服务器上有的声音。',
    listSpeakers: '列出说话人',
    voiceName: '声音',
    listVoices: '列出声音',
    autoVoice: '自动，根据文字选择',
    browserVoice: '自动，根据语言选择',
    onlineVoice: '需要联网',
    noBrowserVoices: '这个浏览器没有声音。',
    browserVoiceLimits: '应用无法降低或精确控制这种声音，所以打断不够精确。',
    gsvMode: '传送方式',
    gsvModes: {
      stream: { label: '流式', hint: '边生成边播放，最快。' },
      batch: { label: '分句', hint: '一句一句地传送。' },
      speech: { label: '整段', hint: '最后传送一个 WAV。' },
    },
    sampleRate: '采样率',
    sampleRateHint: '声音本身是 32,000 Hz。',
    format: '声音格式',
    formats: {
      pcm: { label: 'PCM', hint: '边接收边播放。' },
      wav: { label: 'WAV', hint: '用于不支持 PCM 的服务，例如 Groq。' },
    },
    speed: '语速',
    instructions: '怎样说',
    instructionsHint: '只有部分模型会理会，例如“平静而友好”。',
    pageVoice: '下载约 1 MB 后在本页运行。声音像机器人，但立即回应。',
    companionVoice: '随伴侣程序提供。声音像机器人，但立即回应。',
  },
};
