/** A recording held before the box's microphone: it goes on only while it is wanted. */
import { frameSamples, type Samples } from '../../../core/units.ts';

export class ClipTape {
  readonly #samples: Float32Array;
  #at: Samples = 0;

  /** @param samples 16 kHz mono */
  constructor(samples: Float32Array) {
    this.#samples = samples;
  }

  get isOver(): boolean {
    return this.#at >= this.#samples.length;
  }

  /** The next 512 samples, the last of them filled up with silence; null once it is over. */
  next(): Float32Array | null {
    if (this.isOver) return null;
    const frame = new Float32Array(frameSamples);
    frame.set(this.#samples.subarray(this.#at, this.#at + frameSamples));
    this.#at += frameSamples;
    return frame;
  }
}
