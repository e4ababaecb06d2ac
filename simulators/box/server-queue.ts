import type { BoxLink } from './box-link.ts';

export type QueuedMessage =
  | { readonly is: 'message'; readonly payload: string | Uint8Array }
  | { readonly is: 'ping'; readonly payload: Uint8Array };

/** Events that wait between the socket and the firmware. Source: sheet `echokit.md` 4.8. */
const longestQueue = 32;

/** What came over one socket and was not dealt with yet. Full, it reads no further. */
export class ServerQueue {
  readonly #waiting: QueuedMessage[] = [];
  #isPaused = false;

  get length(): number {
    return this.#waiting.length;
  }

  push(message: QueuedMessage, link: BoxLink): void {
    this.#waiting.push(message);
    if (this.#isPaused || this.#waiting.length < longestQueue) return;
    this.#isPaused = true;
    link.pause();
  }

  shift(link: BoxLink): QueuedMessage | undefined {
    const message = this.#waiting.shift();
    if (this.#isPaused && this.#waiting.length < longestQueue) {
      this.#isPaused = false;
      link.resume();
    }
    return message;
  }
}
