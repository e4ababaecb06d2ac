/** The service times that the issue names, and how long a turn of each may take. */
import type { TurnSettings } from '../../core/profile/profile.ts';
import { defaultTurnSettings, withEagerness } from '../../core/profile/profile.ts';
import type { Millis } from '../../core/units.ts';
import type { InjectedTimes } from './turn-parts.ts';

export interface LatencyCase {
  readonly name: string;
  readonly services: InjectedTimes;
  readonly turn: TurnSettings;
  /** In every run. */
  readonly turns: number;
  /** From one utterance to the next: the reply has to be over by then. */
  readonly gapMs: Millis;
  readonly bars: {
    /** True end to first sample, median. */
    readonly p50?: Millis;
    readonly hopsAndCushion?: Millis;
    /** Release to first sample, every turn. */
    readonly fromRelease?: Millis;
  };
}

const slides: InjectedTimes = { asrDelayMs: 300, llmDelayMs: 350, ttsDelayMs: 120, llmTps: null };
const noEarlyEnd: TurnSettings = { ...defaultTurnSettings, eagerness: 'custom', earlyEndMs: 0 };

export const latencyCases: readonly LatencyCase[] = [
  {
    name: 'slides 300/350/120',
    services: slides,
    turn: noEarlyEnd,
    turns: 20,
    gapMs: 4200,
    bars: { p50: 960, hopsAndCushion: 40 },
  },
  {
    name: 'slides at 30 tokens a second',
    services: { ...slides, llmTps: 30 },
    turn: noEarlyEnd,
    turns: 10,
    gapMs: 4700,
    bars: {},
  },
  {
    name: 'slides, eagerness quick',
    services: slides,
    turn: withEagerness(defaultTurnSettings, 'quick'),
    turns: 10,
    gapMs: 4200,
    bars: {},
  },
  {
    name: 'services 80/100/50',
    services: { asrDelayMs: 80, llmDelayMs: 100, ttsDelayMs: 50, llmTps: null },
    turn: noEarlyEnd,
    turns: 10,
    gapMs: 4200,
    bars: { fromRelease: 100 },
  },
];
