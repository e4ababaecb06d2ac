import type { Millis } from '../../core/units.ts';
import type { BoxLink, DialBox } from './box-link.ts';
import { ServerQueue, type QueuedMessage } from './server-queue.ts';

interface ConnectionEnds {
  /** @param extensions what the server accepted of them */
  readonly onOpen: (extensions: string) => void;
  /** Something can be {@link BoxConnection.take taken}. */
  readonly onArrived: () => void;
  /** Every message as it came. */
  readonly onMessage: (payload: string | Uint8Array) => void;
  /** @param wasOpen false where it could not be opened */
  readonly onClosed: (wasOpen: boolean, code: number, reason: string) => void;
}

/** A send may take this long. */
const sendTimeoutMs: Millis = 30_000;

/** The one socket that a box has at a time, and what came over it. Of a former one nothing is heard any more. */
export class BoxConnection {
  #link: BoxLink | null = null;
  #queue = new ServerQueue();
  #stalledSince: Millis | null = null;

  /** Drops the former one without a Close. */
  dial(dial: DialBox, url: string, ends: ConnectionEnds): void {
    this.drop();
    const queue = this.#queue;
    const isCurrent = () => this.#queue === queue;
    let isOpen = false;
    const push = (message: QueuedMessage) => {
      queue.push(message, link);
      ends.onArrived();
    };
    const link = dial(url, {
      onOpen: (extensions) => {
        if (!isCurrent()) return;
        isOpen = true;
        ends.onOpen(extensions);
      },
      onMessage: (payload) => {
        if (!isCurrent()) return;
        ends.onMessage(payload);
        push({ is: 'message', payload });
      },
      onPing: (payload) => {
        if (isCurrent()) push({ is: 'ping', payload });
      },
      onClose: (code, reason) => {
        if (isCurrent()) ends.onClosed(isOpen, code, reason);
      },
    });
    this.#link = link;
  }

  /** The oldest message that was not taken yet. */
  take(): QueuedMessage | undefined {
    return this.#link === null ? undefined : this.#queue.shift(this.#link);
  }

  /** @returns false if nothing that was sent has left for 30 s; then this is not sent either */
  send(payload: string | Uint8Array, now: Millis): boolean {
    const link = this.#link;
    if (link === null) return true;
    if (link.bufferedBytes === 0) this.#stalledSince = null;
    else this.#stalledSince ??= now;
    if (this.#stalledSince !== null && now - this.#stalledSince > sendTimeoutMs) return false;
    link.send(payload);
    return true;
  }

  pong(payload: Uint8Array): void {
    this.#link?.pong(payload);
  }

  /** As when the network is gone; what came before can still be taken. */
  cut(): void {
    this.#link?.drop();
  }

  drop(): void {
    this.#link?.drop();
    this.#forget();
  }

  close(): void {
    this.#link?.close();
    this.#forget();
  }

  #forget(): void {
    this.#link = null;
    this.#queue = new ServerQueue();
    this.#stalledSince = null;
  }
}
