/** Words of the Relay page itself: what it is, who answers, and what went wrong on the way. */
import type { RelayRefusal } from '../../core/relay/relay-message.ts';
import type { StringTables } from '../ui/language.ts';

interface Words {
  readonly title: string;
  readonly whatToDo: string;
}

interface RelayStrings {
  readonly title: string;
  readonly lead: string;
  readonly answer: string;
  readonly answerOn: string;
  readonly answerOff: string;
  readonly connecting: string;
  readonly lost: Words;
  readonly retry: (seconds: number) => string;
  readonly replaced: Words;
  readonly refusals: Readonly<Record<RelayRefusal, (box: string) => Words>>;
  readonly someBox: string;
  readonly takeOver: string;
  readonly unfit: string;
  readonly workerFailed: Words;
  readonly reload: string;
  readonly dismiss: string;
  readonly details: string;
  readonly simpleDetector: Words;
  readonly loadingDetector: (percent: number) => string;
  readonly announcements: {
    readonly log: string;
    readonly connected: (box: string) => string;
    readonly gone: (box: string) => string;
    readonly heard: (box: string, words: string) => string;
    readonly said: (box: string, words: string) => string;
  };
}

export const relayStrings: StringTables<RelayStrings> = {
  en: {
    title: 'Relay',
    lead: 'Your EchoKit boxes, answered by this tab: with the ears, brain and voice that you talk to on the Talk page.',
    answer: 'Answer boxes in this tab',
    answerOn: 'A box that nobody answers is answered here, also while another tab is in front.',
    answerOff: 'Off: a box is told to have this page opened, unless another tab or a server answers it.',
    connecting: 'Connecting to the companion …',
    lost: {
      title: 'The companion does not answer',
      whatToDo:
        'Boxes wait for up to five minutes. If the companion was stopped, start it again with npm start, and reload this page.',
    },
    retry: (seconds) => (seconds === 0 ? 'Trying now …' : `I try again in ${seconds} s.`),
    replaced: {
      title: 'This tab was opened a second time',
      whatToDo: 'The other one answers the boxes now. Reload this page to go on here as a tab of its own.',
    },
    refusals: {
      'box-unknown': (box) => ({
        title: `${box} is not known any more`,
        whatToDo: 'It had been away for long. It is back in the list as soon as it connects.',
      }),
      'not-owner': (box) => ({
        title: `This tab does not answer ${box}`,
        whatToDo: 'Take it over first; then it can be changed here.',
      }),
      owned: (box) => ({
        title: `Another tab answers ${box}`,
        whatToDo: 'Take it over, or release it there.',
      }),
      'socket-closed': (box) => ({
        title: `${box} has connected anew meanwhile`,
        whatToDo: 'There is nothing to do: what comes next goes to its new connection.',
      }),
      'upstream-refused': (box) => ({
        title: `${box} was not passed on: the companion does not call that address`,
        whatToDo:
          'Check it under “Set up this box”. It looks like ws://host:8080/ws; addresses of the inner workings of a network are never called.',
      }),
      'box-too-slow': (box) => ({
        title: `${box} does not take in sound fast enough`,
        whatToDo:
          'The rest of that answer was left out. Its Wi-Fi may be weak: bring it nearer, and say it again.',
      }),
      malformed: () => ({
        title: 'The companion did not understand this page',
        whatToDo: 'They are of different versions. Restart the companion, then reload the page.',
      }),
    },
    someBox: 'That box',
    takeOver: 'Take it over',
    unfit: 'Boxes cannot be answered with the profile in use',
    workerFailed: {
      title: 'The part of the app that answers boxes has stopped',
      whatToDo: 'Reload the page: boxes stay connected for five minutes, and go on where they were.',
    },
    reload: 'Reload',
    dismiss: 'OK',
    details: 'Details',
    simpleDetector: {
      title: 'Simple speech detector in use',
      whatToDo:
        'The speech model could not be loaded, so loudness alone decides when somebody speaks to a box. Reload the page to try again.',
    },
    loadingDetector: (percent) => `Speech detector ${percent} % loaded. Boxes can already be talked to.`,
    announcements: {
      log: 'Boxes',
      connected: (box) => `Box ${box} is connected`,
      gone: (box) => `Box ${box} has gone`,
      heard: (box, words) => `Box ${box} heard: ${words}`,
      said: (box, words) => `Box ${box} was told: ${words}`,
    },
  },
  zh: {
    title: '中继',
    lead: '由这个标签页应答你的 EchoKit 设备，所用的识别、模型和语音与“对话”页相同。',
    answer: '由此标签页应答设备',
    answerOn: '无人应答的设备由这里应答，切换到其他标签页时也一样。',
    answerOff: '已关闭：若没有其他标签页或服务器应答，设备会提示打开本页。',
    connecting: '正在连接伴侣程序…',
    lost: {
      title: '伴侣程序没有回应',
      whatToDo: '设备最多会等五分钟。如果程序已停止，请用 npm start 重新启动，再刷新本页。',
    },
    retry: (seconds) => (seconds === 0 ? '正在重试…' : `${seconds} 秒后重试。`),
    replaced: {
      title: '这个标签页被打开了第二次',
      whatToDo: '现在由另一个应答设备。刷新本页，即可作为独立的标签页继续。',
    },
    refusals: {
      'box-unknown': (box) => ({
        title: `找不到 ${box} 了`,
        whatToDo: '它离线太久。重新连接后会再次出现在列表中。',
      }),
      'not-owner': (box) => ({
        title: `${box} 不由此标签页应答`,
        whatToDo: '请先接管，然后就能在这里更改。',
      }),
      owned: (box) => ({ title: `${box} 由另一个标签页应答`, whatToDo: '请接管它，或在那个标签页中释放。' }),
      'socket-closed': (box) => ({
        title: `${box} 已重新连接`,
        whatToDo: '无需处理：之后的内容会发往新的连接。',
      }),
      'upstream-refused': (box) => ({
        title: `${box} 未能转接：伴侣程序不访问该地址`,
        whatToDo:
          '请在“设置这台设备”中检查地址，应类似 ws://host:8080/ws。属于网络内部机制的地址永远不会被访问。',
      }),
      'box-too-slow': (box) => ({
        title: `${box} 接收声音太慢`,
        whatToDo: '这次回答的剩余部分已略去。可能是无线信号较弱，请把它移近一些，再说一次。',
      }),
      malformed: () => ({
        title: '伴侣程序不理解本页',
        whatToDo: '两者版本不同。请重启伴侣程序，再刷新本页。',
      }),
    },
    someBox: '该设备',
    takeOver: '接管',
    unfit: '当前方案无法应答设备',
    workerFailed: {
      title: '负责应答设备的部分停止了',
      whatToDo: '请刷新页面：设备会保持连接五分钟，并从原处继续。',
    },
    reload: '刷新',
    dismiss: '知道了',
    details: '详情',
    simpleDetector: {
      title: '正在使用简易语音检测',
      whatToDo: '语音模型无法加载，目前只按音量判断是否有人对设备说话。刷新页面可重试。',
    },
    loadingDetector: (percent) => `语音检测已加载 ${percent}%，现在就可以对设备说话。`,
    announcements: {
      log: '设备',
      connected: (box) => `设备 ${box} 已连接`,
      gone: (box) => `设备 ${box} 已断开`,
      heard: (box, words) => `设备 ${box} 听到：${words}`,
      said: (box, words) => `设备 ${box} 得到的回答：${words}`,
    },
  },
};
