/** Our codec against itself, against another one, and against files with damage. */
import { describe, expect, it } from 'vitest';
import { decodeGif } from './decode-gif.ts';
import { drawFrames } from './draw-gif.ts';
import { encodeGif } from './encode-gif.ts';
import { isSame, readForeign, writeForeign } from './foreign.testing.ts';
import type { Gif, GifErrorCode } from './gif.ts';
import { frameOf, gifOf, noisyPixels, paletteOf } from './pictures.testing.ts';

const decoded = (bytes: Uint8Array): Gif => {
  const result = decodeGif(bytes);
  if (!result.ok) throw result.error;
  return result.value;
};

describe('what is encoded', () => {
  for (const colours of [2, 3, 4, 5, 16, 17, 128, 255, 256])
    for (const detail of [0, 0.05, 1])
      it(`reads back the same: ${colours} colours, detail ${detail}`, () => {
        const palette = paletteOf(colours);
        const pixels = noisyPixels(101 * 67, colours, detail, colours);
        const gif: Gif = { width: 101, height: 67, frames: [frameOf(101, 67, palette, { pixels })] };
        const bytes = encodeGif(gif);
        expect(isSame(decoded(bytes).frames[0]!.pixels, pixels)).toBe(true);
        const foreign = new Uint8Array(101 * 67 * 4);
        readForeign(bytes).decodeAndBlitFrameRGBA(0, foreign);
        expect(isSame(foreign, drawFrames(gif)[0]!.rgba)).toBe(true);
      });

  it('keeps places, disposals, delays and colours of each frame', () => {
    const palette = paletteOf(8);
    const own = paletteOf(32, 9);
    const gif: Gif = {
      width: 40,
      height: 30,
      frames: [
        frameOf(40, 30, palette),
        frameOf(7, 5, palette, { left: 33, top: 25, disposal: 'background', transparent: 3, delay: 500 }),
        frameOf(1, 1, own, { left: 12, top: 29, disposal: 'previous', delay: 65_535 }),
      ],
    };
    const back = decoded(encodeGif(gif));
    expect(back.frames.map(({ pixels }) => pixels)).toEqual(gif.frames.map(({ pixels }) => pixels));
    expect(back.frames.map(({ palette: _p, pixels: _x, ...rest }) => rest)).toEqual(
      gif.frames.map(({ palette: _p, pixels: _x, ...rest }) => rest),
    );
    expect(back.frames[2]!.palette.subarray(0, 96)).toEqual(own);
  });

  it('survives every length around a full table and a full sub-block', () => {
    const palette = paletteOf(256);
    for (let width = 3830; width < 3850; width++) {
      const pixels = noisyPixels(width, 256, 1, width);
      const wide = { bytes: 100_000, side: 5000, frames: 1, pixels: 10_000 };
      const gif = { width, height: 1, frames: [frameOf(width, 1, palette, { pixels })] };
      const back = decodeGif(encodeGif(gif), wide);
      expect(back.ok && isSame(back.value.frames[0]!.pixels, pixels)).toBe(true);
    }
  });
});

