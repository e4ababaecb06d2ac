import type { Millis } from '../../../core/units.ts';

/** Length of a spoken letter or digit. About what people and eSpeak NG need: 15 letters a second. */
export const letterMs: Millis = 65;
/** A sign of Chinese, Japanese or Korean script is a syllable. */
export const syllableMs: Millis = 200;
const syllableSign = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const letter = /[\p{L}\p{N}]/u;

/** How long the stand-in speaks each sign of a text that it speaks at all: blanks and marks take no time. */
export function spokenSigns(text: string): { readonly sign: string; readonly ms: Millis }[] {
  return Array.from(text).flatMap((sign) => {
    if (syllableSign.test(sign)) return [{ sign, ms: syllableMs }];
    return letter.test(sign) ? [{ sign, ms: letterMs }] : [];
  });
}

/** Length of the speech that the stand-in makes of a text at normal speed. */
export function speechDurationMs(text: string): Millis {
  return spokenSigns(text).reduce((sum, { ms }) => sum + ms, 0);
}
