/** What an ear heard, held against what was said. */
import type { Millis } from '../../core/units.ts';
import type { HeardCue } from '../seen-from-outside.ts';
import type { EarEvent } from './open-contender.ts';

/** Speech that an ear reported and did not take back as a misfire. */
export interface HeardSegment {
  readonly start: Millis;
  /** Absent where the recording was over first. */
  readonly end?: Millis;
}

export interface EarsVerdict {
  readonly utterances: number;
  /** Those with a segment that began with them: one that began with an earlier utterance does not count. */
  readonly found: number;
  readonly falseAlarms: number;
  /** True onset to the decision, true end to the decision. */
  readonly startDelays: readonly Millis[];
  readonly endDelays: readonly Millis[];
}

/** A decision may come so much after the end of a short utterance and still mean it. */
const latestStartMs: Millis = 300;

/** Pairs every start with what ended it. */
export function segmentsOf(events: readonly EarEvent[]): readonly HeardSegment[] {
  const segments: HeardSegment[] = [];
  let start: Millis | undefined;
  for (const { type, at } of events) {
    if (type === 'start') start = at;
    else if (type !== 'listening' && start !== undefined) {
      if (type === 'end') segments.push({ start, end: at });
      start = undefined;
    }
  }
  return start === undefined ? segments : [...segments, { start }];
}

/** @param cues in the order in which they were said */
export function judgeSegments(cues: readonly HeardCue[], segments: readonly HeardSegment[]): EarsVerdict {
  const startDelays: Millis[] = [];
  const endDelays: Millis[] = [];
  const owned = cues.map((): HeardSegment[] => []);
  let falseAlarms = 0;
  for (const segment of segments) {
    const owner = cues.findIndex(
      (cue) => segment.start <= cue.end + latestStartMs && (segment.end ?? Infinity) > cue.onset,
    );
    if (owner < 0) falseAlarms += 1;
    else owned[owner]!.push(segment);
  }
  cues.forEach((cue, index) => {
    const first = owned[index]![0];
    if (first === undefined) return;
    startDelays.push(first.start - cue.onset);
    const end = owned[index]!.at(-1)!.end;
    // A segment that runs into the next utterance has no end of this one.
    if (end !== undefined && end < (cues[index + 1]?.onset ?? Infinity)) endDelays.push(end - cue.end);
  });
  return { utterances: cues.length, found: startDelays.length, falseAlarms, startDelays, endDelays };
}
