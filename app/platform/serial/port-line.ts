/**
 * The page's half of a serial line: pumps a port's bytes to the worker and does what the worker asks. It survives that the
 * device goes away at any moment, and finds it again when one with the same ids comes back, as a box on its own USB does
 * after each reset. The port's object may be another one then.
 */
import type { SerialLineMessage, SerialLineRequest } from '../../../workers/serial-line-api.ts';
import { isSurvivable, lineFailure } from './serial-errors.ts';
import type { PortInfo, PortLike } from './serial-shapes.ts';
import { takeTabLock, type TabLock } from './tab-lock.ts';

/** Chrome's default of 255 bytes overruns at high speed. Source: reference sheet of the box on a cable, E.3. */
const bufferSize = 128 * 1024;
/** A port that has just come back may be listed before it can be opened. */
const reopenEveryMs = 250;
const reopenAttempts = 12;

/** One direction of a line: a MessagePort, or two ends in memory. */
export interface PageWire {
  send(message: SerialLineMessage, transferred: readonly Transferable[]): void;
  /** Set once. */
  listen(hear: (request: SerialLineRequest) => void): void;
  close(): void;
}

export function messageWire(port: MessagePort): PageWire {
  return {
    send: (message, transferred) => port.postMessage(message, [...transferred]),
    listen: (hear) => {
      port.onmessage = ({ data }: MessageEvent<SerialLineRequest>) => hear(data);
    },
    close: () => port.close(),
  };
}

/** Which ports come and go. */
export interface PortWatch {
  granted(): Promise<readonly PortLike[]>;
  watch(listener: (event: 'connected' | 'disconnected', port: PortLike) => void): () => void;
}

export interface PortLineOptions {
  readonly port: PortLike;
  readonly ports: PortWatch;
  readonly wire: PageWire;
  /** Waits before a port is opened again. Real time by default. */
  readonly pause?: (ms: number) => Promise<void>;
  readonly takeLock?: (ids: PortInfo) => Promise<TabLock>;
}

