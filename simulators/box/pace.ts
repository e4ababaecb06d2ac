/**
 * The speed rule: whether a segment is played as it arrives, or held until it is complete because the server sends more
 * slowly than real time. Source: sheet `echokit.md` 4.8. While it measures it does not know yet, so it holds.
 */
import { heardRate, samplesToMillis, type Millis, type Samples } from '../../core/units.ts';

/** A measurement older than this is made anew after the next end of speech. */
const measurementKeptMs: Millis = 15_000;

export interface Pace {
  /** Arrival time per audio time of the last measured segment, null before the first. 1 and above is slow. */
  readonly ratio: number | null;
  readonly measuredAt: Millis;
  /** The next segment is measured. */
  readonly isDue: boolean;
  readonly measuring: { readonly since: Millis; readonly samples: Samples } | null;
}

export const freshPace: Pace = { ratio: null, measuredAt: 0, isDue: true, measuring: null };

/** Vowels are lost where it is true. */
export const isHolding = ({ ratio, measuring }: Pace): boolean =>
  measuring !== null || ratio === null || ratio >= 1;

/** The person has spoken. */
export const afterSpeech = (pace: Pace, at: Millis): Pace =>
  pace.ratio !== null && at - pace.measuredAt > measurementKeptMs ? { ...pace, isDue: true } : pace;

export const beginSegment = (pace: Pace, at: Millis): Pace =>
  pace.isDue && pace.measuring === null ? { ...pace, measuring: { since: at, samples: 0 } } : pace;

export const countSamples = (pace: Pace, samples: Samples): Pace =>
  pace.measuring === null
    ? pace
    : { ...pace, measuring: { ...pace.measuring, samples: pace.measuring.samples + samples } };

/** A segment without audio measures nothing. */
export function endSegment(pace: Pace, at: Millis): Pace {
  if (pace.measuring === null) return pace;
  const { since, samples } = pace.measuring;
  if (samples === 0) return { ...pace, measuring: null };
  const ratio = (at - since) / samplesToMillis(samples, heardRate);
  return { ratio, measuredAt: at, isDue: false, measuring: null };
}
