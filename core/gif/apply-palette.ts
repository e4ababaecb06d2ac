/** Pixels into indices: the nearest colour, or two neighbouring ones in a pattern that looks like what is between. */
import type { Raster } from './gif.ts';
import { cellOf } from './quantise.ts';

/** 8 x 8 Bayer matrix: the order in which a rising value fills a square. It leaves runs that LZW can shorten. */
const bayer = [
  0, 32, 8, 40, 2, 34, 10, 42, 48, 16, 56, 24, 50, 18, 58, 26, 12, 44, 4, 36, 14, 46, 6, 38, 60, 28, 52, 20,
  62, 30, 54, 22, 3, 35, 11, 43, 1, 33, 9, 41, 51, 19, 59, 27, 49, 17, 57, 25, 15, 47, 7, 39, 13, 45, 5, 37,
  63, 31, 55, 23, 61, 29, 53, 21,
];

/** Finds nearest colours; what was found is kept, since pictures repeat theirs. */
export class ColourFinder {
  readonly #palette: Uint8Array;
  readonly #nearest = new Int16Array(65_536).fill(-1);
  /** How far apart the colours are, which is how strong a pattern has to be. */
  readonly #stepSize: number;

  constructor(palette: Uint8Array) {
    this.#palette = palette;
    this.#stepSize = 256 / Math.cbrt(palette.length / 3);
  }

  /**
   * @param isSmooth patterns in place of bands
   * @param transparent the index of pixels with alpha below 128; they take colour 0 where there is none
   */
  indices(raster: Raster, isSmooth: boolean, transparent: number | null): Uint8Array {
    const { width, height, rgba } = raster;
    const pixels = new Uint8Array(width * height);
    const strength = isSmooth ? this.#stepSize / 2 : 0;
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++, at++) {
        const from = 4 * at;
        if (rgba[from + 3]! < 128) {
          pixels[at] = transparent ?? 0;
          continue;
        }
        const shift = (bayer[(y & 7) * 8 + (x & 7)]! / 63 - 0.5) * strength;
        pixels[at] = this.#find(
          clamp(rgba[from]! + shift),
          clamp(rgba[from + 1]! + shift),
          clamp(rgba[from + 2]! + shift),
        );
      }
    return pixels;
  }

  #find(red: number, green: number, blue: number): number {
    const cell = cellOf(red, green, blue);
    const known = this.#nearest[cell]!;
    if (known >= 0) return known;
    let best = 0;
    let least = Infinity;
    const palette = this.#palette;
    for (let i = 0, at = 0; at < palette.length; i++, at += 3) {
      const r = palette[at]! - red;
      const g = palette[at + 1]! - green;
      const b = palette[at + 2]! - blue;
      const distance = 2 * r * r + 4 * g * g + 3 * b * b;
      if (distance < least) [best, least] = [i, distance];
    }
    this.#nearest[cell] = best;
    return best;
  }
}

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : Math.round(value));
