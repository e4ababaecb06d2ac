import { describe, expect, it } from 'vitest';
import { rawEndOf, rawStartOf } from './piece.ts';
import { createSentenceSplitter } from './sentence-splitter.ts';

function firstPiece(text: string) {
  const splitter = createSentenceSplitter({
    language: 'en',
    lengths: { firstSentence: 200, firstClause: 200 },
  });
  return [...splitter.push(text, 0), ...splitter.end()][0]!;
}

describe('the way back from what is said to what was written', () => {
  const text = 'A **big** dog &amp; [two cats](https://a.b) at https://www.zoo.org/x run.';
  const piece = firstPiece(text);

  it('knows what is said', () => {
    expect(piece.speakable).toBe('A big dog & two cats at zoo.org run.');
  });

  it.each([
    ['A', 'A'],
    ['big', 'big'],
    ['&', '&amp;'],
    ['two', 'two'],
    ['cats', 'cats](https://a.b)'],
    ['zoo.org', 'zoo.org/x'],
    ['run.', 'run.'],
  ])('finds %s', (spoken, written) => {
    const at = piece.speakable.indexOf(spoken);
    expect(text.slice(rawStartOf(piece, at), rawEndOf(piece, at + spoken.length))).toContain(written);
    expect(rawStartOf(piece, at)).toBe(text.indexOf(written));
  });

  it('takes closing markup along with the word it closes', () => {
    const end = rawEndOf(piece, 'A big'.length);
    expect(text.slice(0, end)).toBe('A **big**');
    expect(text.slice(0, rawEndOf(piece, 'A big dog & two cats'.length))).toMatch(/\(https:\/\/a\.b\)$/);
  });

  it('keeps to the piece at its ends', () => {
    expect(rawStartOf(piece, piece.speakable.length)).toBe(text.length);
    expect(rawEndOf(piece, piece.speakable.length)).toBe(text.length);
    expect(rawStartOf(piece, 0)).toBe(0);
  });

  it('stands a phrase put in for the opening of the code', () => {
    const code = firstPiece('So\n```js\nlet a\n```');
    expect(code.speakable).toBe('So. Code omitted.');
    const at = code.speakable.indexOf('Code');
    expect(rawStartOf(code, at)).toBe(3);
    expect(rawStartOf(code, at + 4)).toBe(3);
  });
});
