import type { StringTables } from '../ui/language.ts';

interface TimelineStrings {
  readonly title: string;
  readonly wave: string;
  readonly probability: string;
  readonly thresholds: string;
  readonly speech: string;
  readonly now: string;
  readonly zoom: string;
  readonly seconds: (seconds: number) => string;
  /** On the scale. */
  readonly secondUnit: string;
  readonly turn: (turn: number) => string;
  /** What was lost on the way; empty where nothing was. */
  readonly counters: (framesDropped: number, underruns: number) => string;
  readonly nothingYet: string;
  readonly description: string;
}

export const timelineStrings: StringTables<TimelineStrings> = {
  en: {
    title: 'What I heard',
    wave: 'Sound',
    probability: 'Speech probability',
    thresholds: 'Thresholds',
    speech: 'Taken as speech',
    now: 'Back to now',
    zoom: 'Time shown',
    seconds: (seconds) => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`),
    secondUnit: 's',
    turn: (turn) => `turn ${turn}`,
    counters: (framesDropped, underruns) =>
      [
        framesDropped > 0 ? `${framesDropped} frames lost` : '',
        underruns > 0 ? (underruns === 1 ? '1 gap in the answers' : `${underruns} gaps in the answers`) : '',
      ]
        .filter(Boolean)
        .join(', '),
    nothingYet: 'Nothing heard yet',
    description:
      'Timeline of the microphone: waveform, speech probability with its thresholds, and the stretches taken as speech. Arrow keys scroll, End returns to now.',
  },
  zh: {
    title: '我听到的声音',
    wave: '声音',
    probability: '语音概率',
    thresholds: '阈值',
    speech: '判定为说话',
    now: '回到现在',
    zoom: '显示时长',
    seconds: (seconds) => (seconds < 60 ? `${seconds} 秒` : `${seconds / 60} 分钟`),
    secondUnit: '秒',
    turn: (turn) => `第 ${turn} 轮`,
    counters: (framesDropped, underruns) =>
      [
        framesDropped > 0 ? `丢失 ${framesDropped} 帧` : '',
        underruns > 0 ? `回答中有 ${underruns} 处间断` : '',
      ]
        .filter(Boolean)
        .join('，'),
    nothingYet: '还没有听到声音',
    description: '麦克风时间线：波形、语音概率与阈值，以及判定为说话的片段。方向键滚动，End 键回到现在。',
  },
};
