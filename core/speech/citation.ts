import type { Read } from './read-ahead.ts';

const maxCitation = 40;

/**
 * Reads the numbers that models put behind a statement: `[1]`, `[2, 3]`, `[^note]`, `【4:0†source】`. The closing `]` is
 * left standing, so that `[1](https://…)` goes on as the link it is.
 */
export function readCitation(text: string, at: number, final: boolean): Read<number> {
  const window = text.slice(at, at + maxCitation);
  const match =
    /^(?:\[(?:\^[^\]\s]{1,20}|\d{1,3}(?:[,–-] ?\d{1,3}){0,5})(?=\])|【[^】\n]{0,20}†[^】\n]{0,16}】)/u.exec(
      window,
    );
  if (match !== null) return match[0].length;
  if (final || window.length >= maxCitation) return 'none';
  const mayGoOn = /^(?:\[(?:\^[^\]\s]{0,20}|\d[\d,– -]*)?|【[^】\n]{0,20}(?:†[^】\n]{0,16})?)$/u.test(window);
  return mayGoOn ? 'wait' : 'none';
}
