/** Letters of a token, as language models cut English on average. */
const tokenLetters = 4;
const syllableSign = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * Cuts text as a language model would stream it: about four letters each, a blank in front of a word, signs of
 * Chinese, Japanese and Korean one by one. Joined, the tokens are the text.
 */
export function tokenise(text: string): string[] {
  const tokens: string[] = [];
  let letters = 0;
  for (const sign of text) {
    const begins =
      tokens.length === 0 || letters >= tokenLetters || /\s/u.test(sign) || syllableSign.test(sign);
    if (begins) {
      tokens.push(sign);
      letters = /\s/u.test(sign) ? 0 : 1;
    } else {
      tokens.push(`${tokens.pop() ?? ''}${sign}`);
      letters++;
    }
    // A syllable sign is a token of its own.
    if (syllableSign.test(sign)) letters = tokenLetters;
  }
  return tokens;
}
