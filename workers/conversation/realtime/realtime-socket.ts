/** One connection to a Realtime server: texts of the dialect out, events in, and its end told once. */
import { parseServerEvent } from '../../../core/realtime/parse-server-event.ts';
import type { ServerEvent } from '../../../core/realtime/server-event.ts';

/** What of a browser's WebSocket is used; that of Node's `ws` is the same. */
export interface SocketLike {
  /** Bytes that are sent and not yet taken by the network. */
  readonly bufferedAmount: number;
  send(text: string): void;
  close(): void;
  addEventListener(
    type: 'close' | 'message',
    listener: (event: { readonly type: string; readonly data?: unknown }) => void,
  ): void;
}

/** May throw where the address is none. */
export type CreateSocket = (url: string, protocols: readonly string[]) => SocketLike;

/** Where and as whom to connect. Keys ride in the subprotocols: the address stays free of them. */
export interface Door {
  readonly url: string;
  readonly protocols: readonly string[];
}

export interface RealtimeSocketOptions {
  readonly createSocket: CreateSocket;
  /** Rejects where nobody will open: it is not asked again. */
  readonly door: Promise<Door>;
  readonly onSaid: (said: ServerEvent) => void;
  /** Never after {@link RealtimeSocket.close}. */
  readonly onLost: () => void;
  readonly onNoDoor: (cause: unknown) => void;
}

/** Half a minute of sound as base64: a line that has not taken more is dead. */
const mostWaitingBytes = 2 * 1024 * 1024;

export class RealtimeSocket {
  readonly #options: RealtimeSocketOptions;
  #socket: SocketLike | null = null;
  #isOver = false;

  constructor(options: RealtimeSocketOptions) {
    this.#options = options;
    options.door.then(
      (door) => this.#open(door),
      (cause: unknown) => {
        if (this.#isOver) return;
        this.#isOver = true;
        options.onNoDoor(cause);
      },
    );
  }

  send(text: string): void {
    const socket = this.#socket;
    if (socket === null || this.#isOver) return;
    if (socket.bufferedAmount > mostWaitingBytes) this.#lose();
    else socket.send(text);
  }

  close(): void {
    this.#isOver = true;
    this.#socket?.close();
  }

  #open({ url, protocols }: Door): void {
    if (this.#isOver) return;
    let socket: SocketLike;
    try {
      socket = this.#options.createSocket(url, protocols);
    } catch {
      // What is no address can never be connected to: the session tells that, after its attempts.
      this.#lose();
      return;
    }
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      if (this.#isOver || typeof data !== 'string') return;
      const said = parseServerEvent(data);
      if (said.ok) this.#options.onSaid(said.value);
    });
    // An error is always followed by a close.
    socket.addEventListener('close', () => this.#lose());
  }

  #lose(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket?.close();
    this.#options.onLost();
  }
}
