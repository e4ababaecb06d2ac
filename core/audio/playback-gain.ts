/** The player's gain: ducking as a short ramp, and the fade-in after an interruption. */
import type { Samples } from '../units.ts';

export class PlaybackGain {
  readonly #rampSamples: Samples;
  readonly #fadeInSamples: Samples;
  #duck = 1;
  #duckTarget = 1;
  #rampLeft: Samples = 0;
  #fadeInLeft: Samples = 0;

  constructor(rampSamples: Samples, fadeInSamples: Samples) {
    this.#rampSamples = rampSamples;
    this.#fadeInSamples = fadeInSamples;
  }

  /** The ducking gain that is set or being approached. */
  get target(): number {
    return this.#duckTarget;
  }

  /** What the next sample will be multiplied with. */
  get now(): number {
    return this.#duck * this.#fadeIn();
  }

  /** Goes to `target` with the next samples; at once when none are sounding. */
  approach(target: number, isSounding: boolean): void {
    this.#duckTarget = target;
    this.#rampLeft = isSounding ? this.#rampSamples : 0;
    if (!isSounding) this.#duck = target;
  }

  startFadeIn(): void {
    this.#fadeInLeft = this.#fadeInSamples;
  }

  cancelFadeIn(): void {
    this.#fadeInLeft = 0;
  }

  /** Multiplies `samples[start, end)`. With no ramp and gain 1 they stay bit for bit as they are. */
  apply(samples: Float32Array, start: number, end: number): void {
    let i = start;
    for (; i < end && (this.#rampLeft > 0 || this.#fadeInLeft > 0); i++) {
      if (this.#rampLeft > 0) {
        // Arrives at 1 exactly: the last step is between neighbours, whose difference floats hold exactly.
        this.#duck += (this.#duckTarget - this.#duck) / this.#rampLeft--;
      }
      samples[i] = samples[i]! * this.now;
      if (this.#fadeInLeft > 0) this.#fadeInLeft--;
    }
    if (this.#duck === 1) return;
    for (; i < end; i++) samples[i] = samples[i]! * this.#duck;
  }

  #fadeIn(): number {
    return this.#fadeInLeft === 0 ? 1 : 1 - this.#fadeInLeft / (this.#fadeInSamples + 1);
  }
}
