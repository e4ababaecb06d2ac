/** Levels in dBFS: 0 dBFS is a full-scale square wave, so a full-scale sine reads -3.01. */
import type { Hertz, Millis } from '../units.ts';

/** What silence reads as. Lower values are all called this, so that no level is ever -Infinity. */
export const silenceDb = -100;

/** Amplitude (0 to 1) to dBFS, not below {@link silenceDb}. */
export function amplitudeToDb(amplitude: number): number {
  return amplitude <= 0 ? silenceDb : Math.max(silenceDb, 20 * Math.log10(amplitude));
}

/** dBFS to amplitude; {@link silenceDb} and less is 0. */
export function dbToAmplitude(db: number): number {
  return db <= silenceDb ? 0 : 10 ** (db / 20);
}

/** Mean of the squares of `samples[start, end)`; 0 for an empty range. */
export function meanSquare(samples: Float32Array, start = 0, end = samples.length): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += samples[i]! * samples[i]!;
  return end > start ? sum / (end - start) : 0;
}

/** Level of `samples[start, end)` in dBFS (root of the mean square). */
export function rmsDb(samples: Float32Array, start = 0, end = samples.length): number {
  return amplitudeToDb(Math.sqrt(meanSquare(samples, start, end)));
}

/** Largest magnitude of `samples[start, end)` in dBFS. */
export function peakDb(samples: Float32Array, start = 0, end = samples.length): number {
  let peak = 0;
  for (let i = start; i < end; i++) peak = Math.max(peak, Math.abs(samples[i]!));
  return amplitudeToDb(peak);
}

/**
 * Share of the way that a one-pole filter with time constant `timeMs` goes while `samples` pass.
 * Exact for any block length, so levels do not depend on how the audio was cut.
 */
export function onePoleShare(samples: number, rate: Hertz, timeMs: Millis): number {
  return timeMs <= 0 ? 1 : 1 - Math.exp((-1000 * samples) / (rate * timeMs));
}
