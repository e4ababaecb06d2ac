/** Pictures to encode: seeded, from flat to as good as random. */
import { createRandom } from '../audio/random.testing.ts';
import { encodeGif } from './encode-gif.ts';
import type { Gif, GifFrame, Raster } from './gif.ts';

export function paletteOf(colours: number, seed = 1): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: 3 * colours }, () => Math.floor(random.next() * 256));
}

/** @param detail 0: one colour; 1: every pixel by itself */
export function noisyPixels(count: number, colours: number, detail: number, seed = 1): Uint8Array {
  const random = createRandom(seed);
  const pixels = new Uint8Array(count);
  for (let at = 0; at < count; at++)
    pixels[at] = at > 0 && random.next() >= detail ? pixels[at - 1]! : Math.floor(random.next() * colours);
  return pixels;
}

export function frameOf(
  width: number,
  height: number,
  palette: Uint8Array,
  more: Partial<GifFrame> = {},
): GifFrame {
  return {
    left: 0,
    top: 0,
    width,
    height,
    disposal: 'keep',
    delay: 10,
    transparent: null,
    palette,
    pixels: noisyPixels(width * height, palette.length / 3, 0.2),
    ...more,
  };
}

/** As many frames as asked for, which differ. */
export function gifOf(width: number, height: number, frames: number, colours = 16): Gif {
  const palette = paletteOf(colours);
  return {
    width,
    height,
    frames: Array.from({ length: frames }, (_, i) =>
      frameOf(width, height, palette, { pixels: noisyPixels(width * height, colours, 0.1, i + 1) }),
    ),
  };
}

/** A slope of colours with a disc that moves. */
export function sceneOf(width: number, height: number, step = 0): Raster {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const isDisc = Math.hypot(x - width / 2 - step * 4, y - height / 2) < height / 5;
      rgba[at] = isDisc ? 240 : (255 * x) / width;
      rgba[at + 1] = isDisc ? 60 : (255 * y) / height;
      rgba[at + 2] = isDisc ? 60 : 128;
      rgba[at + 3] = 255;
    }
  return { width, height, rgba };
}

/** A GIF of exactly so many bytes: a comment makes up for what is missing. */
export function gifOfBytes(length: number): Uint8Array {
  const plain = encodeGif(gifOf(4, 4, 6, 4));
  // Introducer, label and the empty block at the end.
  let left = length - plain.length - 3;
  if (left < 2) throw new Error(`no GIF of ${length} bytes`);
  const blocks: number[] = [];
  while (left > 0) {
    // One byte alone would be an empty block, which ends the comment.
    const size = Math.min(255, left - 1) - (left === 257 ? 1 : 0);
    blocks.push(size, ...Array<number>(size).fill(65));
    left -= size + 1;
  }
  return Uint8Array.of(...plain.slice(0, -1), 0x21, 0xfe, ...blocks, 0, 0x3b);
}
