import { hopMs, hopSamples } from './log-mel.ts';
import type { Millis, Samples } from '../../../core/units.ts';
import type { SoundPrint, Template } from './sound-print.ts';

/** How much of an utterance the audio lacks at its ends, and which of the template's frames it does hold. */
export interface Coverage {
  readonly lacksStartMs: Millis;
  readonly lacksEndMs: Millis;
  readonly presentFrom: number;
  readonly presentTo: number;
}

/** A template frame whose loudest cell is this far below the utterance's level cannot be told from noise. */
const audibleDb = -20;
/** Bands within this of a frame's loudest one decide how loud it came. */
const loudBandsDb = 12;
/** An audible frame this much quieter than its neighbourhood promises is not there. */
const absentDb = -12;
/** So many audible frames in a row are steadily there: what is absent further inside only counts as a hole. */
const steadyFrames = 3;
/** So many absent frames in a row are a hole: noise or breath outside it passed for the edge. */
const holeFrames = 4;
/** How far from the edge lost sound is looked for. */
const searchFrames = 40;
/** Absent frames weigh by their decibels above the audible limit; together less than this prove nothing. */
const leastEvidence = 6;
/** Where the local gain is measured: frames counted from the edge. Gain control moves little within half a second. */
const gainFrom = 10;
const gainFrames = 50;

/**
 * Measures what is missing at both ends of an aligned template.
 *
 * Where the audio itself begins or ends inside the utterance, plain geometry answers. Where silence, noise or
 * something else stands in place of the missing sound, the audible frames at the edge are looked for: each must be
 * about as loud, in the bands that matter, as the frames further inside say. Quiet edges stay undecided and count as
 * present.
 * @param offset template's first frame in the audio, in fractional frames
 * @param audioSamples length of the audio at 16 kHz
 */
export function measureCoverage(
  print: SoundPrint,
  template: Template,
  offset: number,
  audioSamples: Samples,
): Coverage {
  const start = offset * hopSamples;
  const overStart = Math.max(0, -start);
  const overEnd = Math.max(0, start + template.samples - audioSamples);
  const view = judgeFrames(print, template, Math.round(offset));
  const lostStart = lostFrames(view);
  const lostEnd = lostFrames({ expected: view.expected.reverse(), gain: view.gain.reverse() });
  const framesOfSamples = (samples: number) => Math.ceil(samples / hopSamples);
  return {
    lacksStartMs: Math.max((overStart / hopSamples) * hopMs, lostStart * hopMs),
    lacksEndMs: Math.max((overEnd / hopSamples) * hopMs, lostEnd * hopMs),
    presentFrom: Math.max(lostStart, framesOfSamples(overStart)),
    presentTo: template.fine.frames - Math.max(lostEnd, framesOfSamples(overEnd)),
  };
}

/** How loud each template frame should be and how loud it came, in the bands that matter. */
interface EdgeView {
  /** Level of the loudest band in the template; -Infinity where the frame cannot be judged. */
  readonly expected: Float32Array;
  /** Level of the audio above the template. */
  readonly gain: Float32Array;
}

function judgeFrames(print: SoundPrint, template: Template, offset: number): EdgeView {
  const { frames, bands, db } = template.fine;
  const heardDb = print.fine.db;
  const heardFrames = print.fine.frames;
  const expected = new Float32Array(frames).fill(-Infinity);
  const gain = new Float32Array(frames);
  for (let f = 0; f < frames; f++) {
    const heard = offset + f;
    // The outermost frames of the audio see half a window of nothing.
    if (heard < 1 || heard >= heardFrames - 1) continue;
    let loudest = -Infinity;
    for (let band = 0; band < bands; band++) loudest = Math.max(loudest, db[band * frames + f]!);
    let weight = 0;
    let sum = 0;
    for (let band = 0; band < bands; band++) {
      const cell = db[band * frames + f]!;
      const w = cell - (loudest - loudBandsDb);
      if (w <= 0) continue;
      sum += w * (heardDb[band * heardFrames + heard]! - cell);
      weight += w;
    }
    expected[f] = loudest;
    gain[f] = sum / weight;
  }
  return { expected, gain };
}

/** Frames from the beginning up to the last one that is lost. */
function lostFrames({ expected, gain }: EdgeView): number {
  const usual = usualGain(gain.filter((_, f) => expected[f]! >= audibleDb));
  let lost = 0;
  let evidence = 0;
  let present = 0;
  let absent = 0;
  for (let f = 0; f < Math.min(searchFrames, gain.length); f++) {
    if (expected[f]! < audibleDb) continue;
    if (gain[f]! >= usual + absentDb) {
      present++;
      absent = 0;
      continue;
    }
    absent++;
    evidence += expected[f]! - audibleDb + 1;
    if (present < steadyFrames || absent >= holeFrames) lost = f + 1;
    if (absent >= holeFrames) present = 0;
  }
  return evidence < leastEvidence ? 0 : lost;
}

function usualGain(audible: Float32Array): number {
  const inside = audible
    .subarray(Math.min(gainFrom, audible.length >> 1))
    .slice(0, gainFrames)
    .sort();
  return inside[Math.floor(inside.length * 0.6)] ?? 0;
}
