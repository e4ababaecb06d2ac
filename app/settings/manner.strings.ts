/** Words about how it talks: character, turns, detector. */
import type { Eagerness } from '../../core/profile/profile.ts';
import type { TurnNumber } from '../../core/profile/profile-limits.ts';
import type { StringTables } from '../ui/language.ts';

interface NumberWords {
  readonly label: string;
  readonly hint: string;
}
interface ChoiceWords {
  readonly label: string;
  readonly hint: string;
}

interface MannerStrings {
  readonly character: string;
  readonly systemPrompt: string;
  readonly systemPromptHint: string;
  readonly language: string;
  readonly languageAuto: string;
  readonly languageHint: string;
  readonly greeting: string;
  readonly greetingHint: string;
  readonly likeAuto: string;
  readonly turns: string;
  readonly eagerness: string;
  readonly eagernesses: Readonly<Record<Eagerness, ChoiceWords>>;
  readonly bargeIn: string;
  readonly bargeIns: Readonly<Record<'full' | 'half-duplex', ChoiceWords>>;
  readonly speculation: string;
  readonly speculationHint: string;
  readonly pushToTalk: string;
  readonly pushToTalkHint: string;
  readonly expert: string;
  readonly numbers: Readonly<Record<TurnNumber, NumberWords>>;
  readonly units: Readonly<Record<'ms' | 'probability' | 'count' | 'factor', string>>;
  readonly reset: string;
  readonly thresholdsCrossed: string;
  readonly endsCrossed: string;
  readonly detector: string;
  readonly detectorModel: string;
  readonly detectors: Readonly<Record<'v5' | 'v6', ChoiceWords>>;
}

