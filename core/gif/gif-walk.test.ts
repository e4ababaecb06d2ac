import { describe, expect, it } from 'vitest';
import { createRandom } from '../audio/random.testing.ts';
import { decodeGif } from './decode-gif.ts';
import { drawFrames } from './draw-gif.ts';
import { encodeGif } from './encode-gif.ts';
import { isSame, readForeign } from './foreign.testing.ts';
import { gifOf } from './pictures.testing.ts';

describe('files with damage', () => {
  const good = encodeGif(gifOf(30, 20, 3));
  for (const seed of [1, 2, 3, 4])
    it(`never throw, and what is taken draws as others draw it (seed ${seed})`, () => {
      const random = createRandom(seed);
      const pick = (below: number) => random.integer(0, below - 1);
      let taken = 0;
      for (let round = 0; round < 1500; round++) {
        let bytes = good.slice();
        for (let hits = 1 + pick(3); hits > 0; hits--) bytes[pick(bytes.length)] = pick(256);
        if (random.chance(0.2)) bytes = bytes.slice(0, pick(bytes.length));
        if (random.chance(0.1))
          bytes = Uint8Array.of(...bytes.slice(0, pick(200)), ...bytes.slice(pick(bytes.length)));
        const result = decodeGif(bytes);
        if (!result.ok) continue;
        taken++;
        const gif = result.value;
        const ours = drawFrames(gif);
        // The other one knows neither disposal: it draws each frame onto what it is given.
        if (gif.frames.some(({ disposal }) => disposal !== 'keep')) continue;
        const reader = readForeign(bytes);
        expect(reader.numFrames()).toBe(gif.frames.length);
        const screen = new Uint8ClampedArray(gif.width * gif.height * 4);
        ours.forEach(({ rgba }, i) => {
          reader.decodeAndBlitFrameRGBA(i, screen);
          expect(isSame(rgba, screen)).toBe(true);
        });
      }
      // Colours and delays may be changed at will; most other damage shows.
      expect(taken).toBeGreaterThan(20);
      expect(taken).toBeLessThan(1400);
    });

  it('are refused at every length but the whole', () => {
    for (let length = 0; length < good.length; length++)
      expect(decodeGif(good.slice(0, length)).ok).toBe(false);
    expect(decodeGif(good).ok).toBe(true);
  });
});
