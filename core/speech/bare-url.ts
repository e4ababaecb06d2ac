import { readWord, type Read } from './read-ahead.ts';
import { isCjk } from './text-weights.ts';

const openers = ['https://', 'http://', 'www.'];
/** Marks that end a URL when nothing of the URL follows them: the full stop after `see https://example.com.` */
const trailing = /[.,;:!?'"”’)\]}*_~]/;
const never = /[\s<>"`|\]]/;

/** Reads the part in front of a bare URL's host that is not spoken: its scheme and `www.` */
export function readUrlOpener(text: string, at: number, final: boolean): Read<number> {
  const first = text.charAt(at);
  if (first !== 'h' && first !== 'H' && first !== 'w' && first !== 'W') return 'none';
  for (const opener of openers) {
    const read = readWord(text, at, opener, final);
    if (read === 'wait') return 'wait';
    if (read === 'none') continue;
    if (opener === 'www.') return readHostChar(text, at + read, final, read);
    const www = readWord(text, at + read, 'www.', final);
    if (www === 'wait') return 'wait';
    const length = read + (www === 'none' ? 0 : www);
    return readHostChar(text, at + length, final, length);
  }
  return 'none';
}

/** A scheme alone (`write http:// first`) is no URL. */
function readHostChar(text: string, at: number, final: boolean, length: number): Read<number> {
  if (at >= text.length) return final ? 'none' : 'wait';
  return isHostChar(text.charAt(at)) ? length : 'none';
}

const isHostChar = (char: string): boolean => /[\p{L}\p{N}-]/u.test(char) && !isCjk(char);

/** What the character at `at` is to a URL: a letter of its host, something after the host, or past its end. */
export type UrlPart = 'host' | 'rest' | 'end';

/** @param inHost while the host is read; later on everything up to the end is `rest` */
export function readUrlPart(
  text: string,
  at: number,
  inHost: boolean,
  openParens: number,
  final: boolean,
): UrlPart | 'wait' {
  const char = text.charAt(at);
  if (char === '') return final ? 'end' : 'wait';
  if (never.test(char) || isCjk(char) || isCjkMark(char)) return 'end';
  if (char === ')' && openParens > 0) return 'rest';
  if (trailing.test(char)) {
    const next = text.charAt(at + 1);
    if (next === '') return final ? 'end' : 'wait';
    if (never.test(next) || trailing.test(next) || isCjk(next) || isCjkMark(next)) return 'end';
    if (char === '.' && inHost) return isHostChar(next) ? 'host' : 'end';
    return inHost && char !== ':' && char !== '?' ? 'end' : 'rest';
  }
  return inHost && isHostChar(char) ? 'host' : 'rest';
}

/** CJK punctuation and full-width forms: `请看https://example.com，然后` */
const isCjkMark = (char: string): boolean => /[\u3000-\u303f\uff00-\uff0f\uff1a-\uff20“”‘’…—]/.test(char);
