/**
 * A simple model of how long words take to say, for placing a playhead among the words of a piece whose voice gives
 * no timestamps. Only the proportions matter there; the absolute sum serves where a length is not known yet.
 * Numbers: fitted to word times of eSpeak NG at 175 words a minute (50 sentences in en, fr, de, es) and rounded; on
 * sentences that were not in the fit the word is right within one for 98 % of the time and never off by more than two,
 * see `spoken-weight.test.ts`.
 */
import type { Millis } from '../units.ts';
import { hasLetterOrDigit, isCjk, isDigit, letterWeight } from './text-weights.ts';

/** A word (in CJK a character) with the marks that touch it. Offsets into the text, end exclusive. */
export interface SpokenWord {
  readonly start: number;
  readonly end: number;
  /** Time it takes to say, and the pause after it. */
  readonly ms: Millis;
  readonly pauseMs: Millis;
}

const letterMs = 58;
/** What a word costs beyond its letters. */
const wordMs = 70;
/** "seven" for 7; tens and hundreds come on top. */
const digitMs = 330;
/** Letters of acronyms are mostly spelled out. */
const acronymLetterMs = 110;
/** "point" in 3.14. */
const pointMs = 250;
/** `%`, `$`, `+` and the like are words. */
const signMs = 350;
const hanMs = 220;
const kanaMs = 130;
/** A kanji has about two morae where kana stand beside it. */
const kanjiMs = 260;
const commaMs = 230;
const stopMs = 450;

const commaMarks = ',;:，、；：—–';
const stopMarks = '.!?…。！？｡';
const spokenSigns = '%$€£¥&+=×÷@°';
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}ー]/u;

/** The words of a text, in order. Marks without a word belong to the word before them, or to the first one. */
export function spokenWords(text: string): readonly SpokenWord[] {
  const words: SpokenWord[] = [];
  const inJapanese = kana.test(text);
  for (const token of tokens(text)) {
    const spoken = text.slice(token.start, token.end);
    const timed = { ...token, ms: wordDuration(spoken, inJapanese), pauseMs: pauseAfter(spoken) };
    const last = words.at(-1);
    if (last?.ms === 0) words[words.length - 1] = { ...timed, start: last.start };
    else if (timed.ms > 0 || last === undefined) words.push(timed);
    else
      words[words.length - 1] = { ...last, end: token.end, pauseMs: Math.max(last.pauseMs, timed.pauseMs) };
  }
  return words;
}

/** How long a voice of ordinary pace needs for a text; the pause after the last word is not counted. */
export function estimateSpeechMs(text: string): Millis {
  return totalMs(spokenWords(text));
}

export function totalMs(words: readonly SpokenWord[]): Millis {
  let sum = 0;
  for (const word of words) sum += word.ms + word.pauseMs;
  return sum - (words.at(-1)?.pauseMs ?? 0);
}

/** How many words were heard when `fraction` (0 to 1) of a text was: those whose greater part was. */
export function wordsHeard(words: readonly SpokenWord[], fraction: number): number {
  if (fraction >= 1) return words.length;
  return countUntil(words, fraction, 0.5);
}

/** How many words have begun when `fraction` of a text was heard: the last of them sounds now. */
export function wordsBegun(words: readonly SpokenWord[], fraction: number): number {
  if (fraction >= 1) return words.length;
  return fraction <= 0 ? 0 : countUntil(words, fraction, 0);
}

/** @param share how much of a word must be over for it to count, 0 to 1 */
function countUntil(words: readonly SpokenWord[], fraction: number, share: number): number {
  const playhead = fraction * totalMs(words);
  let at = 0;
  let count = 0;
  for (const word of words) {
    if (playhead < at + word.ms * share) break;
    at += word.ms + word.pauseMs;
    count++;
  }
  return count;
}

interface Token {
  readonly start: number;
  readonly end: number;
}

/** Words between blanks; each CJK character is one of its own and takes the marks after it along. */
function tokens(text: string): Token[] {
  const found: Token[] = [];
  let start = -1;
  let at = 0;
  /** The token so far holds a letter; it is a CJK character. */
  let solid = false;
  let wide = false;
  const close = (end: number): void => {
    if (start >= 0) found.push({ start, end });
    start = -1;
    solid = false;
    wide = false;
  };
  for (const char of text) {
    const cjk = isCjk(char);
    if (/\s/u.test(char)) close(at);
    else {
      const speaks = hasLetterOrDigit(char) || spokenSigns.includes(char);
      if (speaks && solid && (cjk || wide)) close(at);
      if (start < 0) start = at;
      if (speaks) {
        solid = true;
        wide = cjk;
      }
    }
    at += char.length;
  }
  close(at);
  return found;
}

function wordDuration(word: string, inJapanese: boolean): Millis {
  const spelled = /^[^\p{L}\p{N}]*\p{Lu}{2,5}[^\p{L}\p{N}]*$/u.test(word);
  const chars = Array.from(word);
  let ms = 0;
  let hasLetters = false;
  for (const [index, char] of chars.entries()) {
    if (isDigit(char)) ms += digitMs;
    else if (isCjk(char)) ms += kana.test(char) ? kanaMs : inJapanese ? kanjiMs : hanMs;
    else if (spokenSigns.includes(char)) ms += signMs;
    else if ('.,:'.includes(char)) ms += isDecimalMark(chars, index) ? pointMs : 0;
    else {
      const weight = letterWeight(char);
      hasLetters ||= weight > 0;
      ms += weight * (spelled ? acronymLetterMs : letterMs);
    }
  }
  return hasLetters ? ms + wordMs : ms;
}

/** 3.14 and 10:30; the comma of 1,000 is silent, but the thousand is not. */
const isDecimalMark = (chars: readonly string[], index: number): boolean =>
  isDigit(chars[index - 1] ?? '') && isDigit(chars[index + 1] ?? '');

function pauseAfter(word: string): Millis {
  const tail = /[^\p{L}\p{N}]*$/u.exec(word)?.[0] ?? '';
  let pause = 0;
  for (const char of tail) {
    if (stopMarks.includes(char)) pause = Math.max(pause, stopMs);
    else if (commaMarks.includes(char)) pause = Math.max(pause, commaMs);
  }
  return pause;
}
