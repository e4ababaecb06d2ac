/**
 * Reading markup out of a text that is still arriving. A reader looks at `text` from `at` and answers with what it
 * found, `none` when something else stands there, or `wait` when the answer depends on characters to come. Because it
 * never takes the end of the buffer for the end of the text, the outcome does not depend on how the text was chunked.
 */
export type Read<Found> = Found | 'wait' | 'none';

/** Whether `word` (lower case) stands at `at`, in any case; gives its length. */
export function readWord(text: string, at: number, word: string, final: boolean): Read<number> {
  const available = text.slice(at, at + word.length).toLowerCase();
  if (available === word) return word.length;
  return !final && available.length < word.length && word.startsWith(available) ? 'wait' : 'none';
}

/** How often the character at `at` repeats, at most `limit` times. */
export function readRun(text: string, at: number, limit: number, final: boolean): number | 'wait' {
  const mark = text.charAt(at);
  let length = 0;
  while (length < limit && text.charAt(at + length) === mark) length++;
  return length < limit && at + length >= text.length && !final ? 'wait' : length;
}
