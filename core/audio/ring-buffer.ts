import type { Samples } from '../units.ts';

/**
 * First in, first out, for samples: a fixed buffer with one owner and index arithmetic only.
 * Nothing is allocated after construction. What does not fit is refused (the newest is lost) and counted.
 */
export class RingBuffer {
  readonly #samples: Float32Array;
  #start = 0;
  #size = 0;
  #overrun = 0;

  constructor(capacity: Samples) {
    if (!(Number.isInteger(capacity) && capacity > 0)) {
      throw new RangeError(`capacity must be a whole number of samples above 0, got ${capacity}`);
    }
    this.#samples = new Float32Array(capacity);
  }

  get capacity(): Samples {
    return this.#samples.length;
  }

  /** Samples waiting to be read. */
  get size(): Samples {
    return this.#size;
  }

  /** Samples refused since construction. */
  get overrunSamples(): Samples {
    return this.#overrun;
  }

  /** @returns how many of the first samples were taken */
  write(source: Float32Array): Samples {
    const count = Math.min(source.length, this.capacity - this.#size);
    let to = this.#wrap(this.#start + this.#size);
    for (let i = 0; i < count; i++) {
      this.#samples[to] = source[i]!;
      if (++to === this.capacity) to = 0;
    }
    this.#size += count;
    this.#overrun += source.length - count;
    return count;
  }

  /** Copies the oldest samples into `target` and removes them. @returns how many there were */
  read(target: Float32Array): Samples {
    return this.skip(this.peek(target));
  }

  /** Copies without removing, beginning `offset` samples after the oldest. @returns how many there were */
  peek(target: Float32Array, offset: Samples = 0): Samples {
    const count = Math.max(0, Math.min(target.length, this.#size - offset));
    let from = this.#wrap(this.#start + offset);
    for (let i = 0; i < count; i++) {
      target[i] = this.#samples[from]!;
      if (++from === this.capacity) from = 0;
    }
    return count;
  }

  /** Removes the oldest samples. @returns how many there were to remove */
  skip(count: Samples): Samples {
    const skipped = Math.min(count, this.#size);
    this.#start = this.#wrap(this.#start + skipped);
    this.#size -= skipped;
    return skipped;
  }

  clear(): void {
    this.#start = 0;
    this.#size = 0;
  }

  #wrap(index: number): number {
    return index % this.capacity;
  }
}
