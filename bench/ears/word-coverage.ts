/** Which words of a clip are in a piece of audio. */
import type { Samples } from '../../core/units.ts';
import type { PlacedWord } from './counted-words.ts';

/** Of a word that counts as heard so much may be missing. */
const missingShare = 0.1;

export interface WordCoverage {
  /** At the clip's beginning, before the audio's first sample. */
  readonly missingAtStart: Samples;
  readonly lostWords: readonly string[];
}

/**
 * @param offset where the clip's first sample lies in the audio; negative where the audio began later
 * @param length of the audio
 */
export function coverageOf(words: readonly PlacedWord[], offset: Samples, length: Samples): WordCoverage {
  const from = -offset;
  const to = length - offset;
  return {
    missingAtStart: Math.max(0, from),
    lostWords: words
      .filter(({ start, end }) => {
        const covered = Math.max(0, Math.min(end, to) - Math.max(start, from));
        return covered < (1 - missingShare) * (end - start);
      })
      .map(({ text }) => text),
  };
}
