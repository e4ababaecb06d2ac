import { describe, expect, it } from 'vitest';
import { rawEndOf } from './piece.ts';
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
    ['big', 'big**'],
    ['&', '&amp;'],
    ['two', 'two'],
    ['cats', 'cats](https://a.b)'],
    ['zoo.org', 'zoo.org/x'],
    ['run.', 'run.'],
  ])('finds %s', (spoken, written) => {
    const end = piece.speakable.indexOf(spoken) + spoken.length;
    expect(text.slice(0, rawEndOf(piece, end)).endsWith(written)).toBe(true);
  });

  it('takes closing markup along with the word it closes', () => {
    const end = rawEndOf(piece, 'A big'.length);
    expect(text.slice(0, end)).toBe('A **big**');
    expect(text.slice(0, rawEndOf(piece, 'A big dog & two cats'.length))).toMatch(/\(https:\/\/a\.b\)$/);
  });

  it('keeps to the piece at its end', () => {
    expect(rawEndOf(piece, piece.speakable.length)).toBe(text.length);
  });

  it('stands a phrase put in for the opening of the code', () => {
    const text = 'So\n```js\nlet a\n```';
    const code = firstPiece(text);
    expect(code.speakable).toBe('So. Code omitted.');
    expect(text.slice(0, rawEndOf(code, 'So. Code'.length))).toBe('So\n```');
    expect(text.slice(0, rawEndOf(code, 'So'.length))).toBe('So');
  });
});
