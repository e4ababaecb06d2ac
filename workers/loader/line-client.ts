/**
 * The worker's end of a serial line. It knows bytes, speeds and the two control lines, and nothing of what is said over
 * them. Every request has a time limit: a port that hangs, or a page that is gone, must not hold an operation for good.
 */
import type { SerialLineMessage, SerialLineRequest } from '../serial-line-api.ts';
import type { Millis } from '../../core/units.ts';
import { within, type LoaderClock } from './clock.ts';
import { LoaderError } from './loader-error.ts';

/** One direction of a line: a MessagePort, or two ends in memory. */
export interface LineWire {
  send(message: SerialLineRequest, transferred: readonly Transferable[]): void;
  /** Set once. */
  listen(hear: (message: SerialLineMessage) => void): void;
  close(): void;
}

export function portWire(port: MessagePort): LineWire {
  return {
    send: (message, transferred) => port.postMessage(message, [...transferred]),
    listen: (hear) => {
      port.onmessage = ({ data }: MessageEvent<SerialLineMessage>) => hear(data);
    },
    close: () => port.close(),
  };
}

export interface LineListener {
  bytes(bytes: Uint8Array): void;
  lost(): void;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (cause: LoaderError) => void;
}

const openLimitMs: Millis = 15_000;
const signalLimitMs: Millis = 3000;
const helloLimitMs: Millis = 5000;
/** On top of twice what the line itself takes. */
const writeLimitMs: Millis = 10_000;

export class LineClient {
  readonly #wire: LineWire;
  readonly #clock: LoaderClock;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #listener: LineListener | undefined;
  #ids: { readonly usbVendorId?: number; readonly usbProductId?: number } | undefined;
  #onHello: (() => void) | undefined;
  #baud: number | undefined;
  #opening: Promise<void> = Promise.resolve();
  #isLost = false;
  readonly #onRestored = new Set<() => void>();
  readonly #onLost = new Set<() => void>();
  #damagedCount = 0;

  constructor(wire: LineWire, clock: LoaderClock) {
    this.#wire = wire;
    this.#clock = clock;
    wire.listen((message) => this.#hear(message));
  }

  /** Resolves once the page has said whose line it is. */
  async ready(): Promise<void> {
    if (this.#ids !== undefined) return;
    const hello = new Promise<void>((resolve) => (this.#onHello = resolve));
    await within(this.#clock, helloLimitMs, hello, () => new LoaderError('failed', 'the line is silent'));
  }

  get ids(): { readonly usbVendorId?: number; readonly usbProductId?: number } {
    return this.#ids ?? {};
  }

  /** Of the port while it is open. */
  get baud(): number | undefined {
    return this.#baud;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** How often the port has told of bytes that it lost. */
  get damagedCount(): number {
    return this.#damagedCount;
  }

  /** Bytes and losses go to the newest listener only. */
  listen(listener: LineListener): void {
    this.#listener = listener;
  }

  /** Opens the port, or gives an open one this speed. Two may ask at once: a monitor and a restart. */
  open(baud: number): Promise<void> {
    const opening = this.#opening.then(() => this.#openNow(baud));
    this.#opening = opening.catch(() => undefined);
    return opening;
  }

  async #openNow(baud: number): Promise<void> {
    if (this.#baud === baud) return;
    const type = this.#baud === undefined ? 'open' : 'set-baud';
    await this.#ask({ type, baud }, openLimitMs);
    this.#baud = baud;
  }

  /** True = asserted. Lines that are left out stay. */
  async setSignals(signals: {
    readonly dataTerminalReady?: boolean;
    readonly requestToSend?: boolean;
  }): Promise<void> {
    await this.#ask({ type: 'set-signals', ...signals }, signalLimitMs);
  }

  /** Resolves when the port has taken them. The bytes are given away. */
  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const lineMs = (bytes.length * 10_000) / (this.#baud ?? 115_200);
    await this.#ask({ type: 'write', bytes }, writeLimitMs + 2 * lineMs, [bytes.buffer]);
  }

  /** Never fails: whoever closes has no use for a reason. */
  async close(): Promise<void> {
    if (this.#baud === undefined) return;
    this.#baud = undefined;
    await this.#ask({ type: 'close' }, openLimitMs).catch(() => undefined);
  }

  /** @returns whether the device is there (again) by then */
  async waitUntilBack(ms: Millis): Promise<boolean> {
    if (!this.#isLost) return true;
    const back = new Promise<void>((resolve) => this.#onRestored.add(resolve));
    return within(this.#clock, ms, back, () => new Error('not back')).then(
      () => true,
      () => false,
    );
  }

  async waitUntilLost(): Promise<void> {
    if (!this.#isLost) await new Promise<void>((resolve) => this.#onLost.add(resolve));
  }

  /** Closes port and wire. */
  async end(): Promise<void> {
    this.#listener = undefined;
    await this.close();
    this.#wire.close();
  }

  async #ask(
    request: WithoutId<SerialLineRequest>,
    limitMs: Millis,
    transferred: readonly Transferable[] = [],
  ): Promise<void> {
    if (this.#isLost) throw unplugged();
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = new Promise<void>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#wire.send({ ...request, id }, transferred);
    try {
      await within(
        this.#clock,
        limitMs,
        answer,
        () => new LoaderError('failed', `the port did not finish ${request.type}`),
      );
    } finally {
      this.#waiting.delete(id);
    }
  }

  #hear(message: SerialLineMessage): void {
    switch (message.type) {
      case 'hello': {
        const { type: _, ...ids } = message;
        this.#ids = ids;
        this.#onHello?.();
        break;
      }
      case 'done':
        this.#waiting.get(message.id)?.resolve();
        break;
      case 'failed':
        this.#waiting.get(message.id)?.reject(new LoaderError(message.code, message.message));
        break;
      case 'bytes':
        this.#listener?.bytes(message.bytes);
        break;
      case 'damaged':
        this.#damagedCount += 1;
        break;
      case 'lost':
        this.#isLost = true;
        this.#baud = undefined;
        for (const { reject } of this.#waiting.values()) reject(unplugged());
        this.#listener?.lost();
        for (const tell of this.#onLost) tell();
        this.#onLost.clear();
        break;
      case 'restored':
        this.#isLost = false;
        for (const tell of this.#onRestored) tell();
        this.#onRestored.clear();
        break;
    }
  }
}

export const unplugged = (): LoaderError => new LoaderError('unplugged', 'the box went away');
