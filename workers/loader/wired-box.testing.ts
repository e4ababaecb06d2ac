/**
 * A simulated chip on its board, behind a port of the shape of Web Serial's, in virtual time: with the whole way through
 * the page's line and the worker's, and hands to pull the plug or to take the port.
 */
import { PortLine, type PageWire } from '../../app/platform/serial/port-line.ts';
import type { PortLike } from '../../app/platform/serial/serial-shapes.ts';
import {
  createBoard,
  nextBoardInstant,
  stepBoard,
  type BoardEvent,
} from '../../simulators/esp32s3/board/board.ts';
import { boxFacts, type ChipFacts } from '../../simulators/esp32s3/chip-facts.ts';
import { createEsp32S3 } from '../../simulators/esp32s3/esp32s3.ts';
import { parseFaults } from '../../simulators/esp32s3/chip-faults.ts';
import type { ChipTiming } from '../../simulators/esp32s3/chip-timing.ts';
import type { AppHost, Esp32S3, RunningApp } from '../../simulators/esp32s3/esp32s3-types.ts';
import type { FlashModel } from '../../simulators/esp32s3/flash-model.ts';
import type { SerialLineMessage, SerialLineRequest } from '../serial-line-api.ts';
import type { LineWire } from './line-client.ts';
import { VirtualTime } from './virtual-time.testing.ts';

export interface WiredBoxOptions {
  readonly link?: 'bridge' | 'usb-serial-jtag';
  readonly facts?: Partial<ChipFacts>;
  readonly flash?: FlashModel;
  /** As `sim-chip --fault` takes them. */
  readonly faults?: string;
  readonly timing?: ChipTiming;
  readonly onRunApp?: (host: AppHost) => RunningApp;
  /** What a message takes between worker and page, and over USB, each way. Default 0. */
  readonly hopMs?: number;
  readonly ids?: { readonly usbVendorId: number; readonly usbProductId: number };
}

type PortEvent = 'connected' | 'disconnected';

const lost = (): DOMException => new DOMException('The device has been lost.', 'NetworkError');

export class WiredBox {
  readonly time: VirtualTime;
  readonly chip: Esp32S3;
  readonly port: WiredPort;
  /** Another program has the port. */
  isTaken = false;
  /** No setting of lines works. */
  refusesSignals = false;
  /** Lines can be set, and lead nowhere. */
  isUnwired = false;
  isPlugged = true;
  /** No other tab of ours has marked the port. */
  isOurs = true;
  readonly signals: string[] = [];
  readonly #hopMs: number;
  readonly #listeners = new Set<(event: PortEvent, port: PortLike) => void>();
  #board;

  constructor(options: WiredBoxOptions = {}, time = new VirtualTime()) {
    this.time = time;
    this.#hopMs = options.hopMs ?? 0;
    const link = options.link ?? 'bridge';
    const faults = parseFaults(options.faults ?? '');
    if (!faults.ok) throw new Error(faults.error);
    this.chip = createEsp32S3({
      clock: time,
      onOutput: (bytes) => this.port.deliver(bytes),
      facts: { ...boxFacts, link, ...options.facts },
      faults: faults.value,
      readStrapping: () => 'app',
      onUnplugged: () => this.unplug(),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      ...(options.flash === undefined ? {} : { flash: options.flash }),
      ...(options.onRunApp === undefined ? {} : { onRunApp: options.onRunApp }),
    });
    this.#board = createBoard(link);
    const ids =
      options.ids ??
      (link === 'bridge'
        ? { usbVendorId: 0x1a86, usbProductId: 0x55d3 }
        : { usbVendorId: 0x303a, usbProductId: 0x1001 });
    this.port = new WiredPort(this, ids);
    this.#plug();
  }

