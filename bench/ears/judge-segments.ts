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
  /** Of each utterance, found or not, in the order in which they were said. */
  readonly delays: readonly Delays[];
}

export interface Delays {
  /** True onset to the decision; absent where the utterance was not found. */
  readonly start?: Millis;
  /** True end to the decision; absent also where the segment ran into the next utterance. */
  readonly end?: Millis;
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
  const owned = cues.map((): HeardSegment[] => []);
  let falseAlarms = 0;
  for (const segment of segments) {
    const owner = cues.findIndex(
      (cue) => segment.start <= cue.end + latestStartMs && (segment.end ?? Infinity) > cue.onset,
    );
    if (owner < 0) falseAlarms += 1;
    else owned[owner]!.push(segment);
  }
  const delays = cues.map((cue, index): Delays => {
    const first = owned[index]![0];
    if (first === undefined) return {};
    const end = owned[index]!.at(-1)!.end;
    // A segment that runs into the next utterance has no end of this one.
    const isOwnEnd = end !== undefined && end < (cues[index + 1]?.onset ?? Infinity);
    return { start: first.start - cue.onset, ...(isOwnEnd ? { end: end - cue.end } : {}) };
  });
  const found = delays.filter(({ start }) => start !== undefined).length;
  return { utterances: cues.length, found, falseAlarms, delays };
}

/** Delays of the utterances that both have: who misses the hard ones is not the quicker for it. */
export function sharedDelays(
  [own, peer]: readonly [own: EarsVerdict, peer: EarsVerdict],
  which: keyof Delays,
): { readonly own: readonly Millis[]; readonly peer: readonly Millis[] } {
  const pairs = own.delays.flatMap((delays, index) => {
    const [mine, theirs] = [delays[which], peer.delays[index]?.[which]];
    return mine === undefined || theirs === undefined ? [] : [{ mine, theirs }];
  });
  return { own: pairs.map(({ mine }) => mine), peer: pairs.map(({ theirs }) => theirs) };
}
