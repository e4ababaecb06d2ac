import type { Hertz } from '../units.ts';
import { amplitudeToDb, meanSquare, onePoleShare } from './level.ts';

/** Smoothing before the minimum is taken: little, so that the dips of speech are seen, but some for short blocks. */
const smoothMs = 20;
/** How far back the minimum looks: longer than the syllables of a sentence, short enough to follow a fan. */
const windowMs = 2000;
/** The window moves in steps of one slot. */
const slots = 8;

/**
 * Adaptive estimate of the background's level: the lowest smoothed level of the last two seconds.
 *
 * Speech has dips in every two seconds, so it does not lift the estimate; a new steady noise does, after the window.
 * Source: the idea of minimum statistics (R. Martin, IEEE Trans. Speech and Audio Processing 9(5), 2001), without its
 * spectral part.
 */
export class NoiseFloor {
  readonly #rate: Hertz;
  readonly #minima = new Float64Array(slots).fill(Infinity);
  #slot = 0;
  #slotSamples = 0;
  #smoothed = -1;

  constructor(rate: Hertz) {
    this.#rate = rate;
  }

  /** Takes a block in (a frame, a quantum). @returns the estimate in dBFS */
  update(samples: Float32Array): number {
    const power = meanSquare(samples);
    const share = onePoleShare(samples.length, this.#rate, smoothMs);
    this.#smoothed = this.#smoothed < 0 ? power : this.#smoothed + share * (power - this.#smoothed);
    this.#slotSamples += samples.length;
    if (this.#slotSamples * 1000 * slots >= windowMs * this.#rate) {
      this.#slotSamples = 0;
      this.#slot = (this.#slot + 1) % slots;
      this.#minima[this.#slot] = Infinity;
    }
    this.#minima[this.#slot] = Math.min(this.#minima[this.#slot]!, this.#smoothed);
    return this.db;
  }

  /** The estimate in dBFS; the silence floor before the first block. */
  get db(): number {
    let least = Infinity;
    for (let i = 0; i < slots; i++) least = Math.min(least, this.#minima[i]!);
    return amplitudeToDb(least === Infinity ? 0 : Math.sqrt(least));
  }

  reset(): void {
    this.#minima.fill(Infinity);
    this.#smoothed = -1;
    this.#slotSamples = 0;
  }
}
