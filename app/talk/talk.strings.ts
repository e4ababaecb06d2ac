/** Words of the stage: what the lens shows, what the controls do. Errors have tables of their own, by code. */
import type { RecoveryReason } from '../platform/microphone/microphone-machine.ts';
import type { StringTables } from '../ui/language.ts';
import type { LensLook } from './talk-look.ts';

interface TalkStrings {
  readonly title: string;
  /** What is going on, one line under the lens. */
  readonly status: Readonly<Record<LensLook, string>>;
  readonly recovering: Readonly<Record<RecoveryReason, string>>;
  readonly waitingForMicrophone: string;
  readonly mutedBySystem: string;
  readonly holdToTalk: string;
  /** What pressing the lens does. */
  readonly press: Readonly<Record<'start' | 'stop' | 'retry' | 'hold', string>>;
  readonly hint: string;
  readonly holdHint: string;
  readonly loadingModel: (percent: number) => string;
  readonly mute: string;
  readonly unmute: string;
  readonly interrupt: string;
  readonly tryAgain: string;
  readonly writeInstead: string;
  readonly write: string;
  readonly send: string;
  readonly microphone: string;
  readonly usualMicrophone: string;
}

export const talkStrings: StringTables<TalkStrings> = {
  en: {
    title: 'Talk',
    status: {
      idle: 'Press and talk',
      starting: 'Opening the microphone …',
      listening: 'I am listening',
      hearing: 'I hear you',
      pausing: 'Go on, or wait for the answer',
      thinking: 'Thinking …',
      speaking: 'Speaking. Talk to interrupt',
      interrupted: 'Was that for me?',
      muted: 'Microphone muted',
      trouble: 'That did not work',
    },
    recovering: {
      unplugged: 'The microphone is gone. Looking for another …',
      'device-changed': 'Changing the microphone …',
      'settings-changed': 'Changing the microphone …',
      stalled: 'The microphone went silent. Waking it …',
      interrupted: 'The system took the microphone away. Waiting …',
    },
    waitingForMicrophone: 'Plug in a microphone, and I go on',
    mutedBySystem: 'Your microphone is switched off',
    holdToTalk: 'Hold the button and talk',
    press: {
      start: 'Start listening',
      stop: 'Stop listening',
      retry: 'Try the microphone again',
      hold: 'Hold to talk',
    },
    hint: 'Space to talk, Esc to interrupt, / to write',
    holdHint: 'Hold Space to talk, Esc to interrupt, / to write',
    loadingModel: (percent) => `Speech detector ${percent} % loaded. You can already talk.`,
    mute: 'Mute',
    unmute: 'Unmute',
    interrupt: 'Interrupt',
    tryAgain: 'Try again',
    writeInstead: 'Write instead',
    write: 'Write a message',
    send: 'Send',
    microphone: 'Microphone',
    usualMicrophone: "The system's usual one",
  },
  zh: {
    title: '对话',
    status: {
      idle: '点一下，开始说话',
      starting: '正在打开麦克风…',
      listening: '我在听',
      hearing: '听到你了',
      pausing: '可以接着说，或等我回答',
      thinking: '正在思考…',
      speaking: '正在回答，开口即可打断',
      interrupted: '是在和我说话吗？',
      muted: '麦克风已静音',
      trouble: '这次没有成功',
    },
    recovering: {
      unplugged: '麦克风不见了，正在寻找另一个…',
      'device-changed': '正在切换麦克风…',
      'settings-changed': '正在切换麦克风…',
      stalled: '麦克风没有声音了，正在唤醒…',
      interrupted: '系统占用了麦克风，等待中…',
    },
    waitingForMicrophone: '插上麦克风后会继续',
    mutedBySystem: '你的麦克风已被关闭',
    holdToTalk: '按住圆镜说话',
    press: { start: '开始聆听', stop: '停止聆听', retry: '再试一次麦克风', hold: '按住说话' },
    hint: '空格键说话，Esc 打断，/ 打字',
    holdHint: '按住空格键说话，Esc 打断，/ 打字',
    loadingModel: (percent) => `语音检测已加载 ${percent}%，现在就可以说话。`,
    mute: '静音',
    unmute: '取消静音',
    interrupt: '打断',
    tryAgain: '重试',
    writeInstead: '改为打字',
    write: '输入文字',
    send: '发送',
    microphone: '麦克风',
    usualMicrophone: '系统默认麦克风',
  },
};
