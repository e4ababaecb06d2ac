/** Words about one box: what it is, what it does, who answers it, and how it is set up. */
import type { ServerUrlError } from '../../core/profile/server-url.ts';
import type { BoxState, BoxVoice, HelloRefusal } from '../../workers/relay-api.ts';
import type { StringTables } from '../ui/language.ts';

interface BoxStrings {
  readonly title: string;
  readonly states: Readonly<Record<BoxState, string>>;
  readonly simulated: string;
  readonly firmware: (version: string) => string;
  readonly unknownFirmware: string;
  readonly byThisTab: string;
  readonly byAnotherTab: string;
  readonly byNobody: string;
  readonly byServer: (host: string) => string;
  readonly watched: string;
  readonly watchers: (count: number) => string;
  readonly lastSaid: (words: string, time: string) => string;
  readonly nothingSaid: string;
  readonly takeOver: string;
  readonly answerHere: string;
  readonly release: string;
  readonly watch: string;
  readonly unwatch: string;
  readonly interrupt: string;
  readonly forget: string;
  readonly forgetSure: (box: string) => string;
  readonly forgetMeans: string;
  readonly cancel: string;
  readonly close: string;
  readonly conversation: string;
  readonly emptyOwn: string;
  readonly emptyElse: string;
  readonly emptyAway: string;
  readonly startedAnew: string;
  readonly write: string;
  readonly send: string;
  readonly setUp: string;
  readonly mode: string;
  readonly modes: Readonly<
    Record<'answer' | 'pass-through', { readonly name: string; readonly hint: string }>
  >;
  readonly upstream: string;
  readonly upstreamHint: string;
  readonly upstreamErrors: Readonly<Record<ServerUrlError | 'query', string>>;
  readonly passOn: string;
  readonly upstreamStates: {
    readonly connecting: string;
    readonly open: string;
    readonly lost: (reason: string, seconds: number) => string;
  };
  readonly persona: string;
  readonly personaHint: string;
  readonly personaLike: string;
  readonly prompt: string;
  readonly promptHint: string;
  readonly save: string;
  readonly saved: string;
  readonly voice: string;
  readonly voiceHint: string;
  readonly voices: Readonly<Record<BoxVoice, string>>;
  readonly hello: string;
  readonly helloHint: string;
  readonly helloChoose: string;
  readonly helloNone: string;
  readonly helloIs: (seconds: string) => string;
  readonly helloPlay: string;
  readonly helloStop: string;
  readonly helloRemove: string;
  readonly helloFor: string;
  readonly helloForThis: string;
  readonly helloForAll: string;
  readonly helloRefusals: Readonly<Record<HelloRefusal | 'worker-failed' | 'unreadable' | 'silent', string>>;
}

