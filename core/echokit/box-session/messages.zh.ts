import type { BoxDetails, BoxMessages, BoxWords } from './box-messages.ts';

const say =
  (title: string, whatToDo = '') =>
  (_details: BoxDetails): BoxWords => ({ title, whatToDo });

const at = ({ url }: BoxDetails): string => (typeof url === 'string' ? ` ${url} ` : '服务器');
const seconds = ({ waitedMs }: BoxDetails): string =>
  typeof waitedMs === 'number' ? `（等了 ${Math.round(waitedMs / 1000)} 秒）` : '';

const checkAddress = '请在设置中检查服务器地址。';

export const chineseBoxMessages: BoxMessages = {
  notices: {
    'line-lost': say('与服务器的连接断开了', '会自动重新连接。'),
    reconnected: say('已重新连接', '服务器仍记得对话，除非它重新启动过。'),
    'gave-up': say('连不上服务器', '请确认它在运行，然后重新连接。已说的内容会保留。'),
    evicted: say('这段对话被别处接管了', '另一个标签页或盒子用了同一个 ID。会自动取回一次。'),
    'evicted-again': say(
      '这段对话在别处进行',
      '另一个标签页或盒子用了同一个 ID。请在那边关闭，或重新连接以取回对话。',
    ),
    'not-connected': say('未连接', '请重新连接后再说话。'),
    'ends-by-submit': say(
      '这个服务器不会察觉你已说完',
      '从现在起由本应用告诉它。可以在设置中为这个服务器保留这一选择。',
    ),
    'no-end-vad': say('这个服务器不说明它已停止聆听就直接回答，和 Gemini 一样'),
    'cut-off': say('回答提前结束', '服务器中途停下了。请再问一次。'),
    'choose-first': say('服务器在等你选择', '请点其中一个按钮：在那之前它什么也不听。'),
    'recording-only': say('服务器只在录音', '它不会回答。要对话请关闭录音。'),
    'bad-address': say('服务器地址无法使用', `应当像 ws://192.168.1.20:8080/ws。${checkAddress}`),
    'mixed-content': (details) => ({
      title: `本页面不能连接${at(details)}`.trim(),
      whatToDo:
        '请在本网络的一台电脑上用 npm start 启动应用，并打开它显示的地址：从那里可以连到服务器。公网服务器可能也有 wss:// 地址。',
      causes: ['页面来自 https，浏览器只允许这样的页面用 ws:// 连接本机（混合内容）。'],
    }),
    'handshake-400': say('服务器拒绝了连接（400）', '它看不懂请求。它可能是另一种服务器，或前面有代理。'),
    'handshake-404': (details) => ({
      title: `${at(details)}处什么也没有（404）`.trim(),
      whatToDo: `EchoKit 服务器的地址以 /ws 结尾。${checkAddress}`,
    }),
    'handshake-status': ({ status }) => ({
      title: `服务器拒绝了连接（${status ?? '未知'}）`,
      whatToDo: '请查看服务器或其前面代理的日志。',
    }),
    'handshake-refused': (details) => ({
      title: `${at(details)}没有程序在监听`.trim(),
      whatToDo: '请确认服务器在运行，主机和端口正确。',
    }),
    'handshake-timeout': (details) => ({
      title: `${at(details)}没有回应`.trim(),
      whatToDo: '请检查主机和端口，以及中间是否有防火墙。',
    }),
    'unknown-host': (details) => ({
      title: `找不到${at(details)}中的主机名`,
      whatToDo: '请检查名称拼写，以及本网络是否认识它；也可以直接写 IP 地址。',
    }),
    certificate: (details) => ({
      title: `${at(details)}的证书不受信任`.trim(),
      whatToDo: '请检查证书的日期和名称。在自己的网络里，经由伴侣程序用 ws:// 不需要证书。',
    }),
    'not-websocket': (details) => ({
      title: `${at(details)}不是 EchoKit 服务器`.trim(),
      whatToDo: `它有回应，但不打开 WebSocket。${checkAddress}`,
    }),
    'companion-not-allowed': (details) => ({
      title: `连不上${at(details)}`.trim(),
      whatToDo: '请在设置中允许伴侣程序访问这个服务器，应用就能查出原因。并确认它在运行、地址正确。',
    }),
    'companion-forbidden': say('这个地址从不会被访问', '它属于网络内部。请使用服务器自己的地址。'),
    'browser-blocked': (details) => ({
      title: `浏览器不允许本页面连接${at(details)}`.trim(),
      whatToDo: '服务器在运行。请允许页面使用本地网络，或从 http://localhost 打开应用。',
      causes: [
        '本地网络权限被拒绝：请看地址栏旁的图标。',
        '浏览器不信任 wss:// 服务器的证书。',
        '中间有浏览器扩展或代理。',
      ],
    }),
    unreachable: (details) => ({
      title: `连不上${at(details)}`.trim(),
      whatToDo: '有伴侣程序（npm start）时，应用能查出原因。',
      causes: [
        '服务器没有运行，或主机、端口不对。',
        '地址不以 /ws 结尾。',
        '本地网络权限被拒绝：请看地址栏旁的图标。',
        '浏览器不信任 wss:// 服务器的证书。',
      ],
    }),
    'wire-broken': say('服务器说了无法读懂的内容', '它可能用的是另一种协议。如果对话照常进行，无需处理。'),
    'opus-broken': say('有些声音无法解码', '请在设置中为这个服务器关闭 Opus：原始采样不会有损失。'),
    'greeting-broken': say('服务器的问候语无法播放', '它必须是 WAV 文件。对话会照常进行。'),
  },
  failures: {
    'no-answer': (details) => ({
      title: `服务器没有回答${seconds(details)}`,
      whatToDo: '请再试一次。如果一直这样，请看服务器日志：它的识别、模型或语音可能卡住了。',
    }),
    'no-end': (details) => ({
      title: `服务器没有察觉你已说完${seconds(details)}`,
      whatToDo: '请再试一次。如果一直这样，请在设置中选择由本应用判断说完。',
    }),
    'empty-answer': say('服务器听懂了，但没有回答', '它的模型可能出错了：请看服务器日志，然后再试。'),
    'no-voice': say('回答没有声音', '只有文字。服务器背后的语音可能出错了：请看它的日志。'),
    'line-lost': say('回答之前连接断开了', '恢复连接后请再试一次。'),
    'no-line': say('当时没有连接，无法发送', '请重新连接后再试。'),
  },
};
