import type { Hertz } from '../units.ts';

/** Fourfold decimation: pitch needs no more, and a sixteenth of the work is left. */
const step = 4;
/** Voices from a deep man's to a child's. */
const minPitchHz = 70;
const maxPitchHz = 400;
/** At least so much of a half is left to compare when it is shifted by a period. */
const leastOverlap = 0.4;

/**
 * How much a piece of sound repeats itself at the pitch of a voice: the highest normalised correlation with itself.
 *
 * Mean of two halves, each with its own period, since a pitch that falls by a few percent lets upper harmonics drift
 * out of step over the whole. A correlation that has only not yet fallen (a rumble) is no peak: what counts is the
 * height over the deepest valley before it.
 * @param samples some 60 ms
 * @returns 0 to 1
 */
export function periodicity(samples: Float32Array, rate: Hertz): number {
  const half = samples.length >> 1;
  return (selfLikeness(samples.subarray(0, half), rate) + selfLikeness(samples.subarray(half), rate)) / 2;
}

function selfLikeness(samples: Float32Array, rate: Hertz): number {
  const x = decimated(samples);
  const shortest = Math.floor(rate / step / maxPitchHz);
  const longest = Math.min(Math.ceil(rate / step / minPitchHz), Math.floor(x.length * (1 - leastOverlap)));
  let valley = 1;
  let best = 0;
  for (let lag = 1; lag <= longest; lag++) {
    const correlation = correlationAt(x, lag);
    valley = Math.min(valley, correlation);
    if (lag >= shortest) best = Math.max(best, Math.min(correlation, correlation - valley));
  }
  return best;
}

function correlationAt(x: Float64Array, lag: number): number {
  let cross = 0;
  let early = 0;
  let late = 0;
  for (let i = lag; i < x.length; i++) {
    const a = x[i - lag]!;
    const b = x[i]!;
    cross += a * b;
    early += a * a;
    late += b * b;
  }
  const scale = Math.sqrt(early * late);
  return scale > 0 ? cross / scale : 0;
}

/** Every fourth sample behind a triangular low-pass of seven taps, without the mean. */
function decimated(samples: Float32Array): Float64Array {
  const count = Math.max(0, Math.floor((samples.length - 7) / step) + 1);
  const out = new Float64Array(count);
  let sum = 0;
  for (let k = 0, i = 0; k < count; k++, i += step) {
    out[k] =
      samples[i]! +
      samples[i + 6]! +
      2 * (samples[i + 1]! + samples[i + 5]!) +
      3 * (samples[i + 2]! + samples[i + 4]!) +
      4 * samples[i + 3]!;
    sum += out[k]!;
  }
  for (let k = 0; k < count; k++) out[k]! -= sum / count;
  return out;
}
