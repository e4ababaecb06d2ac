/**
 * The short fall to zero that the player makes when sound has to stop: at a pause, a flush, or for want of a chunk.
 * It is written once, when the sound stops, and then only copied, so the queue behind it may change or vanish.
 */
import type { Samples } from '../units.ts';

/** Below -60 dBFS the step to zero is not heard, and audio that ends in near-silence is left exactly as it is. */
const audibleStep = 0.001;

export class FadeTail {
  readonly #tail: Float32Array;
  #next: number;

  constructor(lengthSamples: Samples) {
    this.#tail = new Float32Array(lengthSamples);
    this.#next = lengthSamples;
  }

  /** True while there is some of it to render. */
  get isSounding(): boolean {
    return this.#next < this.#tail.length;
  }

  /** Where to put the samples that would have come next, before {@link fadeOut}. */
  get upcoming(): Float32Array {
    return this.#tail;
  }

  /**
   * Fades out what was put into {@link upcoming}, at `gain`.
   * @param count how many samples there were; after the last of them its value is held
   * @param lastOutput held when there were none
   */
  fadeOut(count: number, gain: number, lastOutput: number): void {
    const tail = this.#tail;
    const held = count > 0 ? tail[count - 1]! * gain : lastOutput;
    const step = 1 / (tail.length + 1);
    for (let i = 0; i < tail.length; i++) {
      tail[i] = (i < count ? tail[i]! * gain : held) * (1 - (i + 1) * step);
    }
    this.#next = 0;
  }

  /** Lets the last value fall to zero where nothing is known of what would have come. */
  fall(lastOutput: number): void {
    if (Math.abs(lastOutput) >= audibleStep) this.fadeOut(0, 1, lastOutput);
  }

  /** Copies into `output[from, ...)` what fits. @returns the index after the last sample written */
  render(output: Float32Array, from: number): number {
    let i = from;
    while (i < output.length && this.#next < this.#tail.length) output[i++] = this.#tail[this.#next++]!;
    return i;
  }
}
