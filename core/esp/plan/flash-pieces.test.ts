import { describe, expect, it } from 'vitest';
import { cutPieces } from './flash-pieces.ts';

describe('cutPieces', () => {
  it.each([
    [0x9000, 0x200000],
    [0x210000, 105_616],
    [0x8000, 0xc00],
    [0xf000, 0x40000],
    [0x710000, 0x300001],
  ])('cuts %i + %i at sectors and erase blocks, and leaves nothing out', (offset, length) => {
    let at = offset;
    for (const piece of cutPieces(offset, length)) {
      expect(piece.offset).toBe(at);
      expect(piece.offset % 4096).toBe(0);
      expect(piece.length).toBeLessThanOrEqual(256 << 10);
      at += piece.length;
      if (at < offset + length) expect(at % (64 << 10)).toBe(0);
    }
    expect(at).toBe(offset + length);
  });

  it('cuts nothing of nothing', () => {
    expect(cutPieces(0x9000, 0)).toEqual([]);
  });
});
