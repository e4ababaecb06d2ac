/** Words of the section that says who answers. */
import type { ServerUrlError } from '../../core/profile/server-url.ts';
import type { StringTables } from '../ui/language.ts';
import type { AnswererKind } from './server-kinds.ts';

interface Words {
  readonly label: string;
  readonly hint: string;
}

interface ServerStrings {
  readonly lead: string;
  readonly who: string;
  readonly answerers: Readonly<Record<AnswererKind, Words>>;
  readonly autoAnswers: string;
  readonly url: string;
  readonly dials: (url: string) => string;
  readonly urlErrors: Readonly<Record<ServerUrlError, string>>;
  readonly mixedContent: string;
  readonly mixedContentHelp: string;
  readonly turnEnd: string;
  readonly turnEnds: Readonly<Record<'auto' | 'server' | 'submit', Words>>;
  readonly opus: string;
  readonly opusHint: string;
  readonly record: string;
  readonly recordHint: string;
  readonly characterElsewhere: string;
  readonly dialect: string;
  readonly dialects: Readonly<Record<'openai' | 'hugging-face' | 'echokit', string>>;
  readonly dialectHints: Readonly<Record<'openai' | 'hugging-face' | 'echokit', string>>;
  readonly model: string;
  readonly voice: string;
  readonly voiceHint: string;
  readonly turnTaking: string;
  readonly turnTakers: Readonly<Record<'server' | 'ours', Words>>;
  readonly transcription: string;
  readonly transcriptionHint: string;
  readonly key: string;
  readonly keys: Readonly<Record<'browser' | 'companion', Words>>;
  readonly usual: string;
}

