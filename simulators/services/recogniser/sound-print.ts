import { bandCount, hopSamples, logMel } from './log-mel.ts';
import type { LogMel } from './log-mel.ts';

/** Cells this far below a sound's level count as silence: what noise and noise suppression change does not matter. */
export const floorDb = 32;
/** Coarse cells: this many frames and bands averaged into one. */
export const coarseFrames = 5;
export const coarseBands = 4;
export const coarseBandCount = bandCount / coarseBands;

/** A level per cell, band after band: `db[band * frames + frame]`. */
export interface Grid {
  readonly frames: number;
  readonly bands: number;
  readonly db: Float32Array;
}

/** Received audio, prepared for being searched: fine and coarse cells, and the level of any span in constant time. */
export interface SoundPrint {
  readonly fine: Grid;
  readonly coarse: Grid;
  /** `powerUpTo[f]`: sum of the loudest band's power over the fine frames before `f`. */
  readonly powerUpTo: Float64Array;
}

/** Prepares mono PCM at 16 kHz in [-1, 1]. */
export function soundPrint(pcm: Float32Array): SoundPrint {
  const features = logMel(pcm);
  const fine: Grid = { frames: features.frames, bands: bandCount, db: features.db };
  return { fine, coarse: coarsen(fine), powerUpTo: cumulatedPower(features) };
}

/** Mean power of the loudest band over the frames [from, to), in dB; both ends are brought into the sound first. */
export function levelOf(print: SoundPrint, from: number, to: number): number {
  const first = Math.max(0, from);
  const end = Math.min(print.fine.frames, to);
  return 10 * Math.log10((print.powerUpTo[end]! - print.powerUpTo[first]!) / (end - first) + 1e-12);
}

/** What an utterance sounds like, relative to its own level, cells between -{@link floorDb} and about +20 dB. */
export interface Template {
  readonly text: string;
  /** Recording it was cut from. */
  readonly source: string;
  /** Exact length at 16 kHz; the last frame may reach over it. */
  readonly samples: number;
  readonly fine: Grid;
  readonly coarse: Grid;
}

/** Frames of context before an utterance, so that its first windows see what really was there. */
const contextFrames = 2;

/** Cuts the template of an utterance [start, end) out of its recording: mono PCM at 16 kHz, borders in its samples. */
export function cutTemplate(
  pcm: Float32Array,
  utterance: { readonly start: number; readonly end: number; readonly text: string },
  source: string,
): Template {
  const { start, end, text } = utterance;
  const context = Math.min(contextFrames, Math.floor(start / hopSamples));
  const tail = Math.min(pcm.length, end + contextFrames * hopSamples);
  const features = logMel(pcm.subarray(start - context * hopSamples, tail));
  const frames = Math.ceil((end - start) / hopSamples);
  const db = new Float32Array(frames * bandCount);
  for (let band = 0; band < bandCount; band++) {
    const from = band * features.frames + context;
    db.set(features.db.subarray(from, from + frames), band * frames);
  }
  const level = 10 * Math.log10(cumulatedPower({ frames, db })[frames]! / frames + 1e-12);
  for (let i = 0; i < db.length; i++) db[i] = Math.max(-floorDb, db[i]! - level);
  return templateOf({ text, source, samples: end - start }, { frames, bands: bandCount, db });
}

/** Completes a template from its fine cells. */
export function templateOf(
  about: { readonly text: string; readonly source: string; readonly samples: number },
  fine: Grid,
): Template {
  return { text: about.text, source: about.source, samples: about.samples, fine, coarse: coarsen(fine) };
}

function coarsen(fine: Grid): Grid {
  const frames = Math.ceil(fine.frames / coarseFrames);
  const db = new Float32Array(frames * coarseBandCount);
  for (let band = 0; band < coarseBandCount; band++) {
    for (let f = 0; f < frames; f++) {
      const first = f * coarseFrames;
      const end = Math.min(fine.frames, first + coarseFrames);
      let sum = 0;
      for (let b = band * coarseBands; b < (band + 1) * coarseBands; b++) {
        for (let g = first; g < end; g++) sum += fine.db[b * fine.frames + g]!;
      }
      db[band * frames + f] = sum / ((end - first) * coarseBands);
    }
  }
  return { frames, bands: coarseBandCount, db };
}

function cumulatedPower(features: LogMel): Float64Array {
  const { frames, db } = features;
  const upTo = new Float64Array(frames + 1);
  for (let f = 0; f < frames; f++) {
    let loudest = -Infinity;
    for (let band = 0; band < bandCount; band++) loudest = Math.max(loudest, db[band * frames + f]!);
    upTo[f + 1] = upTo[f]! + 10 ** (loudest / 10);
  }
  return upTo;
}