  unplug(): void {
    if (!this.isPlugged) return;
    this.isPlugged = false;
    this.chip.powerOff();
    this.#step({ type: 'power', at: this.time.now(), isOn: false });
    this.port.lose();
    for (const listener of this.#listeners) listener('disconnected', this.port);
  }

  plug(): void {
    this.isPlugged = true;
    this.#plug();
    for (const listener of this.#listeners) listener('connected', this.port);
  }

  #plug(): void {
    this.chip.powerOn('app');
    this.#step({ type: 'power', at: this.time.now(), isOn: true });
  }

  /** K0 or RST. */
  press(button: 'k0' | 'rst', isHeld: boolean): void {
    this.#step({ type: 'button', at: this.time.now(), button, isHeld });
  }

  moveLines(dtr: boolean | undefined, rts: boolean | undefined): void {
    this.signals.push(
      `${dtr === undefined ? '' : `D${Number(dtr)}`}${rts === undefined ? '' : `R${Number(rts)}`}`,
    );
    if (this.isUnwired) return;
    this.#step({
      type: 'lines',
      at: this.time.now(),
      ...(dtr === undefined ? {} : { dtr }),
      ...(rts === undefined ? {} : { rts }),
    });
  }

  get board() {
    return this.#board;
  }

  #step(event: BoardEvent): void {
    const { state, effects } = stepBoard(this.#board, event);
    this.#board = state;
    for (const effect of effects) {
      if (effect.type === 'chip-stopped') this.chip.holdInReset();
      else
        this.chip.reset(
          effect.wantsDownload ? 'download' : 'app',
          effect.cause === 'usb' ? 'usb' : 'power-on',
        );
    }
    const next = nextBoardInstant(state);
    if (next !== null)
      this.time.after(next - this.time.now(), () => this.#step({ type: 'time', at: this.time.now() }));
  }

  /** The page's line to this box; its other end is the worker's. */
  attach(): { readonly wire: LineWire; readonly line: PortLine } {
    const hop = (pass: () => void): void => {
      if (this.#hopMs === 0) queueMicrotask(pass);
      else this.time.after(this.#hopMs, pass);
    };
    const [page, worker] = memoryWires(hop);
    const line = new PortLine({
      port: this.port,
      ports: {
        granted: () => Promise.resolve(this.isPlugged ? [this.port] : []),
        watch: (listener) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
      },
      wire: page,
      takeLock: () => Promise.resolve({ isOurs: this.isOurs, release: () => undefined }),
      pause: (ms) => new Promise((resolve) => void this.time.after(ms, resolve)),
    });
    return { wire: worker, line };
  }
}

/** A SerialPort, as far as lines use one. */
export class WiredPort implements PortLike {
  readable: ReadableStream<Uint8Array> | null = null;
  writable: WritableStream<Uint8Array> | null = null;
  readonly #box: WiredBox;
  readonly #ids: { readonly usbVendorId: number; readonly usbProductId: number };
  #source: ReadableStreamDefaultController<Uint8Array> | undefined;
  #sink: WritableStreamDefaultController | undefined;
  /** Of every opening. */
  readonly bauds: number[] = [];

  constructor(box: WiredBox, ids: { readonly usbVendorId: number; readonly usbProductId: number }) {
    this.#box = box;
    this.#ids = ids;
  }

  get connected(): boolean {
    return this.#box.isPlugged;
  }

  getInfo() {
    return this.#ids;
  }

  open({ baudRate }: { readonly baudRate: number }): Promise<void> {
    if (this.readable !== null)
      return Promise.reject(new DOMException('The port is already open.', 'InvalidStateError'));
    if (this.#box.isTaken || !this.#box.isPlugged)
      return Promise.reject(new DOMException('Failed to open serial port.', 'NetworkError'));
    this.bauds.push(baudRate);
    this.#box.chip.setHostBaud(baudRate);
    this.readable = new ReadableStream({ start: (controller) => void (this.#source = controller) });
    this.writable = new WritableStream({
      start: (controller) => void (this.#sink = controller),
      write: (bytes) => {
        if (!this.#box.isPlugged) throw lost();
        this.#box.chip.receive(bytes);
      },
    });
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.readable = null;
    this.writable = null;
    this.#source = undefined;
    this.#sink = undefined;
    return Promise.resolve();
  }

  setSignals({
    dataTerminalReady,
    requestToSend,
  }: {
    readonly dataTerminalReady?: boolean;
    readonly requestToSend?: boolean;
  }): Promise<void> {
    if (!this.#box.isPlugged) return Promise.reject(lost());
    if (this.#box.refusesSignals)
      return Promise.reject(new DOMException('Failed to set control signals.', 'NetworkError'));
    this.#box.moveLines(dataTerminalReady, requestToSend);
    return Promise.resolve();
  }

  deliver(bytes: Uint8Array): void {
    this.#source?.enqueue(bytes);
  }

  lose(): void {
    this.#source?.error(lost());
    this.#sink?.error(lost());
    this.#source = undefined;
    this.#sink = undefined;
    this.readable = null;
    this.writable = null;
  }
}

/** Two ends that pass messages on in order. */
export function memoryWires(hop: (pass: () => void) => void): readonly [PageWire, LineWire] {
  let toPage: ((request: SerialLineRequest) => void) | undefined;
  let toWorker: ((message: SerialLineMessage) => void) | undefined;
  const early: SerialLineMessage[] = [];
  return [
    {
      send: (message) => {
        hop(() => {
          if (toWorker === undefined) early.push(message);
          else toWorker(message);
        });
      },
      listen: (hear) => (toPage = hear),
      close: () => (toPage = undefined),
    },
    {
      send: (request) => hop(() => toPage?.(request)),
      listen: (hear) => {
        toWorker = hear;
        for (const message of early.splice(0)) hear(message);
      },
      close: () => (toWorker = undefined),
    },
  ];
}
