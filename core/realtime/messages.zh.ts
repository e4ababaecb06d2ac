import type { RealtimeDetails, RealtimeMessages, RealtimeWords } from './session-messages.ts';

const say =
  (title: string, whatToDo = '') =>
  (_details: RealtimeDetails): RealtimeWords => ({ title, whatToDo });

/** 后面附上服务器的原话。 */
const quoting =
  (title: string, whatToDo = '') =>
  ({ service }: RealtimeDetails): RealtimeWords => ({
    title: typeof service === 'string' ? `${title}：${service}` : title,
    whatToDo,
  });

const dialects: Readonly<Record<string, string>> = {
  openai: 'OpenAI',
  'hugging-face': 'Hugging Face',
  echokit: 'EchoKit',
};

const seconds = ({ waitedMs }: RealtimeDetails): string =>
  typeof waitedMs === 'number' ? ` ${Math.round(waitedMs / 1000)} 秒` : '一段时间';

export const chineseRealtimeMessages: RealtimeMessages = {
  notices: {
    'dialect-changed': ({ dialect }) => ({
      title: `服务器说的是另一种方言：${dialects[String(dialect)] ?? '其他'}`,
      whatToDo: '本次对话按它的方言进行。在设置中选择这种方言，可以使用它的其他选项。',
    }),
    'not-connected': say('还没有连上服务器', '请等连接好以后再说一遍。'),
    'connect-timeout': say('服务器没有及时应答', '请在设置中确认地址是 Realtime 服务器，并且它已启动。'),
    'configure-timeout': say('服务器没有确认会话', '它可能正在加载模型，马上会重新连接。'),
    'link-lost': say('与服务器的连接断开了', '马上会重新连接。'),
    'gave-up': () => ({
      title: '连不上服务器',
      whatToDo: '请查看可能的原因，然后重新连接。浏览器不会告诉网页连接被拒绝的原因。',
      causes: [
        '服务器没有运行，或者地址、端口不对。',
        '密钥有误、已过期，或属于别的服务。',
        '本页面通过 https 打开，而服务器是不加密的 ws://：浏览器只允许连接本机。',
        '服务器不允许来自本页面的连接。',
        '网络中断，或中间的设备不支持 WebSocket。',
      ],
    }),
    reconnected: say('已重新连接', '服务器不记得之前的对话，已把说过和听到的内容以文字交给它。'),
    'session-limit-reached': quoting(
      '服务器的名额已满',
      '它每个名额只服务一个听众，往往总共只有一个。请关掉另一个（别的标签页或设备），然后重新连接。',
    ),
    'session-refused': quoting('服务器拒绝了这次对话', '请在设置中检查密钥、模型和声音，然后重新连接。'),
    'no-answer': (details) => ({
      title: `服务器已经${seconds(details)}没有回应`,
      whatToDo: '请再说一遍。如果一直这样，请查看服务器的日志。',
    }),
    'no-audio': say('回复只有文字', '服务器的语音出错了，文字已显示出来。'),
    'empty-reply': say('回复是空的', '请再说一遍，或换个说法。'),
    'reply-incomplete': ({ reason }) => ({
      title:
        reason === 'max_output_tokens'
          ? '回复太长，被截断了'
          : reason === 'content_filter'
            ? '回复被服务器的内容过滤截断了'
            : '回复被截断了',
      whatToDo: '',
    }),
    'reply-failed': quoting('回复失败', '请稍后再试。'),
    'transcription-failed': quoting('没能写下你说的话', '回复不受影响：模型直接听声音。'),
    'server-error': quoting('服务器报告了错误'),
    'address-wrong': say('这不是服务器的地址', '请在设置中写成 ws://主机:端口/v1/realtime 或 wss://…。'),
    'key-missing': say('这个服务器需要密钥', '请在设置中填写，或交给伴侣程序保管。'),
    'companion-missing': say(
      '没有可以保管密钥的伴侣程序',
      '请启动伴侣程序并打开它的页面，或把密钥存在本浏览器。',
    ),
    'companion-unreachable': say('伴侣程序没有应答', '请重新启动它，然后刷新本页面。'),
    'secret-refused': ({ reason }) => ({
      title: '伴侣程序没有拿到短期密钥',
      whatToDo:
        typeof reason === 'string' && reason !== '' ? `它说：${reason}` : '请确认它保管着这个服务器的密钥。',
    }),
  },
};
