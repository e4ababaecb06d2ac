import type { StringTables } from '../ui/language.ts';

interface TimelineStrings {
  readonly title: string;
  readonly wave: string;
  readonly probability: string;
  readonly speech: string;
  readonly now: string;
  readonly zoom: string;
  readonly seconds: (seconds: number) => string;
  readonly turn: (turn: number) => string;
  readonly description: string;
}

export const timelineStrings: StringTables<TimelineStrings> = {
  en: {
    title: 'What I heard',
    wave: 'Sound',
    probability: 'Speech probability',
    speech: 'Taken as speech',
    now: 'Back to now',
    zoom: 'Time shown',
    seconds: (seconds) => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`),
    turn: (turn) => `turn ${turn}`,
    description:
      'Timeline of the microphone: waveform, speech probability with its thresholds, and the stretches taken as speech. Arrow keys scroll, End returns to now.',
  },
  zh: {
    title: '我听到的声音',
    wave: '声音',
    probability: '语音概率',
    speech: '判定为说话',
    now: '回到现在',
    zoom: '显示时长',
    seconds: (seconds) => (seconds < 60 ? `${seconds} 秒` : `${seconds / 60} 分钟`),
    turn: (turn) => `第 ${turn} 轮`,
    description: '麦克风时间线：波形、语音概率与阈值，以及判定为说话的片段。方向键滚动，End 键回到现在。',
  },
};
