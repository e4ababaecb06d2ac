/** Words about the box in the page. */
import type { StringTables } from '../../ui/language.ts';
import type { SimulatedTrouble, SimulatedVoice } from './simulated-session.ts';

interface SimulatedStrings {
  readonly title: string;
  readonly lead: string;
  readonly start: string;
  readonly loading: string;
  readonly version: string;
  readonly stop: string;
  readonly box: string;
  readonly screen: string;
  readonly k0: string;
  readonly hold: string;
  /** What K0 does in a state of the box; anything else: nothing. */
  readonly next: Readonly<Record<string, string>>;
  readonly nextElse: string;
  readonly voice: string;
  readonly microphone: string;
  readonly sample: string;
  readonly sampleName: string;
  readonly clip: string;
  readonly hush: string;
  readonly says: (voice: SimulatedVoice) => string;
  readonly troubles: Readonly<Record<Extract<SimulatedTrouble, string>, string>>;
}

export const simulatedStrings: StringTables<SimulatedStrings> = {
  en: {
    title: 'No box at hand?',
    lead: 'Try a simulated one. It behaves like a real box, lives in this page and needs no companion.',
    start: 'Try a simulated box',
    loading: 'Getting the box …',
    version: 'Firmware',
    stop: 'Switch it off',
    box: 'Simulated box',
    screen: 'Screen of the box',
    k0: 'K0: press, or hold for a second',
    hold: 'Hold K0',
    next: {
      idle: 'Press K0, and the box listens.',
      listening: 'Say something to it, or play it the sample. K0 puts it to rest.',
      waiting: 'It waits for the answer. K0 interrupts.',
      speaking: 'It speaks. K0 interrupts; holding K0 lets your voice interrupt, too.',
      unreachable: 'Nobody answers it. Switch it off and on again.',
      setup: 'It waits to be set up. Switch it off and on again.',
      greeting: 'It greets you.',
    },
    nextElse: 'One moment …',
    voice: 'Who speaks to it',
    microphone: 'Your microphone',
    sample: 'A sample',
    sampleName: 'the sample',
    clip: 'A WAV file',
    hush: 'Nobody',
    says: (voice) => {
      switch (voice.kind) {
        case 'none':
          return 'Nobody speaks to it yet.';
        case 'microphone':
          return voice.phase === 'open' ? 'It hears your microphone.' : 'Opening your microphone …';
        case 'clip':
          return voice.isOver
            ? `It has heard all of ${voice.name}.`
            : `It hears ${voice.name} whenever it listens.`;
      }
    },
    troubles: {
      'engine-failed': 'The simulated box could not be loaded. Check the connection, and try again.',
      'clip-unreadable':
        'This is no WAV file that can be read, or it is longer than two minutes. Choose another.',
      'sample-unreachable': 'The sample could not be loaded. Use your microphone or a file of your own.',
    },
  },
  zh: {
    title: '手边没有设备？',
    lead: '试试模拟设备。它的表现与真实设备一样，就在本页中运行，不需要伴侣程序。',
    start: '试用模拟设备',
    loading: '正在取来设备…',
    version: '固件',
    stop: '关机',
    box: '模拟设备',
    screen: '设备屏幕',
    k0: 'K0：按一下，或按住一秒',
    hold: '长按 K0',
    next: {
      idle: '按 K0，设备就开始听。',
      listening: '对它说话，或播放示例。按 K0 让它休息。',
      waiting: '它在等待回答。按 K0 可打断。',
      speaking: '它正在说话。按 K0 可打断；长按 K0 后，也能用声音打断。',
      unreachable: '没有人应答它。请关机后重新启动。',
      setup: '它在等待设置。请关机后重新启动。',
      greeting: '它在向你问候。',
    },
    nextElse: '请稍候…',
    voice: '谁对它说话',
    microphone: '你的麦克风',
    sample: '示例录音',
    sampleName: '示例录音',
    clip: 'WAV 文件',
    hush: '无人',
    says: (voice) => {
      switch (voice.kind) {
        case 'none':
          return '还没有人对它说话。';
        case 'microphone':
          return voice.phase === 'open' ? '它能听到你的麦克风。' : '正在打开麦克风…';
        case 'clip':
          return voice.isOver ? `它已听完${voice.name}。` : `它在聆听时会听到${voice.name}。`;
      }
    },
    troubles: {
      'engine-failed': '模拟设备没能加载。请检查连接后重试。',
      'clip-unreadable': '这不是可读取的 WAV 文件，或长于两分钟。请另选一个。',
      'sample-unreachable': '示例没能加载。请使用麦克风，或选择你自己的文件。',
    },
  },
};
