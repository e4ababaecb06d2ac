import { describe, expect, test } from 'vitest';
import { speechPieces } from './speech-pieces.ts';

const sentence = 'This sentence has exactly fifty characters, all in. '.slice(0, 52);

describe('speechPieces', () => {
  test.each(['Hello.', 'One. Two! Three?', '你好。世界。', 'x'.repeat(300)])(
    'leaves a short text whole: %s',
    (text) => {
      expect(speechPieces(text)).toEqual([text]);
    },
  );

  test.each(['', ' ', '\n\t '])('has nothing to say for %j', (text) => {
    expect(speechPieces(text)).toEqual([]);
  });

  test('cuts after sentences, as late as fits', () => {
    const pieces = speechPieces(sentence.repeat(12).trim());
    expect(pieces.length).toBe(3);
    expect(pieces.every((piece) => piece.trimEnd().endsWith('.'))).toBe(true);
  });

  test('a number or an abbreviation before no space is no end', () => {
    const text = `${'a '.repeat(120)}costs 3.14 at example.com ${'b '.repeat(60)}`;
    const [first = ''] = speechPieces(text);
    expect(first).not.toMatch(/3\.$|example\.$/);
  });

  test('Chinese is cut after its own marks, with closing quotes', () => {
    const pieces = speechPieces('他说：「今天天气很好。」'.repeat(40));
    expect(pieces.every((piece) => piece.endsWith('。」'))).toBe(true);
  });

  test.each([
    ['words', 'word '.repeat(500)],
    ['no breath at all', 'x'.repeat(2000)],
    ['pairs of surrogates', `a${'😀'.repeat(900)}`],
    ['lines', 'a line\n'.repeat(200)],
    ['marks', '...!?'.repeat(300)],
    ['spaces', `${' '.repeat(1000)}end`],
  ])('loses nothing of %s and keeps to its limit', (_what, text) => {
    const pieces = speechPieces(text);
    expect(pieces.join('').trim()).toBe(text.trim());
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(300);
    expect(pieces.some((piece) => /[\uD800-\uDBFF]$/.test(piece))).toBe(false);
  });
});
