/** The longest run of the same words in a row, as speech recognisers fall into on silence and noise. */
export interface Repetition {
  /** Words that repeat, how often they do, and the share of the whole text that is. */
  readonly size: number;
  readonly times: number;
  readonly share: number;
}

/**
 * Looks for the same 1 to `longest` words again and again. Work is proportional to words times `longest`.
 * @param words each CJK character counts as one
 */
export function findRepetition(words: readonly string[], longest: number): Repetition {
  let best: Repetition = { size: 0, times: 0, share: 0 };
  for (let size = 1; size <= longest; size++) {
    let same = 0;
    for (let index = size; index <= words.length; index++) {
      if (index < words.length && words[index] === words[index - size]) {
        same++;
        continue;
      }
      const times = Math.floor(same / size) + 1;
      const share = words.length === 0 ? 0 : (same + size) / words.length;
      if (same > 0 && times > 1 && times * size > best.times * best.size) best = { size, times, share };
      same = 0;
    }
  }
  return best;
}
