import type { EngineMessages, FailureDetails, FailureWords } from './engine-messages.ts';

const say =
  (title: string, whatToDo: string) =>
  (_details: FailureDetails): FailureWords => ({ title, whatToDo });

/** 被调用的地址，或代替它的说法。 */
const at = ({ url }: FailureDetails): string => (typeof url === 'string' ? ` ${url} ` : '该服务');

export const chineseEngineMessages: EngineMessages = {
  suspectsTitle: '可能的原因（最有可能的在前）',
  serviceSaid: '服务的原话',
  failures: {
    offline: say('你已离线', '请连接网络后再试。'),
    unreachable: (details) => ({
      title: `${at(details)}没有回应`.trim(),
      whatToDo: '请确认服务已启动，地址和端口正确，然后再试。',
    }),
    'cors-refused': (details) => ({
      title: `${at(details)}不接受网页的请求`.trim(),
      whatToDo:
        '服务有回应，但不允许网页读取（没有 CORS）。请在设置中为这个引擎打开“经由伴侣程序”，或在服务端允许本页面。',
    }),
    'key-refused': say('密钥被拒绝', '请在设置中检查该服务的密钥，它可能已过期。'),
    forbidden: say('服务拒绝了这个请求', '请确认密钥有权使用该模型，并且服务允许从网页调用。'),
    'bad-request': say('服务没看懂这个请求', '请在设置中检查模型、声音等字段。'),
    'not-found': (details) => ({
      title: `${at(details)}处什么也没有`.trim(),
      whatToDo: '地址可能少了“/v1”，或多写了一次。请在设置中检查。',
    }),
    'model-unknown': say('服务不认识这个模型', '请在设置中换一个模型。'),
    'too-large': say('内容太长，服务不接受', '请分成短一些的句子说。'),
    'context-too-long': say('对话太长，超出了模型的记忆', '请开始新的对话，或换一个能记住更多内容的模型。'),
    'rate-limited': say('请求太频繁', '请稍等片刻再试。'),
    'quota-exceeded': say('该服务的额度已用完', '请检查套餐和账单，或在设置中换一个服务。'),
    'service-busy': say('服务正忙', '它可能还在加载模型，请稍后再试。'),
    'service-failed': say('服务出错了', '请再试一次。如果一直这样，请查看服务的日志。'),
    'unexpected-status': ({ status }) => ({
      title: `服务返回了状态 ${status ?? '未知'}`,
      whatToDo: '请确认地址指向正确类型的服务。',
    }),
    'unexpected-reply': say('服务返回了别的内容', '请确认地址指向这类服务，并检查设置中的音频格式。'),
    'empty-audio': say('没有收到声音', '请确认服务上有这个声音（说话人），然后再试。'),
    'stream-cut': say('连接中断了', '请再试一次。如果一直这样，请查看服务的日志。'),
    'stream-error': say('服务中断了回答', '请再试一次。'),
    'timed-out': say('服务没有及时回应', '请再试一次。本地模型可能还在加载。'),
    'bad-address': say('这个地址不能用', '地址应类似 http://localhost:8080/v1，请在设置中检查。'),
    'bad-settings': say('这个引擎有一项设置不合适', '请打开设置检查该引擎。'),
    'companion-missing': say(
      '这个引擎需要伴侣程序',
      '请用 npm start 启动应用并打开它显示的地址，或换一个引擎。',
    ),
    'companion-unreachable': say('伴侣程序没有回应', '请用 npm start 重新启动它，然后刷新本页。'),
    'companion-session': say('伴侣程序已重新启动', '请刷新本页，你的设置不会丢失。'),
    'companion-refused': say('伴侣程序拒绝了请求', '请刷新本页。如果没用，请同时更新两者。'),
    'upstream-not-allowed': (details) => ({
      title: `伴侣程序还不能调用${at(details)}`.trim(),
      whatToDo: '请打开设置，允许伴侣程序使用这个服务。',
    }),
    'upstream-forbidden': say('伴侣程序永远不会调用这个地址', '它属于网络内部。请填写服务本身的地址。'),
    'upstream-private': say('这个地址在你自己的网络里', '请打开设置，重新允许该服务，并同意使用私有地址。'),
    'upstream-unreachable': (details) => ({
      title: `伴侣程序连不上${at(details)}`.trim(),
      whatToDo: '请确认服务已启动，地址和端口正确。',
    }),
    'upstream-timeout': say('服务没有及时回应伴侣程序', '请稍后再试。'),
    'redirect-refused': say('服务把请求转到了别处', '请改用它转到的地址，并在设置中允许该地址。'),
    'page-engine-missing': say('页面没有回应', '请刷新本页。'),
    'recognition-missing': say('这个浏览器不能识别语音', '请使用 Chrome，或在设置中换一个识别服务。'),
    'recognition-denied': say(
      '浏览器不允许在这里识别语音',
      '请允许本页使用麦克风。有些浏览器关闭了识别功能，那就换一个识别服务。',
    ),
    'recognition-no-microphone': say('识别器没有得到麦克风', '请确认麦克风已连接并获得许可，然后重新开始。'),
    'recognition-network': say(
      '浏览器连不上它的识别服务',
      '你可能已离线，或这个浏览器没有内置识别（许多 Chromium 版本如此）。请使用 Chrome，或在设置中换一个识别服务。',
    ),
    'recognition-language': say('识别器不懂这种语言', '请在设置中换一种语言或换一个识别服务。'),
    'recognition-keeps-ending': say(
      '浏览器的识别器不断停止',
      '请关闭其他正在听的标签页后重试，或换一个识别服务。',
    ),
    'model-missing': say('这个浏览器没有内置语言模型', '请使用较新的桌面版 Chrome，或在设置中换一个模型。'),
    'model-needs-download': say('浏览器的语言模型还没下载', '请在设置中下载，大小有几个 GB。'),
    'voice-missing': say('没有这个声音', '请在设置中换一个声音。'),
    'voice-needs-press': say('浏览器要先按一下才能说话', '请按一次大按钮。'),
    'voice-stalled': say('浏览器的声音卡住了', '请再试一次，或在设置中换一个声音。'),
    'voice-failed': say('浏览器的声音出错了', '请再试一次，或在设置中换一个声音。'),
    'voice-load-failed': say('内置声音加载失败', '请检查网络并刷新本页，或在设置中换一个声音。'),
    unknown: say('发生了意外', '请再试一次。如果一直这样，请刷新本页。'),
  },
  suspects: {
    offline: '你已离线。',
    'local-network-denied': '浏览器不被允许访问你的本地网络。请在网站设置中允许。',
    'page-insecure': '本页不是安全页面，不能访问你的网络。请用 http://localhost 打开应用。',
    'mixed-content': '安全页面不能调用普通的 http。请使用 https，或用 http://localhost 打开应用。',
    'not-running': '服务没有启动。',
    'wrong-port': '端口不对。',
    'wrong-host': '名称或地址不对。',
    'no-cors': '服务不允许网页调用（没有 CORS）。',
    'error-page-without-cors': '服务返回了网页不能读取的错误。',
    blocker: '扩展程序或防火墙拦住了请求。',
    'page-policy': '本页的规则（CSP）不允许这个地址。',
  },
  auto: {
    service: ({ name, at: place }) => (name === undefined ? (place ?? '') : `${name}（${place ?? ''}）`),
    'browser-asr': () => '浏览器的语音识别（你说的话会发给浏览器厂商）',
    'on-device-asr': () => '浏览器的语音识别，在本机进行',
    'untested-asr': () => '浏览器的语音识别（如果这里能用）',
    'no-ears': () => '没有：你会听到自己的声音',
    'prompt-api': () => '浏览器内置的语言模型',
    demo: () => '只有几条固定规则的演示，不是语言模型',
    'companion-voice': () => 'eSpeak NG，伴侣程序的声音',
    'page-voice': () => 'eSpeak NG，在本页运行',
    'browser-voice': () => '浏览器的声音',
  },
  presets: {
    echokit: { name: 'EchoKit 自建服务', about: 'LlamaEdge 在 9091，Whisper 在 9092，GPT-SoVITS 在 9094。' },
    'echokit-server': {
      name: 'EchoKit 服务器',
      about: '本页就像一台盒子。常用地址是 ws://localhost:8080/ws。',
    },
    'openai-realtime': { name: 'OpenAI Realtime', about: '语音对语音。需要 API 密钥，按用量计费。' },
    'hugging-face': {
      name: 'Hugging Face speech-to-speech',
      about: '在你自己的电脑上运行，通常在 8765 端口。',
    },
    openai: { name: 'OpenAI', about: '需要 API 密钥，按用量计费。' },
    groq: { name: 'Groq', about: '需要 API 密钥，速度很快。' },
    local: { name: 'llama.cpp + whisper.cpp', about: 'llama-server 在 8080，whisper-server 在 8081。' },
    browser: { name: '仅用浏览器', about: '不需要密钥和服务器，只用浏览器自带的功能。' },
  },
};
