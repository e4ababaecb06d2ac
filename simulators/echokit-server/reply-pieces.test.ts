import { describe, expect, it } from 'vitest';
import { createRandom } from '../../core/audio/random.testing.ts';
import { ReplyPieces } from './reply-pieces.ts';

function piecesOf(text: string, cuts: readonly number[] = []): string[] {
  const pieces = new ReplyPieces();
  const parts = [0, ...cuts, text.length];
  return [...parts.slice(1).flatMap((end, n) => pieces.push(text.slice(parts[n], end))), ...pieces.end()];
}

describe('ReplyPieces', () => {
  it.each([
    ['Hi. How are you today, my friend?', ['Hi. ', 'How are you today, my friend?']],
    ['It is 3.14 or so. Yes.', ['It is 3.14 or so. ', 'Yes.']],
    ['你好。今天天气很好！', ['你好。', '今天天气很好！']],
    ['One\nTwo', ['One\n', 'Two']],
    ['He said "Stop! Go." and left. Then', ['He said "Stop! Go." and left. ', 'Then']],
    ['她说“好。”走了。', ['她说"好。"', '走了。']],
    ['   \n  ', []],
    ['no end', ['no end']],
    ['Why?Because.', ['Why?', 'Because.']],
  ])('cuts %j', (text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces);
  });

  it('gives the first sentence alone and joins the others to 50 bytes', () => {
    const text = 'First. Second one. Third one. Fourth one here. Fifth one there. Sixth.';
    const pieces = piecesOf(text);
    expect(pieces).toEqual([
      'First. ',
      'Second one. Third one. Fourth one here. Fifth one there. ',
      'Sixth.',
    ]);
    // Seventeen signs of three bytes are enough.
    expect(piecesOf('好。一二三四五六七八九十一二三四五六。好。')).toHaveLength(3);
  });

  it('does not mind how the text comes', () => {
    const text = 'Well! "Is it? Yes." she said; 3.5 of them. 好的。 And so on, and so on?! More…\nEnd.';
    const whole = piecesOf(text);
    const random = createRandom(5);
    for (let n = 0; n < 200; n++) {
      const cuts = Array.from({ length: 5 }, () => random.integer(0, text.length)).sort((a, b) => a - b);
      expect(piecesOf(text, cuts)).toEqual(whole);
    }
  });

  it('keeps whole sentences where the text breaks off', () => {
    const pieces = new ReplyPieces();
    expect(pieces.push('One. Two. Thr')).toEqual(['One. ']);
    expect(pieces.breakOff()).toEqual(['Two. ']);
  });
});
