import { describe, expect, test } from 'vitest';
import { speechPieces } from './speech-pieces.ts';

const sentences = 'One two three. '.repeat(30);

describe('speechPieces', () => {
  test.each(['Hello.', 'Yes, of course.', 'One. Two! Three?', '你好。世界。', 'x'.repeat(240)])(
    'leaves a short text whole: %s',
    (text) => {
      expect(speechPieces(text)).toEqual([text]);
    },
  );

  test.each(['', ' ', '\n\t '])('has nothing to say for %j', (text) => {
    expect(speechPieces(text)).toEqual([]);
  });

  test('cuts after clauses', () => {
    const pieces = speechPieces(sentences);
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.every((piece) => piece.trimEnd().endsWith('.'))).toBe(true);
  });

  test('a number or an abbreviation before no space is no end', () => {
    const text = `${'a '.repeat(20)}costs 3.14 at example.com ${'b '.repeat(60)}`;
    expect(speechPieces(text)).toEqual([text]);
  });

  test('Chinese is cut after its own marks, with closing quotes', () => {
    const pieces = speechPieces('他说：「今天天气很好。」'.repeat(40));
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.every((piece) => /[：」]$/.test(piece))).toBe(true);
  });

  test.each([
    ['words', 'word '.repeat(500)],
    ['no mark at all', 'no mark at all '.repeat(40)],
    ['no breath at all', 'x'.repeat(2000)],
    ['pairs of surrogates', `a${'😀'.repeat(900)}`],
    ['lines', 'a line\n'.repeat(200)],
    ['marks', '...!?'.repeat(300)],
    ['sentences', sentences],
    ['Chinese', '今天天气很好，我们出去走走吧。'.repeat(30)],
    ['spaces', `${' '.repeat(1000)}end`],
  ])('loses nothing of %s and keeps to its limit', (_what, text) => {
    const pieces = speechPieces(text);
    expect(pieces.join('').trim()).toBe(text.trim());
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(240);
    expect(pieces.some((piece) => /[\uD800-\uDBFF]$/.test(piece))).toBe(false);
  });
});
