/** One ordered stream of messages from a sender to a receiver: how long each took, and whether all came as they went. */
import { createHash, type Hash } from 'node:crypto';

export class MessageStream {
  readonly delaysMs: number[] = [];
  readonly #sentAt: number[] = [];
  readonly #sent: Hash = createHash('sha1');
  readonly #arrived: Hash = createHash('sha1');

  /** Just before it is given to the socket. */
  send(payload: Uint8Array | string, nowMs: number): void {
    this.#sentAt.push(nowMs);
    note(this.#sent, payload);
  }

  /** The line keeps the order: the n-th that comes is the n-th that went. */
  arrive(payload: Uint8Array | string, nowMs: number): void {
    const sentAt = this.#sentAt[this.delaysMs.length] ?? Number.NaN;
    this.delaysMs.push(nowMs - sentAt);
    note(this.#arrived, payload);
  }

  get sent(): number {
    return this.#sentAt.length;
  }

  /** Negative where more came than went. */
  get lost(): number {
    return this.#sentAt.length - this.delaysMs.length;
  }

  /** By the hash over all of them, order and lengths included. */
  get isUnchanged(): boolean {
    return this.#sent.copy().digest('hex') === this.#arrived.copy().digest('hex');
  }
}

/** The same messages on two ways: what the one took longer than the other, message by message. */
export const extraDelays = (through: MessageStream, direct: MessageStream): readonly number[] =>
  through.delaysMs
    .slice(0, direct.delaysMs.length)
    .map((delay, n) => delay - (direct.delaysMs[n] ?? Number.NaN));

function note(hash: Hash, payload: Uint8Array | string): void {
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength;
  hash.update(`${typeof payload} ${length} `).update(payload);
}
