/**
 * Web Serial, as far as a simulated box has it: objects of these shapes may stand in for `navigator.serial` and its ports,
 * in a page and in Node. Errors are DOMExceptions with Chrome's names:
 *
 * | name | when |
 * |---|---|
 * | `NotFoundError` | requestPort: nobody chose a port, or no port passes the filters |
 * | `InvalidStateError` | open while open; signals or close while closed |
 * | `NetworkError` | open: another program has the port, or it is not plugged in; streams and signals: the device was lost |
 * | `TypeError` (no DOMException) | a speed or buffer size that is no positive number |
 */
export interface SerialOpenOptions {
  readonly baudRate: number;
  readonly bufferSize?: number | undefined;
  readonly dataBits?: 7 | 8 | undefined;
  readonly stopBits?: 1 | 2 | undefined;
  readonly parity?: 'none' | 'even' | 'odd' | undefined;
  readonly flowControl?: 'none' | 'hardware' | undefined;
}

/** Lines that are left out keep their level. True = asserted (electrically low at the pin). */
export interface OutputSignals {
  readonly dataTerminalReady?: boolean | undefined;
  readonly requestToSend?: boolean | undefined;
  readonly break?: boolean | undefined;
}

export interface InputSignals {
  readonly dataCarrierDetect: boolean;
  readonly clearToSend: boolean;
  readonly ringIndicator: boolean;
  readonly dataSetReady: boolean;
}

export interface UsbIds {
  readonly usbVendorId: number;
  readonly usbProductId: number;
}

export interface PortFilter {
  readonly usbVendorId?: number | undefined;
  readonly usbProductId?: number | undefined;
}

/** `connect` and `disconnect` are told to the port and bubble to its {@link SerialShape}, whose events have it as target. */
export interface PortShape extends EventTarget {
  onconnect: ((event: Event) => void) | null;
  ondisconnect: ((event: Event) => void) | null;
  /** Whether it is plugged in, open or not. */
  readonly connected: boolean;
  /** Null while closed; a new stream after one that failed, as long as the device is there. */
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: SerialOpenOptions): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: OutputSignals): Promise<void>;
  getSignals(): Promise<InputSignals>;
  getInfo(): UsbIds;
  forget(): Promise<void>;
}

export interface SerialShape extends EventTarget {
  onconnect: ((event: Event) => void) | null;
  ondisconnect: ((event: Event) => void) | null;
  /** Those that were granted and are plugged in. */
  getPorts(): Promise<PortShape[]>;
  requestPort(options?: { readonly filters?: readonly PortFilter[] | undefined }): Promise<PortShape>;
}