export const mannerStrings: StringTables<MannerStrings> = {
  en: {
    character: 'What the language model is told about itself, and the language you speak.',
    systemPrompt: 'What it should know and how it should answer',
    systemPromptHint: 'Answers are spoken: ask for short sentences without lists.',
    language: 'Language of the conversation',
    languageAuto: 'Found out by itself',
    languageHint: 'Recognisers and voices are surer when they know it.',
    greeting: 'Greeting',
    greetingHint: 'Spoken when a conversation begins. Empty: it waits for you.',
    likeAuto: 'As Auto comes',
    turns: 'When it answers, and what happens when both speak.',
    eagerness: 'How soon it answers',
    eagernesses: {
      quick: { label: 'Quick', hint: 'Answers after a short pause; may cut in when you think aloud.' },
      normal: { label: 'Normal', hint: 'Waits a moment longer unless the sentence is clearly finished.' },
      patient: { label: 'Patient', hint: 'Leaves time to think; never cuts in early.' },
      custom: { label: 'My own numbers', hint: 'As set below.' },
    },
    bargeIn: 'When you speak while it speaks',
    bargeIns: {
      full: { label: 'It stops and listens', hint: 'A cough or an “mm-hm” does not stop it.' },
      'half-duplex': {
        label: 'It finishes first',
        hint: 'For loudspeakers without echo cancellation, where it would hear itself.',
      },
    },
    speculation: 'Think ahead',
    speculationHint:
      'Begins to answer in every short pause and throws the work away when you go on. Answers come sooner; services that bill by the request cost more.',
    pushToTalk: 'Push to talk',
    pushToTalkHint: 'It listens only while you hold the space bar or the button.',
    expert: 'Numbers for experts',
    numbers: {
      softEndMs: { label: 'Soft end', hint: 'Silence after which the work ahead begins.' },
      hardEndMs: { label: 'Hard end', hint: 'Silence after which your turn is over.' },
      earlyEndMs: {
        label: 'Early end',
        hint: 'Silence that is enough when the text is stable and ends in a full stop. 0: never early.',
      },
      minSpeechMs: { label: 'Shortest speech', hint: 'Shorter sounds are taken for noise.' },
      maxUtteranceMs: { label: 'Longest turn', hint: 'Then it answers in any case.' },
      preRollMs: { label: 'Pre-roll', hint: 'Sound from before the voice that the recogniser gets too.' },
      maxCancelledSpeculations: {
        label: 'Discarded attempts',
        hint: 'So many a turn; then it waits for the longer silence below.',
      },
      cautiousSoftEndMs: { label: 'Cautious soft end', hint: 'Silence asked for after that.' },
      onsetThreshold: { label: 'Onset threshold', hint: 'Probability at which speech begins.' },
      offsetThreshold: { label: 'Offset threshold', hint: 'Probability below which a frame is silence.' },
      sustainedMs: { label: 'Pausing the answer', hint: 'Voice over the answer that pauses it.' },
      committedMs: { label: 'Taking the floor', hint: 'Voice over the answer that ends it.' },
    },
    units: { ms: 'ms', probability: '0 to 1', count: 'times', factor: '×' },
    reset: 'Back to the defaults',
    thresholdsCrossed: 'The offset threshold is above the onset threshold: the onset is used for both.',
    endsCrossed: 'The soft end is later than the hard end: nothing is prepared ahead.',
    detector: 'A small model on this device that tells speech from other sounds.',
    detectorModel: 'Model',
    detectors: {
      v6: { label: 'Silero v6', hint: 'The newest; best in noise.' },
      v5: { label: 'Silero v5', hint: 'As EchoKit’s servers use it.' },
    },
  },
  zh: {
    character: '告诉语言模型它是谁，以及你说什么语言。',
    systemPrompt: '它应该知道什么、怎样回答',
    systemPromptHint: '回答会被念出来：请要求它用短句，不用列表。',
    language: '对话语言',
    languageAuto: '自动判断',
    languageHint: '知道语言后，识别和声音都会更准确。',
    greeting: '问候语',
    greetingHint: '对话开始时说的话。留空则等你先开口。',
    likeAuto: '恢复自动的设置',
    turns: '它什么时候回答，以及双方同时说话时怎么办。',
    eagerness: '多快回答',
    eagernesses: {
      quick: { label: '快', hint: '稍一停顿就回答；你边想边说时可能会插话。' },
      normal: { label: '普通', hint: '多等一会儿，除非句子明显说完了。' },
      patient: { label: '耐心', hint: '留出思考的时间，从不提前插话。' },
      custom: { label: '自定义数值', hint: '按下面的设置。' },
    },
    bargeIn: '它说话时你也说话',
    bargeIns: {
      full: { label: '它停下来听', hint: '咳嗽或“嗯”不会打断它。' },
      'half-duplex': { label: '它先说完', hint: '用于没有回声消除的扬声器，否则它会听到自己。' },
    },
    speculation: '提前思考',
    speculationHint: '每次短暂停顿就开始准备回答，你继续说则作废。回答更快，但按次计费的服务会更贵。',
    pushToTalk: '按住说话',
    pushToTalkHint: '只有按住空格键或按钮时才听。',
    expert: '专家数值',
    numbers: {
      softEndMs: { label: '软结束', hint: '静音多久后开始提前准备。' },
      hardEndMs: { label: '硬结束', hint: '静音多久后算你说完了。' },
      earlyEndMs: { label: '提前结束', hint: '文字稳定且以句号结尾时，静音多久就够。0 表示从不提前。' },
      minSpeechMs: { label: '最短语音', hint: '更短的声音算作噪声。' },
      maxUtteranceMs: { label: '最长一轮', hint: '到时无论如何都会回答。' },
      preRollMs: { label: '预录', hint: '开口之前也交给识别器的声音。' },
      maxCancelledSpeculations: { label: '作废次数', hint: '每轮最多几次，之后等待下面更长的静音。' },
      cautiousSoftEndMs: { label: '谨慎软结束', hint: '之后要求的静音时长。' },
      onsetThreshold: { label: '起始阈值', hint: '概率达到多少算开始说话。' },
      offsetThreshold: { label: '结束阈值', hint: '概率低于多少算静音。' },
      sustainedMs: { label: '暂停回答', hint: '回答时听到人声多久后暂停。' },
      committedMs: { label: '接过话头', hint: '回答时听到人声多久后结束回答。' },
    },
    units: { ms: '毫秒', probability: '0 到 1', count: '次', factor: '倍' },
    reset: '恢复默认值',
    thresholdsCrossed: '结束阈值高于起始阈值：两者都会使用起始阈值。',
    endsCrossed: '软结束晚于硬结束：不会提前准备。',
    detector: '在本设备上运行的小模型，用来区分人声和其他声音。',
    detectorModel: '模型',
    detectors: {
      v6: { label: 'Silero v6', hint: '最新，噪声中表现最好。' },
      v5: { label: 'Silero v5', hint: '与 EchoKit 服务器相同。' },
    },
  },
};
