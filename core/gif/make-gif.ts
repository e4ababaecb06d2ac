/** Pictures into a GIF with shared colours, each frame only as large as what differs from the one before. */
import { invariant } from '../assert.ts';
import { ColourFinder } from './apply-palette.ts';
import { encodeGif } from './encode-gif.ts';
import type { GifFrame, Raster } from './gif.ts';
import { choosePalette } from './quantise.ts';

export interface GifMaking {
  /** 2 to 256. */
  readonly colours: number;
  /** Patterns in place of bands. Takes more bytes. */
  readonly isSmooth: boolean;
  /** See-through pixels (alpha below 128) stay so; then each frame stands for itself. */
  readonly keepsTransparency: boolean;
  /** 1/100 s per frame, for programs that play it; the box does not look at it. */
  readonly delay: number;
}

/** @param rasters at least one, all of the same size */
export function makeGif(rasters: readonly Raster[], making: GifMaking): Uint8Array<ArrayBuffer> {
  const [head] = rasters;
  invariant(head, 'a GIF needs a frame');
  const { width, height } = head;
  const isSeeThrough = making.keepsTransparency && rasters.some(hasHoles);
  const room = isSeeThrough || rasters.length > 1 ? 1 : 0;
  const chosen = choosePalette(rasters, Math.max(1, making.colours - room));
  // One more for "nothing": holes, or what stays as it was.
  const none = chosen.length / 3;
  const palette = new Uint8Array(chosen.length + 3 * room);
  palette.set(chosen);
  const finder = new ColourFinder(chosen);

  let before: Uint8Array | undefined;
  const frames: GifFrame[] = [];
  for (const raster of rasters) {
    const pixels = finder.indices(raster, making.isSmooth, isSeeThrough ? none : null);
    const base = { delay: making.delay, palette };
    if (isSeeThrough)
      frames.push({
        ...base,
        left: 0,
        top: 0,
        width,
        height,
        disposal: 'background',
        transparent: none,
        pixels,
      });
    else if (before === undefined)
      frames.push({ ...base, left: 0, top: 0, width, height, disposal: 'keep', transparent: null, pixels });
    else
      frames.push({
        ...base,
        disposal: 'keep',
        transparent: none,
        ...difference(before, pixels, width, none),
      });
    before = pixels;
  }
  return encodeGif({ width, height, frames });
}

function hasHoles({ rgba }: Raster): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at]! < 128) return true;
  return false;
}

/** The smallest rectangle with all that changed, unchanged pixels in it left out; one pixel where nothing did. */
function difference(
  before: Uint8Array,
  now: Uint8Array,
  width: number,
  none: number,
): Pick<GifFrame, 'left' | 'top' | 'width' | 'height' | 'pixels'> {
  let [left, right, top, bottom] = [width, -1, now.length / width, -1];
  for (let at = 0; at < now.length; at++) {
    if (before[at] === now[at]) continue;
    const x = at % width;
    const y = (at - x) / width;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  if (right < 0) return { left: 0, top: 0, width: 1, height: 1, pixels: Uint8Array.of(none) };
  const [columns, rows] = [right - left + 1, bottom - top + 1];
  const pixels = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const from = (top + y) * width + left + x;
      pixels[y * columns + x] = before[from] === now[from] ? none : now[from]!;
    }
  return { left, top, width: columns, height: rows, pixels };
}
