import { invariant } from '../assert.ts';
import type { Millis } from '../units.ts';

/**
 * How long the pieces of a reply are, in letters; a Chinese or Japanese character counts for 2.5 of them.
 * Source of the numbers: sheet `providers.md` section 7.
 */
export interface PieceLengths {
  /** Shortest first piece that may end with a sentence: the sooner it ends, the sooner the voice begins. */
  readonly firstSentence: number;
  /** From here on the first piece may end at a comma. */
  readonly firstClause: number;
  /** Later sentences are joined until they are this long; longer pieces sound better and cost fewer requests. */
  readonly later: number;
  /** From here on a later piece may end at a comma, or at a sentence that was too short to end it before. */
  readonly long: number;
  /** No piece is longer: it is cut at a clause, a space or a word. */
  readonly longest: number;
  /** A stream without anything to say for this long gives out what it has. */
  readonly stalledMs: Millis;
}

export const defaultPieceLengths: PieceLengths = {
  firstSentence: 10,
  firstClause: 40,
  later: 50,
  long: 200,
  longest: 250,
  stalledMs: 700,
};

/** Refuses lengths that contradict each other. */
export function checkPieceLengths(lengths: PieceLengths): PieceLengths {
  const { firstSentence, firstClause, later, long, longest, stalledMs } = lengths;
  const told = JSON.stringify(lengths);
  invariant(
    firstSentence > 0 && firstSentence <= firstClause,
    `0 < firstSentence <= firstClause, got ${told}`,
  );
  invariant(later > 0 && later <= long && long <= longest, `0 < later <= long <= longest, got ${told}`);
  invariant(firstClause <= longest && longest >= 20, `firstClause <= longest and longest >= 20, got ${told}`);
  invariant(stalledMs > 0, `stalledMs is above 0, got ${told}`);
  return lengths;
}
