/**
 * How much must be buffered before the player starts or goes on after an underrun.
 *
 * It begins small, because every millisecond of it is heard as delay, and learns: a chunk that came just before it
 * was needed (jitter) asks for a reserve, an underrun doubles. Calm replies let it shrink again.
 */
import type { Hertz, Millis, Samples } from '../units.ts';
import { millisToSamples } from '../units.ts';

export interface CushionOptions {
  /** The first start. Default 20 ms: one usual chunk. */
  readonly startMs: Millis;
  /** The most that jitter alone may ask for before the first underrun. Default 100 ms. */
  readonly calmMaxMs: Millis;
  /** The most at all. Default 400 ms: beyond it people take the pause for the end. */
  readonly maxMs: Millis;
  /** What should still be there when the next chunk arrives. Default 10 ms: one burst of an audio device. */
  readonly reserveMs: Millis;
}

export const defaultCushionOptions: CushionOptions = {
  startMs: 20,
  calmMaxMs: 100,
  maxMs: 400,
  reserveMs: 10,
};

/** What remains of the distance to the first start after a reply without trouble. */
const calmShrink = 0.75;

export class PlaybackCushion {
  readonly #start: Samples;
  readonly #calmMax: Samples;
  readonly #max: Samples;
  readonly #reserve: Samples;
  #target: Samples;
  #targetBeforeUnderrun: Samples;
  /** What was buffered when the current run of sound started. */
  #startedWith: Samples = 0;
  #hadUnderrun = false;
  #troubled = false;

  constructor(rate: Hertz, options: CushionOptions) {
    const { startMs, calmMaxMs, maxMs, reserveMs } = options;
    if (!(startMs > 0 && startMs <= calmMaxMs && calmMaxMs <= maxMs && reserveMs >= 0)) {
      throw new RangeError(
        `cushion must have 0 < startMs <= calmMaxMs <= maxMs and reserveMs >= 0, got ${JSON.stringify(options)}`,
      );
    }
    this.#start = millisToSamples(startMs, rate);
    this.#calmMax = millisToSamples(calmMaxMs, rate);
    this.#max = millisToSamples(maxMs, rate);
    this.#reserve = millisToSamples(reserveMs, rate);
    this.#target = this.#start;
    this.#targetBeforeUnderrun = this.#start;
  }

  /** Samples to be buffered before the next start. */
  get target(): Samples {
    return this.#target;
  }

  /** Sound starts, or goes on after an underrun. */
  started(bufferedSamples: Samples): void {
    this.#startedWith = Math.min(bufferedSamples, this.#max);
  }

  /** A chunk of a piece that is being heard arrived while `headroom` samples were left. */
  chunkArrived(headroom: Samples): void {
    if (headroom >= this.#reserve) return;
    this.#troubled = true;
    const wanted = this.#startedWith + this.#reserve - headroom;
    this.#grow(Math.min(wanted, this.#hadUnderrun ? this.#max : this.#calmMax));
  }

  /** The sound stopped inside a piece for want of a chunk. */
  underrunBegan(): void {
    this.#targetBeforeUnderrun = this.#target;
    this.#grow(Math.min(2 * Math.max(this.#target, this.#startedWith), this.#max));
  }

  /** The piece that seemed to be missing a chunk was only not yet known to be complete. */
  underrunWasTheEnd(): void {
    this.#target = this.#targetBeforeUnderrun;
  }

  /** The sound went on after an underrun inside a piece. */
  underrunEnded(): void {
    this.#hadUnderrun = true;
    this.#troubled = true;
  }

  /** A reply was heard to its end. */
  replyDrained(): void {
    if (!this.#troubled) {
      this.#target = this.#start + Math.floor(calmShrink * (this.#target - this.#start));
    }
    this.#troubled = false;
  }

  #grow(wanted: Samples): void {
    this.#target = Math.max(this.#target, wanted);
  }
}
