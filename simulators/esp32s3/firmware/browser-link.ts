/**
 * A box's WebSocket in a browser. A page's socket differs from the box's: it answers pings by itself, may accept a
 * compression that no box can inflate, names its origin, and cannot stop reading; what comes meanwhile waits here.
 */
import type { BoxLink, BoxLinkHandlers, DialBox } from '../../box/box-link.ts';

/** What this needs of the browser's `WebSocket`; this file is compiled without a browser's types. */
export interface PageSocket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly extensions: string;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  send(payload: string | Uint8Array): void;
  close(): void;
}

const openState = 1;

/** @param connect may throw where the address is none, or the page may not go there */
export function createPageDial(connect: (url: string) => PageSocket): DialBox {
  return (url, handlers) => {
    try {
      return new PageLink(connect(url), handlers);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      queueMicrotask(() => handlers.onClose(1006, reason));
      return closedLink;
    }
  };
}

/** Names that belong to nobody (RFC 2606) are not looked up: a simulated box comes with one, and bothers no network. */
const isNobodys = (url: string): boolean => /\.(example|invalid|test)\.?$/i.test(new URL(url).hostname);

export const dialFromPage: DialBox = createPageDial((url) => {
  if (isNobodys(url)) throw new Error('no such host');
  const { WebSocket } = globalThis as unknown as { readonly WebSocket: new (url: string) => PageSocket };
  return new WebSocket(url);
});

class PageLink implements BoxLink {
  readonly #socket: PageSocket;
  readonly #waiting: (() => void)[] = [];
  #isPaused = false;
  #isDropped = false;

  constructor(socket: PageSocket, handlers: BoxLinkHandlers) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#deliver(() => handlers.onOpen(socket.extensions));
    socket.onmessage = ({ data }) =>
      this.#deliver(() =>
        handlers.onMessage(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer)),
      );
    socket.onclose = ({ code, reason }) => this.#deliver(() => handlers.onClose(code, reason));
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(payload: string | Uint8Array): void {
    if (this.#socket.readyState === openState) this.#socket.send(payload);
  }

  pong(): void {
    // The browser has answered.
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    while (!this.#isPaused && !this.#isDropped) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  close(): void {
    this.#socket.close();
  }

  drop(): void {
    this.#isDropped = true;
    this.#socket.close();
  }

  #deliver(work: () => void): void {
    if (this.#isDropped) return;
    if (this.#isPaused || this.#waiting.length > 0) this.#waiting.push(work);
    else work();
  }
}

const closedLink: BoxLink = {
  send: () => undefined,
  pong: () => undefined,
  bufferedBytes: 0,
  pause: () => undefined,
  resume: () => undefined,
  close: () => undefined,
  drop: () => undefined,
};
