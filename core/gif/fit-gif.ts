/** As good a GIF as a number of bytes allows: fewer colours first, then fewer frames. Pure. */
import { invariant } from '../assert.ts';
import type { Raster } from './gif.ts';
import { makeGif, type GifMaking } from './make-gif.ts';

export interface GifFitting extends Omit<GifMaking, 'colours'> {
  readonly goalBytes: number;
  /** Mouths: none may be left out. */
  readonly keepsFrames: boolean;
}

export interface FittedGif {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly frames: number;
  readonly colours: number;
  /** It is no larger than it should be. */
  readonly fits: boolean;
}

/** From best to smallest: colours, and the share of frames. */
const levels: readonly (readonly [colours: number, share: number])[] = [
  [256, 1],
  [192, 1],
  [128, 1],
  [96, 1],
  [64, 1],
  [48, 0.8],
  [40, 0.65],
  [32, 0.5],
  [28, 0.4],
  [24, 0.3],
  [20, 0.2],
  [16, 0.12],
  [12, 0.06],
  [8, 0],
  [4, 0],
  [2, 0],
];

/** @param rasters at least one, all of the same size */
export function fitGif(rasters: readonly Raster[], fitting: GifFitting): FittedGif {
  invariant(rasters.length > 0, 'a GIF needs a frame');
  const at = (level: number): FittedGif => {
    const [colours, share] = levels[level]!;
    const count = fitting.keepsFrames ? rasters.length : Math.max(1, Math.round(rasters.length * share));
    const frames = pickFrames(rasters.length, count).map((index) => rasters[index]!);
    const bytes = makeGif(frames, { ...fitting, colours });
    return { bytes, frames: frames.length, colours, fits: bytes.length <= fitting.goalBytes };
  };
  // The levels shrink as they go: the first that fits is found by halving.
  let [from, to] = [0, levels.length - 1];
  let best = at(to);
  if (!best.fits) return best;
  while (from < to) {
    const middle = (from + to) >> 1;
    const made = at(middle);
    if (made.fits) [best, to] = [made, middle];
    else from = middle + 1;
  }
  return best;
}

/** So many of them, evenly spread, the last one among them: it stays on the screen. One alone is the first. */
export function pickFrames(count: number, wanted: number): number[] {
  if (wanted >= count) return Array.from({ length: count }, (_, i) => i);
  if (wanted <= 1) return [0];
  return Array.from({ length: wanted }, (_, i) => Math.round((i * (count - 1)) / (wanted - 1)));
}
