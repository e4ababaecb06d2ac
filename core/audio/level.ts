/** Levels in dBFS: 0 dBFS is a full-scale square wave, so a full-scale sine reads -3.01. */
import type { Hertz, Millis } from '../units.ts';

/** What silence reads as. Lower values are all called this, so that no level is ever -Infinity. */
export const silenceDb = -100;

/** Amplitude (0 to 1) to dBFS, not below {@link silenceDb}. */
export function amplitudeToDb(amplitude: number): number {
  return amplitude <= 0 ? silenceDb : Math.max(silenceDb, 20 * Math.log10(amplitude));
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

/**
 * Share of the way that a one-pole filter with time constant `timeMs` goes while `samples` pass.
 * Does not depend on how steady audio is cut into blocks.
 */
export function onePoleShare(samples: number, rate: Hertz, timeMs: Millis): number {
  return timeMs <= 0 ? 1 : 1 - Math.exp((-1000 * samples) / (rate * timeMs));
}

export interface LevelMeterOptions {
  readonly rate: Hertz;
  /** Time constant when the level rises. Default 10 ms. */
  readonly attackMs?: Millis;
  /** Time constant when it falls. Default 150 ms: a bar that eyes can follow. */
  readonly decayMs?: Millis;
}

/** A level that follows the sound: quickly up, slowly down. Allocates nothing after construction. */
export class LevelMeter {
  readonly #rate: Hertz;
  readonly #attackMs: Millis;
  readonly #decayMs: Millis;
  #meanSquare = 0;

  constructor({ rate, attackMs = 10, decayMs = 150 }: LevelMeterOptions) {
    this.#rate = rate;
    this.#attackMs = attackMs;
    this.#decayMs = decayMs;
  }

  /** The level in dBFS. */
  get db(): number {
    return amplitudeToDb(Math.sqrt(this.#meanSquare));
  }

  /** Takes the first `count` samples in. */
  update(samples: Float32Array, count = samples.length): void {
    const power = meanSquare(samples, 0, count);
    const timeMs = power > this.#meanSquare ? this.#attackMs : this.#decayMs;
    this.#meanSquare += onePoleShare(count, this.#rate, timeMs) * (power - this.#meanSquare);
  }

  reset(): void {
    this.#meanSquare = 0;
  }
}
