/**
 * Transcripts as bare words, for comparing them: width, case, punctuation and stretched letters differ from one
 * recogniser to the next and mean nothing.
 */

/** Lower case, half width, apostrophes alike, other marks as blanks, blanks single. */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/gu, "'")
    .replace(/(?<=\p{L})'(?=\p{L})/gu, apostrophe)
    .replace(/[^\p{L}\p{N}\p{M}\ue000]+/gu, ' ')
    .replaceAll(apostrophe, "'")
    .trim();
}

/** Stands in for the apostrophe inside a word while the other marks go: a private character no text holds. */
const apostrophe = '\ue000';

/** The words of {@link plainText}; each CJK character is one. */
export function plainWords(text: string): string[] {
  return (
    plainText(text).match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu,
    ) ?? []
  );
}