export const boxStrings: StringTables<BoxStrings> = {
  en: {
    title: 'Boxes',
    states: {
      away: 'Not connected',
      idle: 'Idle: press K0 on it',
      listening: 'Listening',
      hearing: 'Hears you',
      waiting: 'Thinking',
      speaking: 'Speaking',
    },
    simulated: 'Simulated',
    firmware: (version) => `Firmware ${version}`,
    unknownFirmware: 'Unknown firmware',
    byThisTab: 'Answered by this tab',
    byAnotherTab: 'Answered by another tab',
    byNobody: 'Answered by nobody',
    byServer: (host) => `Passed on to ${host}`,
    watched: 'watched here',
    watchers: (count) => (count === 1 ? '1 watcher' : `${count} watchers`),
    lastSaid: (words, time) => `“${words}”, ${time}`,
    nothingSaid: 'Nothing said yet',
    takeOver: 'Take over',
    answerHere: 'Answer it here',
    release: 'Release',
    watch: 'Watch',
    unwatch: 'Stop watching',
    interrupt: 'Interrupt',
    forget: 'Forget this box',
    forgetSure: (box) => `Forget ${box}?`,
    forgetMeans:
      'What was set up for it is deleted: its character, its greeting, who answers it. If it is still on, it comes back as a new box.',
    cancel: 'Cancel',
    close: 'Close',
    conversation: 'Conversation',
    emptyOwn: 'Press K0 on the box and talk. What is said appears here.',
    emptyElse: 'Watch this box, or take it over, to see what is said.',
    emptyAway: 'What is said appears here once the box is back.',
    startedAnew: 'The box began anew; it remembers nothing from before',
    write: 'Write instead of speaking',
    send: 'Send',
    setUp: 'Set up this box',
    mode: 'Who answers',
    modes: {
      answer: { name: 'A tab of this app', hint: 'With the ears, brain and voice of your profile.' },
      'pass-through': {
        name: 'An EchoKit server',
        hint: 'The companion passes everything on, also when no tab is open: what is said goes there. You can watch.',
      },
    },
    upstream: 'Server address',
    upstreamHint:
      'As the box would be given it: ws://192.168.1.5:8080/ws. The id of the box and its query are added.',
    upstreamErrors: {
      empty: 'Write the address of the server.',
      'not-url': 'This is no address. It looks like ws://host:8080/ws.',
      'not-websocket': 'The address has to begin with ws:// or wss://.',
      credentials: 'Leave out the name and the password: EchoKit servers know none.',
      query: 'Leave out the question mark and what follows it: the box brings its own.',
    },
    passOn: 'Pass on',
    upstreamStates: {
      connecting: 'Connecting to the server …',
      open: 'The server is connected.',
      lost: (reason, seconds) =>
        `The server is out of reach${reason === '' ? '' : ` (${reason})`}. The box is told so; next try in ${seconds} s.`,
    },
    persona: 'A character of its own',
    personaHint: 'For this box only.',
    personaLike: 'Like on the Talk page, as the profile in use says.',
    prompt: 'Who it is and how it talks',
    promptHint: 'In your own words. Holds from the next turn on.',
    save: 'Save',
    saved: 'Saved',
    voice: 'How sound is sent',
    voiceHint: 'Change it only if the box stays silent or crackles.',
    voices: { auto: 'As the box asks', samples: 'Plain samples' },
    hello: 'Greeting',
    helloHint:
      'A short sound that the box plays when K0 is pressed, in place of its beep. It takes effect when the box starts anew.',
    helloChoose: 'Choose a WAV file',
    helloNone: 'The box beeps.',
    helloIs: (seconds) => `A clip of ${seconds} s`,
    helloPlay: 'Play',
    helloStop: 'Stop',
    helloRemove: 'Remove',
    helloFor: 'Greeting for',
    helloForThis: 'this box',
    helloForAll: 'all boxes without one of their own',
    helloRefusals: {
      'hello-malformed': 'This is no WAV file that can be read. Save it as WAV (PCM), and choose it again.',
      'hello-too-long': 'The clip is too long: the box keeps it in its memory. Cut it to a few seconds.',
      'hello-empty': 'There is no sound in this file. Choose another.',
      'worker-failed': 'The clip could not be kept. Reload the page, and choose it again.',
      unreadable: 'The browser could not read the file. Choose it again.',
      silent: 'The browser could not play the clip.',
    },
  },
  zh: {
    title: '设备',
    states: {
      away: '未连接',
      idle: '空闲：请按设备的 K0',
      listening: '正在听',
      hearing: '听到你了',
      waiting: '思考中',
      speaking: '正在说',
    },
    simulated: '模拟',
    firmware: (version) => `固件 ${version}`,
    unknownFirmware: '未知固件',
    byThisTab: '由此标签页应答',
    byAnotherTab: '由另一标签页应答',
    byNobody: '无人应答',
    byServer: (host) => `转接到 ${host}`,
    watched: '在此旁观',
    watchers: (count) => `${count} 个旁观者`,
    lastSaid: (words, time) => `“${words}”，${time}`,
    nothingSaid: '还没有说过话',
    takeOver: '接管',
    answerHere: '在此应答',
    release: '释放',
    watch: '旁观',
    unwatch: '停止旁观',
    interrupt: '打断',
    forget: '忘记这台设备',
    forgetSure: (box) => `要忘记 ${box} 吗？`,
    forgetMeans: '为它设置的内容都会删除：角色、问候音、由谁应答。如果它仍开着，会作为新设备再次出现。',
    cancel: '取消',
    close: '关闭',
    conversation: '对话',
    emptyOwn: '按设备的 K0 键并说话，内容会显示在这里。',
    emptyElse: '旁观或接管这台设备，就能看到说了什么。',
    emptyAway: '设备重新连接后，内容会显示在这里。',
    startedAnew: '设备重新开始，不记得之前的内容',
    write: '以文字代替说话',
    send: '发送',
    setUp: '设置这台设备',
    mode: '由谁应答',
    modes: {
      answer: { name: '本应用的标签页', hint: '使用你方案中的识别、模型和语音。' },
      'pass-through': {
        name: 'EchoKit 服务器',
        hint: '由伴侣程序原样转接，没有打开标签页时也有效：说的话会发往该服务器。你可以旁观。',
      },
    },
    upstream: '服务器地址',
    upstreamHint: '与填入设备的相同，例如 ws://192.168.1.5:8080/ws。会自动加上设备标识和参数。',
    upstreamErrors: {
      empty: '请填写服务器地址。',
      'not-url': '这不是地址。应类似 ws://host:8080/ws。',
      'not-websocket': '地址须以 ws:// 或 wss:// 开头。',
      credentials: '请去掉用户名和密码，EchoKit 服务器不使用它们。',
      query: '请去掉问号及其后的内容，设备会带上自己的参数。',
    },
    passOn: '转接',
    upstreamStates: {
      connecting: '正在连接服务器…',
      open: '服务器已连接。',
      lost: (reason, seconds) =>
        `无法连接服务器${reason === '' ? '' : `（${reason}）`}。已告知设备，${seconds} 秒后重试。`,
    },
    persona: '专属角色',
    personaHint: '只用于这台设备。',
    personaLike: '与“对话”页相同，按当前方案。',
    prompt: '它是谁，怎样说话',
    promptHint: '用你自己的话描述，从下一轮对话起生效。',
    save: '保存',
    saved: '已保存',
    voice: '声音发送方式',
    voiceHint: '仅在设备无声或有杂音时更改。',
    voices: { auto: '按设备要求', samples: '原始采样' },
    hello: '问候音',
    helloHint: '按 K0 时设备播放的短音，代替“嘀”声。设备重新启动后生效。',
    helloChoose: '选择 WAV 文件',
    helloNone: '设备会发出“嘀”声。',
    helloIs: (seconds) => `一段 ${seconds} 秒的声音`,
    helloPlay: '播放',
    helloStop: '停止',
    helloRemove: '移除',
    helloFor: '问候音用于',
    helloForThis: '这台设备',
    helloForAll: '所有没有专属问候音的设备',
    helloRefusals: {
      'hello-malformed': '这不是可读取的 WAV 文件。请存为 WAV（PCM）格式后重新选择。',
      'hello-too-long': '声音太长：设备要把它放进内存。请剪短到几秒。',
      'hello-empty': '文件中没有声音，请另选一个。',
      'worker-failed': '声音没能保存。请刷新页面后重新选择。',
      unreadable: '浏览器无法读取文件，请重新选择。',
      silent: '浏览器无法播放这段声音。',
    },
  },
};
