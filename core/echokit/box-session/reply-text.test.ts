import { expect, it } from 'vitest';
import { heardOffset } from '../../speech/heard-text.ts';
import { joinPieces } from './reply-text.ts';

it.each([
  [['One.', 'Two.'], 'One. Two.'],
  [['One. ', 'Two.'], 'One. Two.'],
  [['你好。', '再见。'], '你好。再见。'],
  [['Hi.', '', 'There.'], 'Hi. There.'],
  [['', 'Hi.'], 'Hi.'],
  [[], ''],
])('segments %j read %j', (texts, text) => {
  const joined = joinPieces(texts);
  expect(joined.text).toBe(text);
  expect(joined.pieces.map(({ raw }) => raw).join('')).toBe(text);
  for (const { start, end, raw } of joined.pieces) expect(text.slice(start, end)).toBe(raw);
});

it('tells where the ear is', () => {
  const { pieces, text } = joinPieces(['One two.', 'Three four.']);
  const [first, second] = pieces;
  const offset = heardOffset([
    { piece: first!, playback: { state: 'played' } },
    { piece: second!, playback: { state: 'playing', played: 8000, total: 16_000, rate: 16_000 } },
  ]);
  expect(text.slice(0, offset)).toBe('One two. Three');
});
