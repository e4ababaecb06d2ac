/**
 * Lengths of text as a voice meets it: one Latin letter or digit weighs 1, a Chinese or Japanese character 2.5. One
 * number then serves all languages. Source of the ratio: sheet `providers.md` section 7, where 10 letters go with
 * 4 characters, 40 with 15 and 250 with 100.
 */

/** Weight of one Han or kana character, in Latin letters. */
const cjkWeight = 2.5;
/** A Hangul syllable holds two or three letters. */
const hangulWeight = 2;

const cjkPattern = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆]/u;
const hangulPattern = /\p{Script=Hangul}/u;
const speakablePattern = /[\p{L}\p{N}]/u;
const combiningPattern = /\p{M}/u;

/** Below this code point nothing is CJK, Hangul or combining: Latin, its accents and its signs. */
const firstWideCode = 0x300;

/** True for Han, hiragana and katakana, with the long-vowel and repetition signs. */
export function isCjk(char: string): boolean {
  const code = char.charCodeAt(0);
  // Most characters of a Chinese text end here; the pattern knows the rare ones.
  if (code >= 0x4e00 && code <= 0x9fff) return true;
  return code >= 0x2e80 && cjkPattern.test(char);
}

/** True when a voice would say something for this character or text: a letter or a digit of any script. */
export function hasLetterOrDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return isAsciiAlphanumeric(code) || (code >= 0x4e00 && code <= 0x9fff) || speakablePattern.test(text);
}

export function isDigit(char: string): boolean {
  return (char >= '0' && char <= '9') || (char >= '０' && char <= '９');
}

export function isCombining(char: string): boolean {
  return char !== '' && char.charCodeAt(0) >= firstWideCode && combiningPattern.test(char);
}

export function isLowerCase(char: string): boolean {
  return char !== char.toUpperCase() && char === char.toLowerCase();
}

/** Weight of one code point, in Latin letters; spaces and marks weigh nothing. */
export function letterWeight(char: string): number {
  const code = char.charCodeAt(0);
  if (code < 0x80) return isAsciiAlphanumeric(code) ? 1 : 0;
  if (isCjk(char)) return cjkWeight;
  if (code >= 0x1100 && hangulPattern.test(char)) return hangulWeight;
  return speakablePattern.test(char) ? 1 : 0;
}

/** Weight of a whole text, in Latin letters. */
export function textWeight(text: string): number {
  let weight = 0;
  for (const char of text) weight += letterWeight(char);
  return weight;
}

export function isAsciiAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
