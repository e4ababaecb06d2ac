import { invariant } from '../assert.ts';
import type { Samples } from '../units.ts';

/** A stretch of the past, as much of it as is still (or already) there. */
export interface HistorySlice {
  /** A copy that belongs to the caller. */
  readonly samples: Float32Array;
  /** Position of the first sample. Later than asked for when the beginning was already overwritten. */
  readonly start: Samples;
  /** Position after the last sample. Earlier than asked for when the end has not been heard yet. */
  readonly end: Samples;
  /** True when it is all that was asked for. */
  readonly complete: boolean;
}

/**
 * The last stretch of what was heard, addressed by position on the sample clock, so that an utterance can be cut out
 * once it is known where it began. The oldest audio is overwritten; that is the policy, not an error.
 */
export class HistoryRing {
  readonly #samples: Float32Array;
  #end: Samples = 0;
  #size: Samples = 0;

  constructor(capacity: Samples) {
    if (!(Number.isInteger(capacity) && capacity > 0)) {
      throw new RangeError(`capacity must be a whole number of samples above 0, got ${capacity}`);
    }
    this.#samples = new Float32Array(capacity);
  }

  /** Position of the oldest sample that is still there. */
  get start(): Samples {
    return this.#end - this.#size;
  }

  /** Position after the newest sample: the sample clock. */
  get end(): Samples {
    return this.#end;
  }

  /**
   * Adds what was heard.
   * @param at position of the first sample; what was not heard before it (lost frames) counts as silence.
   *   The clock never goes back: `at` must not lie before {@link end}
   */
  append(samples: Float32Array, at: Samples = this.#end): void {
    invariant(at >= this.#end, `history is at ${this.#end}, cannot append at ${at}`);
    const capacity = this.#samples.length;
    if (at - this.#end >= capacity) this.#samples.fill(0);
    else for (let i = this.#end; i < at; i++) this.#samples[i % capacity] = 0;
    let to = at % capacity;
    for (let i = 0; i < samples.length; i++) {
      this.#samples[to] = samples[i]!;
      if (++to === capacity) to = 0;
    }
    const end = at + samples.length;
    this.#size = Math.min(capacity, this.#size + end - this.#end);
    this.#end = end;
  }

  /** Copies `[start, end)` out, clipped to what is there. */
  slice(start: Samples, end: Samples): HistorySlice {
    const to = Math.max(this.start, Math.min(end, this.#end));
    const from = Math.min(to, Math.max(start, this.start));
    const samples = new Float32Array(to - from);
    const capacity = this.#samples.length;
    const first = from % capacity;
    const untilWrap = Math.min(samples.length, capacity - first);
    samples.set(this.#samples.subarray(first, first + untilWrap));
    samples.set(this.#samples.subarray(0, samples.length - untilWrap), untilWrap);
    return { samples, start: from, end: to, complete: from === start && to === end };
  }

  /** Forgets everything and sets the clock, for a new capture. */
  clear(position: Samples = 0): void {
    this.#end = position;
    this.#size = 0;
  }
}
