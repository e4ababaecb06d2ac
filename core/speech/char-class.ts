import { hasLetterOrDigit, isAsciiAlphanumeric, isCjk, isCombining } from './text-weights.ts';

/** `unseen`: controls, direction marks, private and broken characters, which no voice can say. */
export type CharClass = 'letter' | 'space' | 'newline' | 'mark' | 'emoji' | 'joiner' | 'unseen';

/** Text signs that Unicode counts as pictographs: they are words or marks, not pictures. Source: sheet section 7. */
const notPictures = '©®™‼⁉〰〽㊗㊙';
const picture =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u{20E3}\u{FE0E}\u{FE0F}\u{E0020}-\u{E007F}]/u;
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u{FFFC}\u{FFFD}]/u;
const space = /\s/u;

/** Class of one code point for speech clean-up. */
export function classOf(char: string): CharClass {
  const code = char.charCodeAt(0);
  if (code < 0x80) {
    if (isAsciiAlphanumeric(code)) return 'letter';
    if (code === 0x0a) return 'newline';
    if (code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0b || code === 0x0c) return 'space';
    return code < 0x20 || code === 0x7f ? 'unseen' : 'mark';
  }
  if (isCjk(char)) return 'letter';
  if (code === 0x2028 || code === 0x2029 || code === 0x85) return 'newline';
  if (code === 0x200c || code === 0x200d) return 'joiner';
  if (space.test(char) && code !== 0xfeff) return 'space';
  if (hasLetterOrDigit(char)) return 'letter';
  if (picture.test(char) && !notPictures.includes(char)) return 'emoji';
  if (isCombining(char)) return 'letter';
  return unseen.test(char) ? 'unseen' : 'mark';
}
