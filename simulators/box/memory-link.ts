/**
 * A box's socket without a network: the other end is an object of the same process. Each direction holds so much, as TCP
 * does; what is sent beyond that while the reader pauses is counted as buffered.
 */
import type { BoxLink, BoxLinkHandlers, DialBox } from './box-link.ts';

/** The server's end. Of the same shape as the companion's socket of a real box. */
export interface MemoryBoxSocket {
  /** The path's last segment, decoded. */
  readonly id: string;
  /** Without the `?`. */
  readonly query: string;
  send(payload: Uint8Array | string): void;
  readonly bufferedBytes: number;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  /** As when the network is gone: the box sees 1006. */
  drop(): void;
  onFrame: (payload: Uint8Array | string) => void;
  onClose: (code: number, reason: string) => void;
}

interface MemoryLinkOptions {
  /** A box dials. Sets the handlers at once; false refuses it, as a server with another path does. */
  readonly onBox: (socket: MemoryBoxSocket) => boolean;
  /** What each direction holds while its reader pauses. Default 64 KiB. */
  readonly windowBytes?: number;
  /** Runs something soon, in order. Default `queueMicrotask`. */
  readonly defer?: (work: () => void) => void;
}

export function createMemoryDial({
  onBox,
  windowBytes = 65_536,
  defer = queueMicrotask,
}: MemoryLinkOptions): DialBox {
  return (url, handlers) => {
    const down = new Pipe(windowBytes, defer);
    const up = new Pipe(windowBytes, defer);
    defer(() => open(url, handlers, down, up, onBox));
    return boxEnd(down, up);
  };
}

function open(
  url: string,
  handlers: BoxLinkHandlers,
  down: Pipe,
  up: Pipe,
  onBox: MemoryLinkOptions['onBox'],
): void {
  if (down.isOver) return;
  const server = serverEnd(url, down, up);
  if (!onBox(server)) {
    down.cut();
    up.cut();
    return handlers.onClose(1006, 'refused');
  }
  handlers.onOpen('');
  down.flowTo({
    message: (payload) => handlers.onMessage(payload),
    end: (code, reason) => {
      up.end(code, '');
      down.cut();
      handlers.onClose(code, reason);
    },
  });
  up.flowTo({
    message: (payload) => server.onFrame(payload),
    end: (code, reason) => {
      down.end(code, '');
      up.cut();
      server.onClose(code, reason);
    },
  });
}

const boxEnd = (down: Pipe, up: Pipe): BoxLink => ({
  send: (payload) => up.push(payload),
  // There are no pings here to be answered.
  pong: () => undefined,
  get bufferedBytes() {
    return up.bufferedBytes;
  },
  pause: () => down.pause(),
  resume: () => down.resume(),
  // 1005: a Close frame without a code.
  close: () => up.end(1005, ''),
  drop: () => {
    down.cut();
    up.end(1006, '');
  },
});

function serverEnd(url: string, down: Pipe, up: Pipe): MemoryBoxSocket {
  const [path = '', query = ''] = url.split('?');
  return {
    id: decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)),
    query,
    send: (payload) => down.push(payload),
    get bufferedBytes() {
      return down.bufferedBytes;
    },
    pause: () => up.pause(),
    resume: () => up.resume(),
    close: (code, reason) => down.end(code, reason),
    drop: () => {
      up.cut();
      down.end(1006, '');
    },
    onFrame: () => undefined,
    onClose: () => undefined,
  };
}

type Payload = string | Uint8Array;
interface Reader {
  readonly message: (payload: Payload) => void;
  readonly end: (code: number, reason: string) => void;
}
type Item = { readonly payload: Payload } | { readonly code: number; readonly reason: string };

/** One direction. */
class Pipe {
  readonly #windowBytes: number;
  readonly #defer: (work: () => void) => void;
  readonly #items: Item[] = [];
  #bytes = 0;
  #reader: Reader | null = null;
  #isPaused = false;
  #isFlowing = false;
  /** Nothing more is taken from the sender. */
  #isEnded = false;

  constructor(windowBytes: number, defer: (work: () => void) => void) {
    this.#windowBytes = windowBytes;
    this.#defer = defer;
  }

  get isOver(): boolean {
    return this.#isEnded;
  }

  get bufferedBytes(): number {
    return Math.max(0, this.#bytes - this.#windowBytes);
  }

  push(payload: Payload): void {
    if (this.#isEnded) return;
    this.#items.push({ payload: typeof payload === 'string' ? payload : payload.slice() });
    this.#bytes += payload.length;
    this.#flow();
  }

  /** After all that was pushed. */
  end(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#items.push({ code, reason });
    this.#flow();
  }

  /** At once, and nobody is told. */
  cut(): void {
    this.#isEnded = true;
    this.#items.length = 0;
    this.#bytes = 0;
    this.#reader = null;
  }

  flowTo(reader: Reader): void {
    this.#reader = reader;
    this.#flow();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#flow();
  }

  /** One item a turn: who pauses while it reads gets nothing more. */
  #flow(): void {
    if (this.#isFlowing || this.#isPaused || this.#reader === null || this.#items.length === 0) return;
    this.#isFlowing = true;
    this.#defer(() => {
      this.#isFlowing = false;
      if (this.#isPaused) return;
      this.#deliver();
      this.#flow();
    });
  }

  #deliver(): void {
    const item = this.#items.shift();
    const reader = this.#reader;
    if (item === undefined || reader === null) return;
    if ('code' in item) return reader.end(item.code, item.reason);
    this.#bytes -= item.payload.length;
    reader.message(item.payload);
  }
}
