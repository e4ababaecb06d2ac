/**
 * Gathers what is sent over a line in one go, so that a burst of messages costs one call to the system and not one
 * each: those calls are most of what the relay does. Order is kept, and what waits counts as waiting.
 */
import type { Writable } from 'node:stream';

/** As much is written at once: more would hold up the other lines. */
const mostBytes = 262_144;

/**
 * - `read`: when what was just read from another line is dealt with;
 * - `round`: when all lines that had something to be read were read once. For those who only look on.
 */
export type GatherUntil = 'read' | 'round';

export class WriteGatherer {
  readonly #stream: Writable;
  readonly #until: GatherUntil;
  #isGathering = false;

  constructor(stream: Writable, until: GatherUntil) {
    this.#stream = stream;
    this.#until = until;
  }

  /** To be called before each write. */
  gather(): void {
    if (this.#isGathering) {
      if (this.#stream.writableLength < mostBytes) return;
      this.#stream.uncork();
      this.#stream.cork();
      return;
    }
    this.#isGathering = true;
    this.#stream.cork();
    if (this.#until === 'read') process.nextTick(this.#write);
    else setImmediate(this.#write);
  }

  readonly #write = (): void => {
    this.#isGathering = false;
    this.#stream.uncork();
  };
}
