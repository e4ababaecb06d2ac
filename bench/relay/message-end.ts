/** One end of an ordered stream of messages: when each passed, and what they were. */
import { createHash, type Hash } from 'node:crypto';

export interface EndReport {
  /** Instants of {@link monotonicMs}, one for each message. */
  readonly atMs: Float64Array;
  /** Over all of them, order, kinds and lengths included. */
  readonly digest: string;
}

/** The same clock for all processes of a machine, which `performance.now()` is not. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export class MessageEnd {
  readonly #atMs: number[] = [];
  readonly #hash: Hash = createHash('sha1');

  /** Just before it is given to the socket, or just after it has come. */
  note(payload: Uint8Array | string, nowMs: number): void {
    this.#atMs.push(nowMs);
    const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength;
    this.#hash.update(`${typeof payload} ${length} `).update(payload);
  }

  get count(): number {
    return this.#atMs.length;
  }

  report(): EndReport {
    return { atMs: Float64Array.from(this.#atMs), digest: this.#hash.copy().digest('hex') };
  }
}
