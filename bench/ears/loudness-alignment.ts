/**
 * Where a clip lies in audio that went through a browser's microphone processing, and on a busy machine through a
 * context that lost a block here and there: samples no longer correlate then, but loudness does.
 */
import { heardRate, type Samples } from '../../core/units.ts';
import { mean, sum } from '../statistics.ts';

export interface LoudnessAlignment {
  /** Position of the clip's first sample in the audio, to 5 ms; negative where the audio began later. */
  readonly offset: Samples;
  /** Of both loudnesses where they overlap, -1 to 1. */
  readonly correlation: number;
}

const stepSamples: Samples = 0.005 * heardRate;
/** Softer is silence, whatever noise suppression left of it. */
const floorDb = -55;
/** So much of the clip must be in the audio to be found. */
const leastOverlap = 0.4;

function loudnessOf(samples: Float32Array): readonly number[] {
  return Array.from({ length: Math.floor(samples.length / stepSamples) }, (_, step) => {
    const slice = samples.subarray(step * stepSamples, (step + 1) * stepSamples);
    const power = slice.reduce((total, sample) => total + sample * sample, 0) / stepSamples;
    return Math.max(floorDb, 10 * Math.log10(power));
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const both = sum(a.map((value, step) => (value - meanA) * (b[step]! - meanB)));
  const ofA = sum(a.map((value) => (value - meanA) ** 2));
  const ofB = sum(b.map((value) => (value - meanB) ** 2));
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}

/** @param clip begins and ends with sound; both at 16 kHz */
export function alignByLoudness(audio: Float32Array, clip: Float32Array): LoudnessAlignment {
  // Silence on both sides counts too: a clip laid across a pause that the audio has elsewhere fits badly.
  const margin = Math.ceil((0.2 * heardRate) / stepSamples);
  const silence = Array.from({ length: margin }, () => floorDb);
  const wanted = [...silence, ...loudnessOf(clip), ...silence];
  const found = loudnessOf(audio);
  const least = Math.ceil(leastOverlap * wanted.length);
  let best: LoudnessAlignment = { offset: 0, correlation: -1 };
  for (let shift = least - wanted.length; shift <= found.length - least; shift += 1) {
    const from = Math.max(0, -shift);
    const to = Math.min(wanted.length, found.length - shift);
    const score = correlation(wanted.slice(from, to), found.slice(from + shift, to + shift));
    if (score > best.correlation) best = { offset: (shift + margin) * stepSamples, correlation: score };
  }
  return best;
}
