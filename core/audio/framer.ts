import type { Samples } from '../units.ts';
import { frameSamples } from '../units.ts';

/** @param frame valid only during the call. @param start position of its first sample on the framer's clock */
export type FrameSink = (frame: Float32Array, start: Samples) => void;

/**
 * Cuts mono PCM into frames and numbers them on a running sample clock.
 *
 * Lives in the capture worklet, so nothing is allocated after construction: there is one frame buffer, and the sink
 * is handed over once.
 */
export class Framer {
  readonly #frame: Float32Array;
  readonly #sink: FrameSink;
  #filled: Samples = 0;
  #clock: Samples = 0;

  /** @param length samples per frame; default one VAD frame, 512 */
  constructor(sink: FrameSink, length: Samples = frameSamples) {
    if (!(Number.isInteger(length) && length > 0)) {
      throw new RangeError(`frame length must be a whole number of samples above 0, got ${length}`);
    }
    this.#frame = new Float32Array(length);
    this.#sink = sink;
  }

  /** Samples taken in so far: the position of the next one. */
  get clock(): Samples {
    return this.#clock;
  }

  /** Samples waiting for their frame to fill. */
  get pending(): Samples {
    return this.#filled;
  }

  /** Takes the first `count` samples and calls the sink once for every frame they complete. */
  push(samples: Float32Array, count: Samples = samples.length): void {
    for (let i = 0; i < count; i++) {
      this.#frame[this.#filled++] = samples[i]!;
      this.#clock++;
      if (this.#filled < this.#frame.length) continue;
      this.#filled = 0;
      this.#sink(this.#frame, this.#clock - this.#frame.length);
    }
  }

  /** Drops the unfinished frame. The clock goes on from `position`. */
  restart(position: Samples = this.#clock): void {
    this.#filled = 0;
    this.#clock = position;
  }
}