const realPause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class PortLine {
  #port: PortLike;
  readonly #ports: PortWatch;
  readonly #wire: PageWire;
  readonly #pause: (ms: number) => Promise<void>;
  readonly #takeLock: (ids: PortInfo) => Promise<TabLock>;
  readonly #stopWatching: () => void;
  /** Requests are done one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #pumping: Promise<void> = Promise.resolve();
  #stopWriting: (() => void) | undefined;
  #isOpen = false;
  #isLost = false;
  #hasBeenLost = false;
  #isEnded = false;
  #lock: TabLock | undefined;

  constructor({ port, ports, wire, pause = realPause, takeLock = takeTabLock }: PortLineOptions) {
    this.#takeLock = takeLock;
    this.#port = port;
    this.#ports = ports;
    this.#wire = wire;
    this.#pause = pause;
    wire.listen((request) => this.#take(request));
    this.#stopWatching = ports.watch((event, changed) => {
      if (event === 'connected') this.#maybeBack(changed);
      else if (changed === this.#port) void this.#goAway();
    });
    const { usbVendorId, usbProductId } = port.getInfo();
    this.#send({
      type: 'hello',
      ...(usbVendorId === undefined ? {} : { usbVendorId }),
      ...(usbProductId === undefined ? {} : { usbProductId }),
    });
  }

  /** Closes port and wire. */
  async end(): Promise<void> {
    if (this.#isEnded) return;
    // Whoever waits for it on the other side must not wait for a time limit.
    if (!this.#isLost) this.#send({ type: 'lost' });
    this.#isEnded = true;
    this.#stopWatching();
    await this.#shut();
    this.#wire.close();
  }

  #send(message: SerialLineMessage, transferred: readonly Transferable[] = []): void {
    if (!this.#isEnded || message.type === 'done') this.#wire.send(message, transferred);
  }

  #take(request: SerialLineRequest): void {
    // A write that hangs must not keep the port from being closed.
    if (request.type === 'close') this.#stopWriting?.();
    this.#queue = this.#queue.then(async () => {
      try {
        await this.#perform(request);
        this.#send({ type: 'done', id: request.id });
      } catch (cause) {
        this.#send({ type: 'failed', id: request.id, ...this.#failure(cause) });
      }
    });
  }

  async #perform(request: SerialLineRequest): Promise<void> {
    switch (request.type) {
      case 'open':
        return this.#open(request.baud);
      case 'set-baud':
        return this.#setBaud(request.baud);
      case 'set-signals': {
        const { type: _, id: __, ...signals } = request;
        return this.#port.setSignals(signals);
      }
      case 'write':
        return this.#write(request.bytes);
      case 'close':
        return this.#shut();
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined) throw new Error('the port is not open');
    const stopped = new Promise<never>((_, reject) => {
      this.#stopWriting = () => {
        // A stream that is aborted waits for what it is writing: the port's own close does not.
        void writer.abort().catch(() => undefined);
        reject(new Error('the port is being closed'));
      };
    });
    stopped.catch(() => undefined);
    await Promise.race([writer.write(bytes), stopped]);
    this.#stopWriting = undefined;
  }

  #failure(cause: unknown): ReturnType<typeof lineFailure> {
    const failure = lineFailure(cause);
    if (this.#isLost) return { ...failure, code: 'unplugged' };
    return failure.code === 'port-busy' && this.#lock?.isOurs === false
      ? { ...failure, code: 'port-in-other-tab' }
      : failure;
  }

  async #open(baud: number): Promise<void> {
    this.#lock?.release();
    this.#lock = await this.#takeLock(this.#port.getInfo());
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#port.open({ baudRate: baud, bufferSize });
        break;
      } catch (cause) {
        // Its first opening says at once what is wrong; one that left USB may need a moment.
        if (!this.#hasBeenLost || this.#isLost || attempt === reopenAttempts) throw cause;
        await this.#pause(reopenEveryMs);
      }
    }
    this.#begin();
  }

  #begin(): void {
    this.#isOpen = true;
    this.#writer = this.#port.writable?.getWriter();
    // What a write rejects with is told by the request.
    this.#writer?.closed.catch(() => undefined);
    this.#pumping = this.#pump(this.#port);
  }

  async #setBaud(baud: number): Promise<void> {
    if (this.#port.setBaudRate !== undefined) return this.#port.setBaudRate(baud);
    await this.#shut({ keepLock: true });
    await this.#port.open({ baudRate: baud, bufferSize });
    this.#begin();
  }

  async #pump(port: PortLike): Promise<void> {
    while (this.#isOpen && port.readable !== null) {
      const reader = port.readable.getReader();
      this.#reader = reader;
      try {
        for (;;) {
          const { value, done } = await reader.read();
          if (done) return;
          // Copied: what a stream hands out may be a window on a buffer that it goes on using.
          const bytes = new Uint8Array(value);
          this.#send({ type: 'bytes', bytes }, [bytes.buffer]);
        }
      } catch (cause) {
        if (!this.#isOpen) return;
        if (!isSurvivable(cause)) {
          void this.#goAway();
          return;
        }
        this.#send({ type: 'damaged', message: lineFailure(cause).message });
      } finally {
        reader.releaseLock();
      }
    }
  }

  /** Closes the port, whatever state it is in. */
  async #shut({ keepLock = false } = {}): Promise<void> {
    const wasOpen = this.#isOpen;
    this.#isOpen = false;
    const writer = this.#writer;
    this.#writer = undefined;
    try {
      writer?.releaseLock();
      await this.#reader?.cancel().catch(() => undefined);
      await this.#pumping;
      this.#reader = undefined;
      if (wasOpen) await this.#port.close();
    } catch {
      // It is gone already.
    } finally {
      if (!keepLock) {
        this.#lock?.release();
        this.#lock = undefined;
      }
    }
  }

  async #goAway(): Promise<void> {
    if (this.#isLost || this.#isEnded) return;
    this.#isLost = true;
    this.#hasBeenLost = true;
    this.#send({ type: 'lost' });
    await this.#shut();
    // It may be back before anybody has looked.
    for (const port of await this.#ports.granted()) this.#maybeBack(port);
  }

  #maybeBack(port: PortLike): void {
    if (!this.#isLost || this.#isEnded || port.connected === false) return;
    const [mine, theirs] = [this.#port.getInfo(), port.getInfo()];
    if (mine.usbVendorId !== theirs.usbVendorId || mine.usbProductId !== theirs.usbProductId) return;
    this.#port = port;
    this.#isLost = false;
    this.#send({ type: 'restored' });
  }
}
