/**
 * What waits to be judged, in the order in which it was heard. While a model loads that is everything the person
 * says; beyond the limit the oldest frames make room, and their place says how many there were.
 */
import { invariant } from '../../core/assert.ts';
import type { Millis, Samples } from '../../core/units.ts';

export interface WaitingFrame {
  readonly type: 'frame';
  readonly samples: Float32Array;
  readonly start: Samples;
  /** Wall instant of the last sample's capture; asked for late, because the clock line gets better with each pair. */
  readonly capturedAt: () => Millis;
}

export type Heard =
  | WaitingFrame
  | { readonly type: 'dropped'; readonly frames: number; readonly at: Millis }
  | { readonly type: 'capture-started'; readonly at: Millis }
  | { readonly type: 'capture-stopped'; readonly at: Millis };

export class FrameBacklog {
  readonly #limit: number;
  #items: Heard[] = [];
  #frames = 0;

  /** @param limit frames that may wait at once */
  constructor(limit: number) {
    invariant(
      Number.isInteger(limit) && limit > 0,
      `backlog limit is ${limit}, expected a whole number above 0`,
    );
    this.#limit = limit;
  }

  get frames(): number {
    return this.#frames;
  }

  push(item: Heard): void {
    this.#items.push(item);
    if (item.type !== 'frame') return;
    this.#frames += 1;
    if (this.#frames > this.#limit) this.#dropOldest();
  }

  take(): Heard | undefined {
    const item = this.#items.shift();
    if (item?.type === 'frame') this.#frames -= 1;
    return item;
  }

  #dropOldest(): void {
    const index = this.#items.findIndex((item) => item.type === 'frame');
    const frame = this.#items[index];
    invariant(frame?.type === 'frame', 'a full backlog has a frame');
    const before = this.#items[index - 1];
    const at = frame.capturedAt();
    if (before?.type === 'dropped') {
      this.#items.splice(index - 1, 2, { type: 'dropped', frames: before.frames + 1, at });
    } else {
      this.#items.splice(index, 1, { type: 'dropped', frames: 1, at });
    }
    this.#frames -= 1;
  }
}
