/** Words of the Talk page's common parts. Errors have tables of their own, by code. */
import type { TurnView } from '../../workers/conversation-api.ts';
import type { StringTables } from '../ui/language.ts';
import type { LensLook } from './lens.tsx';

interface TalkStrings {
  readonly title: string;
  /** What is going on, one line under the lens. */
  readonly status: Readonly<Record<LensLook, string>>;
  /** What pressing the lens does. */
  readonly press: Readonly<Record<'start' | 'stop' | 'retry', string>>;
  readonly hint: string;
  readonly ears: string;
  readonly brain: string;
  readonly voice: string;
  readonly write: string;
  readonly send: string;
  readonly mute: string;
  readonly unmute: string;
  readonly interrupt: string;
  readonly retry: string;
  readonly you: string;
  readonly assistant: string;
  readonly recognising: string;
  readonly notHeard: string;
  readonly conversation: string;
  readonly empty: string;
  readonly loadingModel: (percent: number) => string;
  readonly energyDetector: string;
  readonly energyDetectorHelp: string;
  readonly outcome: Readonly<Partial<Record<TurnView['status'], string>>>;
  readonly dropped: (because: string) => string;
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
      trouble: 'Something went wrong',
    },
    press: { start: 'Start listening', stop: 'Stop listening', retry: 'Try again' },
    hint: 'Space to talk, Esc to interrupt, / to write',
    ears: 'Ears',
    brain: 'Brain',
    voice: 'Voice',
    write: 'Write instead',
    send: 'Send',
    mute: 'Mute',
    unmute: 'Unmute',
    interrupt: 'Interrupt',
    retry: 'Try again',
    you: 'You',
    assistant: 'EchoKit',
    recognising: 'recognising …',
    notHeard: 'not heard',
    conversation: 'Conversation',
    empty: 'Nothing said yet. Press the lens and say hello.',
    loadingModel: (percent) =>
      `Loading the speech detector: ${percent} %. You can already talk, nothing is lost.`,
    energyDetector: 'Simple speech detector in use',
    energyDetectorHelp:
      'The speech model could not be loaded, so loudness alone decides. A quiet room helps. Reload the page to try again.',
    outcome: {
      interrupted: 'You interrupted here',
      cancelled: 'Cancelled',
      failed: 'This turn failed',
    },
    dropped: (because) => `Not taken as speech (${because})`,
  },
  zh: {
    title: '对话',
    status: {
      idle: '点一下，开始说话',
      starting: '正在打开麦克风…',
      listening: '我在听',
      hearing: '听到你了',
      pausing: '继续说，或稍等回答',
      thinking: '正在思考…',
      speaking: '正在回答，开口即可打断',
      interrupted: '是在和我说话吗？',
      muted: '麦克风已静音',
      trouble: '出了点问题',
    },
    press: { start: '开始聆听', stop: '停止聆听', retry: '重试' },
    hint: '空格键说话，Esc 打断，/ 输入文字',
    ears: '耳朵',
    brain: '大脑',
    voice: '声音',
    write: '也可以打字',
    send: '发送',
    mute: '静音',
    unmute: '取消静音',
    interrupt: '打断',
    retry: '重试',
    you: '你',
    assistant: 'EchoKit',
    recognising: '识别中…',
    notHeard: '未听到',
    conversation: '对话内容',
    empty: '还没有对话。点一下圆镜，说声你好。',
    loadingModel: (percent) => `正在加载语音检测模型：${percent}%。现在就可以说话，不会丢失。`,
    energyDetector: '正在使用简易语音检测',
    energyDetectorHelp: '语音模型无法加载，目前只按音量判断。请尽量保持安静，刷新页面可重试。',
    outcome: {
      interrupted: '你在这里打断了',
      cancelled: '已取消',
      failed: '这一轮失败了',
    },
    dropped: (because) => `未当作语音处理（${because}）`,
  },
};