export const serverStrings: StringTables<ServerStrings> = {
  en: {
    lead: 'Your own ears, brain and voice, or one server that is all three.',
    who: 'Who answers',
    answerers: {
      engines: { label: 'Ears, brain and voice', hint: 'Each can be chosen by itself, below.' },
      echokit: {
        label: 'An EchoKit server',
        hint: 'This page behaves like a box: the server listens, thinks and speaks.',
      },
      realtime: {
        label: 'A Realtime server',
        hint: 'OpenAI Realtime, Hugging Face speech-to-speech, or the Realtime door of an EchoKit server.',
      },
    },
    autoAnswers: 'Auto answers with ears, brain and voice. To use a server, make a profile.',
    url: 'Server',
    dials: (url) => `Connects to ${url}`,
    urlErrors: {
      empty: 'Write the address of the server, such as ws://192.168.1.5:8080/ws',
      'not-url': 'This is no address. It looks like ws://192.168.1.5:8080/ws',
      'not-websocket': 'The address begins with ws:// or wss://',
      credentials: 'A name or password in the address cannot be sent. Leave it out.',
    },
    mixedContent: 'The browser will refuse this address',
    mixedContentHelp:
      'A page that came by https may not call a server by ws://. Open the app from its companion on this computer, or use wss://.',
    turnEnd: 'Who notices that you have finished',
    turnEnds: {
      auto: { label: 'Find out', hint: 'Tries the server first and remembers what it can do.' },
      server: { label: 'The server', hint: 'EchoKit server 0.3.2 and newer.' },
      submit: { label: 'This page', hint: 'Older servers, and those that use Gemini.' },
    },
    opus: 'Compressed sound (Opus)',
    opusHint:
      'Needs less bandwidth, and brings mouth shapes. Servers since 0.3.1 lose 20 ms of each half second this way.',
    record: 'Record only',
    recordHint: 'The server writes down what it hears and never answers.',
    characterElsewhere:
      'The character is set up in the server’s config.toml; what is written below is not sent.',
    dialect: 'Dialect',
    dialects: {
      openai: 'OpenAI Realtime',
      'hugging-face': 'Hugging Face speech-to-speech',
      echokit: 'EchoKit server, /v1/realtime',
    },
    dialectHints: {
      openai: 'Needs a key. Billed by the minute.',
      'hugging-face': 'Runs on your own computer. One conversation at a time.',
      echokit: 'Deprecated upstream. The EchoKit server itself is the better choice.',
    },
    model: 'Model',
    voice: 'Voice',
    voiceHint: 'Empty for the server’s own.',
    turnTaking: 'Who takes turns',
    turnTakers: {
      server: { label: 'The server', hint: 'It decides when you have finished, and hears everything.' },
      ours: { label: 'This page', hint: 'By the settings under “Taking turns”; only speech is sent.' },
    },
    transcription: 'Model that writes down what you say',
    transcriptionHint: 'Empty: your side is not written down.',
    key: 'Key',
    keys: {
      browser: { label: 'From this browser', hint: 'Goes to the server itself.' },
      companion: {
        label: 'From the companion',
        hint: 'It holds the key and gives the page a short-lived one for each connection.',
      },
    },
    usual: 'Use the usual address',
  },
  zh: {
    lead: '用自己选的耳朵、大脑和声音，或用一个三者兼备的服务器。',
    who: '由谁回答',
    answerers: {
      engines: { label: '耳朵、大脑和声音', hint: '可在下面分别选择。' },
      echokit: { label: 'EchoKit 服务器', hint: '本页就像一台盒子：由服务器来听、想和说。' },
      realtime: {
        label: 'Realtime 服务器',
        hint: 'OpenAI Realtime、Hugging Face speech-to-speech，或 EchoKit 服务器的 Realtime 接口。',
      },
    },
    autoAnswers: '自动配置使用耳朵、大脑和声音。要用服务器，请新建一个配置。',
    url: '服务器',
    dials: (url) => `连接到 ${url}`,
    urlErrors: {
      empty: '请填写服务器地址，例如 ws://192.168.1.5:8080/ws',
      'not-url': '这不是地址。正确的例子：ws://192.168.1.5:8080/ws',
      'not-websocket': '地址以 ws:// 或 wss:// 开头',
      credentials: '地址中的用户名或密码无法发送，请去掉。',
    },
    mixedContent: '浏览器会拒绝这个地址',
    mixedContentHelp:
      '通过 https 打开的页面不能用 ws:// 访问服务器。请从本机的伴侣程序打开应用，或使用 wss://。',
    turnEnd: '由谁判断你说完了',
    turnEnds: {
      auto: { label: '自动判断', hint: '先交给服务器，并记住它会什么。' },
      server: { label: '服务器', hint: 'EchoKit 服务器 0.3.2 及更新版本。' },
      submit: { label: '本页', hint: '较旧的服务器，以及使用 Gemini 的服务器。' },
    },
    opus: '压缩的声音（Opus）',
    opusHint: '占用带宽更少，并带有口型。0.3.1 以后的服务器这样每半秒会丢失 20 毫秒。',
    record: '只录音',
    recordHint: '服务器只记录听到的内容，从不回答。',
    characterElsewhere: '性格在服务器的 config.toml 中设置；下面写的内容不会发送。',
    dialect: '方言',
    dialects: {
      openai: 'OpenAI Realtime',
      'hugging-face': 'Hugging Face speech-to-speech',
      echokit: 'EchoKit 服务器，/v1/realtime',
    },
    dialectHints: {
      openai: '需要密钥，按分钟计费。',
      'hugging-face': '在你自己的电脑上运行，同时只能有一个对话。',
      echokit: '上游已不推荐。直接用 EchoKit 服务器更好。',
    },
    model: '模型',
    voice: '声音',
    voiceHint: '留空则使用服务器自己的。',
    turnTaking: '由谁判断轮次',
    turnTakers: {
      server: { label: '服务器', hint: '由它判断你是否说完，它会听到所有声音。' },
      ours: { label: '本页', hint: '按“轮流说话”中的设置，只发送说话的部分。' },
    },
    transcription: '把你的话写下来的模型',
    transcriptionHint: '留空则不写下你说的话。',
    key: '密钥',
    keys: {
      browser: { label: '来自这个浏览器', hint: '直接发送给服务器。' },
      companion: { label: '来自伴侣程序', hint: '密钥由它保管，每次连接给本页一个短期密钥。' },
    },
    usual: '使用常用地址',
  },
};
