/**
 * A box's socket over a MessagePort, as `SimulatedBoxMessage` and `SimulatedServerMessage` describe it. All the sockets
 * that a box opens one after the other share the port.
 */
import type { SimulatedBoxMessage, SimulatedServerMessage } from '../../../workers/relay-api.ts';
import type { EngineLink, EngineLinkHandlers } from './box-engine.ts';

/** @returns how the box dials; a new socket takes the port from the one before */
export function createPortDial(port: MessagePort): (url: string, handlers: EngineLinkHandlers) => EngineLink {
  let newest: PortLink | undefined;
  const tell = (message: SimulatedBoxMessage) => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<SimulatedServerMessage>) => newest?.receive(data);
  return (url, handlers) => {
    const mark = url.indexOf('?');
    newest = new PortLink(tell, handlers, newest?.awaitsEnd === true);
    tell({ type: 'open', query: mark < 0 ? '' : url.slice(mark + 1) });
    return newest;
  };
}

class PortLink implements EngineLink {
  readonly #tell: (message: SimulatedBoxMessage) => void;
  readonly #handlers: EngineLinkHandlers;
  /** The end of the socket before this one may still be on its way. */
  #awaitsFormerEnd: boolean;
  #state: 'opening' | 'open' | 'over' = 'opening';
  #isEndHeard = false;
  #isDropped = false;
  #isPaused = false;
  /** Came while nobody read. */
  #waiting: Uint8Array[] = [];
  /** Came after those. */
  #end: { readonly code: number; readonly reason: string } | undefined;
  /** Nothing waits outside the server: it is asked to take each message at once. */
  readonly bufferedBytes = 0;

  constructor(
    tell: (message: SimulatedBoxMessage) => void,
    handlers: EngineLinkHandlers,
    awaitsFormerEnd: boolean,
  ) {
    this.#tell = tell;
    this.#handlers = handlers;
    this.#awaitsFormerEnd = awaitsFormerEnd;
  }

  /** The server has not said yet that it is over. */
  get awaitsEnd(): boolean {
    return !this.#isEndHeard;
  }

  receive(message: SimulatedServerMessage): void {
    if (this.#state === 'over') return;
    switch (message.type) {
      case 'opened':
        this.#awaitsFormerEnd = false;
        this.#state = 'open';
        if (!this.#isDropped) this.#handlers.onOpen('');
        return;
      case 'frame':
        if (this.#state !== 'open' || this.#isDropped) return;
        this.#waiting.push(message.payload);
        this.#read();
        return;
      case 'closed':
        if (this.#state === 'opening' && this.#awaitsFormerEnd) {
          this.#awaitsFormerEnd = false;
          return;
        }
        this.#isEndHeard = true;
        this.#state = 'over';
        this.#end = message;
        this.#read();
        return;
    }
  }

  send(payload: string | Uint8Array): void {
    if (this.#state === 'open' && !this.#isDropped) this.#tell({ type: 'frame', payload });
  }

  /** There are no pings on a port. */
  pong(): void {
    return;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#read();
  }

  close(): void {
    if (this.#state === 'over' || this.#isDropped) return;
    this.#tell({ type: 'close', code: 1000, reason: '' });
  }

  drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    this.#waiting = [];
    if (this.#state === 'over') return;
    // A box goes without a word; a port has no other way to end a socket.
    this.#tell({ type: 'close', code: 1006, reason: '' });
    this.#state = 'over';
  }

  #read(): void {
    while (!this.#isPaused && !this.#isDropped) {
      const payload = this.#waiting.shift();
      if (payload === undefined) break;
      if (this.#state === 'open') this.#tell({ type: 'read', frames: 1 });
      this.#handlers.onMessage(payload);
    }
    const end = this.#end;
    if (end === undefined || this.#waiting.length > 0 || this.#isDropped) return;
    this.#end = undefined;
    this.#handlers.onClose(end.code, end.reason);
  }
}
