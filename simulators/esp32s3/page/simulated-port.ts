/** One simulated port: the states, streams and errors of a SerialPort in Chrome, see `serial-shapes.ts`. */
import type { ToDevice } from './device-messages.ts';
import type { InputSignals, OutputSignals, PortShape, SerialOpenOptions, UsbIds } from './serial-shapes.ts';

/** What the port asks of its cable. */
export interface PortCable {
  send(message: ToDevice): void;
  /** Bytes are on their way once this ends. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Another program has it. */
  isTaken(): boolean;
  onForget(): void;
}

const problem = (name: 'NetworkError' | 'InvalidStateError', message: string) =>
  new DOMException(message, name);
const lost = () => problem('NetworkError', 'The device has been lost.');

export class SimulatedPort extends EventTarget implements PortShape {
  onconnect: ((event: Event) => void) | null = null;
  ondisconnect: ((event: Event) => void) | null = null;
  readonly #cable: PortCable;
  readonly #ids: UsbIds;
  #connected: boolean;
  #isOpen = false;
  /** The device left while the port was open: nothing comes of it before it is closed. */
  #isLost = false;
  #dtr = false;
  #rts = false;
  #input: Input | null = null;
  #output: Output | null = null;

  constructor(cable: PortCable, ids: UsbIds, connected: boolean) {
    super();
    this.#cable = cable;
    this.#ids = ids;
    this.#connected = connected;
  }

  get connected(): boolean {
    return this.#connected;
  }

  get readable(): ReadableStream<Uint8Array> | null {
    if (!this.#isOpen || this.#isLost) return null;
    if (this.#input === null || this.#input.isOver) this.#input = new Input();
    return this.#input.stream;
  }

  get writable(): WritableStream<Uint8Array> | null {
    if (!this.#isOpen || this.#isLost) return null;
    if (this.#output === null || this.#output.isOver) this.#output = new Output(this.#cable);
    return this.#output.stream;
  }

  async open({ baudRate, bufferSize }: SerialOpenOptions): Promise<void> {
    if (this.#isOpen) throw problem('InvalidStateError', 'The port is already open.');
    if (!Number.isInteger(baudRate) || baudRate <= 0)
      throw new TypeError('Requested baud rate must be greater than zero.');
    if (bufferSize !== undefined && !(bufferSize > 0))
      throw new TypeError('Requested buffer size must be greater than zero.');
    await Promise.resolve();
    if (!this.#connected || this.#cable.isTaken())
      throw problem('NetworkError', 'Failed to open serial port.');
    this.#isOpen = true;
    this.#isLost = false;
    this.#cable.send({ type: 'baud', baud: baudRate });
    // Systems assert both lines when a port is opened, and let go of both when it is closed.
    this.#moveLines(true, true);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) throw problem('InvalidStateError', 'The port is already closed.');
    if (this.#input?.stream.locked === true) throw new TypeError('Cannot cancel a locked stream');
    if (this.#output?.stream.locked === true) throw new TypeError('Cannot abort a locked stream');
    const [input, output] = [this.#input, this.#output];
    this.#input = this.#output = null;
    if (!this.#isLost) this.#moveLines(false, false);
    this.#isOpen = this.#isLost = false;
    await Promise.allSettled([input?.stream.cancel(), output?.stream.abort()]);
  }

  async setSignals({ dataTerminalReady, requestToSend, break: pause }: OutputSignals): Promise<void> {
    this.#assertOpen();
    if (dataTerminalReady === undefined && requestToSend === undefined && pause === undefined)
      throw new TypeError('Signals dictionary must contain at least one member.');
    await Promise.resolve();
    if (this.#isLost) throw problem('NetworkError', 'Failed to set control signals.');
    this.#moveLines(dataTerminalReady ?? this.#dtr, requestToSend ?? this.#rts);
  }

  async getSignals(): Promise<InputSignals> {
    this.#assertOpen();
    await Promise.resolve();
    if (this.#isLost) throw problem('NetworkError', 'Failed to get control signals.');
    return { dataCarrierDetect: false, clearToSend: false, ringIndicator: false, dataSetReady: false };
  }

  getInfo(): UsbIds {
    return { ...this.#ids };
  }

  async forget(): Promise<void> {
    if (this.#isOpen) await this.close();
    this.#cable.onForget();
  }

  /** From the device. */
  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#isOpen && !this.#isLost) this.#readableInput().push(bytes);
  }

  /** The device came or went. */
  setConnected(connected: boolean): void {
    this.#connected = connected;
    if (connected || !this.#isOpen || this.#isLost) return;
    this.#isLost = true;
    this.#dtr = this.#rts = false;
    this.#input?.fail(lost());
    this.#output?.fail(lost());
  }

  #readableInput(): Input {
    if (this.#input === null || this.#input.isOver) this.#input = new Input();
    return this.#input;
  }

  #moveLines(dtr: boolean, rts: boolean): void {
    this.#dtr = dtr;
    this.#rts = rts;
    this.#cable.send({ type: 'lines', dtr, rts });
  }

  #assertOpen(): void {
    if (!this.#isOpen) throw problem('InvalidStateError', 'The port is not open.');
  }
}

class Input {
  readonly stream: ReadableStream<Uint8Array>;
  isOver = false;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor() {
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.isOver = true;
      },
    });
  }

  push(bytes: Uint8Array): void {
    if (!this.isOver) this.#controller.enqueue(bytes);
  }

  fail(error: DOMException): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#controller.error(error);
  }
}

class Output {
  readonly stream: WritableStream<Uint8Array>;
  isOver = false;
  #controller!: WritableStreamDefaultController;
  #reject: (error: DOMException) => void = () => undefined;

  constructor(cable: PortCable) {
    const failed = new Promise<never>((_, reject) => {
      this.#reject = reject;
    });
    failed.catch(() => undefined);
    this.stream = new WritableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      // Copied: the bytes are transferred, and stay the writer's.
      write: (bytes) => Promise.race([cable.write(new Uint8Array(bytes)), failed]),
      close: () => {
        this.isOver = true;
      },
      abort: () => {
        this.isOver = true;
      },
    });
  }

  fail(error: DOMException): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#controller.error(error);
    this.#reject(error);
  }
}