describe('what somebody else encoded', () => {
  it('reads like they read it, frame by frame', () => {
    const palette = Array.from({ length: 64 }, (_, i) => i * 0x03_05_07);
    const bytes = writeForeign(50, 40, palette, (writer) => {
      for (let i = 0; i < 5; i++)
        writer.addFrame(i, i, 40, 30, noisyPixels(1200, 64, 0.3, i), {
          delay: 4,
          disposal: 1,
          transparent: 5,
        });
    });
    const ours = drawFrames(decoded(bytes));
    const screen = new Uint8ClampedArray(50 * 40 * 4);
    const reader = readForeign(bytes);
    ours.forEach(({ rgba }, i) => {
      reader.decodeAndBlitFrameRGBA(i, screen);
      expect(isSame(rgba, screen)).toBe(true);
    });
  });

  it('may be interlaced', () => {
    const gif = gifOf(9, 21, 1);
    const straight = gif.frames[0]!.pixels;
    const order = [0, 8, 16, 4, 12, 20, 2, 6, 10, 14, 18, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
    const woven = new Uint8Array(straight.length);
    order.forEach((row, i) => woven.set(straight.subarray(row * 9, row * 9 + 9), i * 9));
    const bytes = encodeGif({ ...gif, frames: [{ ...gif.frames[0]!, pixels: woven }] });
    // Header 13, table of 16, control 8, descriptor 10: its last byte has the flag.
    bytes[13 + 48 + 8 + 9]! |= 0x40;
    expect(decoded(bytes).frames[0]!.pixels).toEqual(straight);
  });
});

describe('disposal', () => {
  it('leaves, clears or restores what was there', () => {
    const palette = Uint8Array.of(10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40);
    const dot = (index: number, disposal: 'keep' | 'background' | 'previous', left: number) =>
      frameOf(1, 1, palette, { pixels: Uint8Array.of(index), disposal, left });
    const base = frameOf(3, 1, palette, { pixels: Uint8Array.of(0, 0, 0) });
    const gif: Gif = {
      width: 3,
      height: 1,
      frames: [base, dot(1, 'previous', 0), dot(2, 'background', 1), dot(3, 'keep', 2)],
    };
    const reds = drawFrames(decoded(encodeGif(gif))).map(({ rgba }) => [rgba[0], rgba[4], rgba[8], rgba[7]]);
    expect(reds).toEqual([
      [10, 10, 10, 255],
      [20, 10, 10, 255],
      [10, 30, 10, 255],
      [10, 0, 40, 0],
    ]);
  });
});

describe('what is refused', () => {
  const good = encodeGif(gifOf(20, 10, 2));
  const changed = (at: number, value: number): Uint8Array => {
    const bytes = good.slice();
    bytes[at] = value;
    return bytes;
  };
  const firstFrame = 13 + 48 + 19 + 8;
  const cases: readonly (readonly [string, Uint8Array, GifErrorCode])[] = [
    ['nothing', new Uint8Array(), 'gif-empty'],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'gif-no-signature'],
    ['too many bytes', new Uint8Array(1024 * 1024 + 1), 'gif-too-large'],
    ['a header alone', good.slice(0, 10), 'gif-cut-short'],
    ['half a colour table', good.slice(0, 40), 'gif-cut-short'],
    ['a screen without width', changed(6, 0), 'gif-screen-size'],
    ['a screen larger than memory', changed(7, 0x80), 'gif-screen-size'],
    ['no colours', changed(10, 0x33), 'gif-bad-block'],
    ['a frame past the right edge', changed(firstFrame + 1, 1), 'gif-frame-outside'],
    ['a code size of 9', changed(firstFrame + 10, 9), 'gif-bad-lzw'],
    ['a disposal that nobody defined', changed(firstFrame - 5, 4 << 2), 'gif-bad-disposal'],
    ['text to be drawn', changed(firstFrame - 7, 0x01), 'gif-bad-block'],
    ['no trailer', good.slice(0, -1), 'gif-no-trailer'],
    ['something after it', Uint8Array.of(...good, 0), 'gif-bytes-after-trailer'],
    ['a frame cut off', good.slice(0, firstFrame + 30), 'gif-cut-short'],
    ['no frame', Uint8Array.of(...good.slice(0, 13 + 48), 0x3b), 'gif-no-frames'],
  ];
  for (const [name, bytes, code] of cases)
    it(`${name}: ${code}`, () => {
      const result = decodeGif(bytes);
      expect(result.ok ? 'taken' : result.error.code).toBe(code);
    });

  const inside = (pixels: Uint8Array, width: number, height: number) => {
    const bytes = encodeGif({ width: 20, height: 10, frames: [frameOf(20, 10, paletteOf(4), { pixels })] });
    bytes[13 + 12 + 8 + 5] = width;
    bytes[13 + 12 + 8 + 7] = height;
    return bytes;
  };
  it('pixels that are missing, or too many', () => {
    const pixels = noisyPixels(200, 4, 0.5);
    const short = decodeGif(inside(pixels.slice(0, 199), 20, 10));
    expect(short.ok ? '' : short.error.code).toBe('gif-missing-pixels');
    const long = decodeGif(inside(pixels, 20, 9));
    expect(long.ok ? '' : long.error.code).toBe('gif-surplus-pixels');
  });
  it('an index without a colour', () => {
    const palette = paletteOf(5);
    const pixels = noisyPixels(200, 5, 0.5);
    pixels[150] = 7;
    const bytes = encodeGif({ width: 20, height: 10, frames: [frameOf(20, 10, palette, { pixels })] });
    expect(decodeGif(bytes).ok).toBe(true);
    // A table of 4 is announced, and 8 are used.
    const table = bytes.slice(0, 13 + 12);
    table[10] = 0x91;
    const cut = decodeGif(Uint8Array.of(...table, ...bytes.slice(13 + 24)));
    expect(cut.ok ? '' : cut.error.code).toBe('gif-colour-outside');
  });
  it('more pixels or frames than agreed, before they are decoded', () => {
    const limits = { bytes: 10_000, side: 100, frames: 2, pixels: 399 };
    const many = decodeGif(good, limits);
    expect(many.ok ? '' : many.error.code).toBe('gif-too-many-pixels');
    const frames = decodeGif(good, { ...limits, pixels: 400, frames: 1 });
    expect(frames.ok ? '' : frames.error.code).toBe('gif-too-many-frames');
    expect(decodeGif(good, { ...limits, pixels: 400 }).ok).toBe(true);
  });
});
