/**
 * The part of Web Serial that is used here. Browsers' ports, those of web-serial-polyfill and simulated ones all have this
 * shape, so one way serves them all.
 */
export interface PortInfo {
  readonly usbVendorId?: number | undefined;
  readonly usbProductId?: number | undefined;
}

export interface PortLike {
  /** Null while closed. */
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  /** Missing in older browsers and in the polyfill. */
  readonly connected?: boolean;
  open(options: { readonly baudRate: number; readonly bufferSize: number }): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: {
    readonly dataTerminalReady?: boolean;
    readonly requestToSend?: boolean;
  }): Promise<void>;
  getInfo(): PortInfo;
  /** Changes the speed of an open port in place; browsers have to close and open it. */
  setBaudRate?(baud: number): Promise<void>;
}

export interface PortFilter {
  readonly usbVendorId?: number;
  readonly usbProductId?: number;
}

/** `connect` and `disconnect` bubble from the port, which is the event's target. */
export interface SerialLike {
  getPorts(): Promise<readonly PortLike[]>;
  requestPort(options: { readonly filters: PortFilter[] }): Promise<PortLike>;
  addEventListener(type: 'connect' | 'disconnect', listener: (event: Event) => void): void;
  removeEventListener(type: 'connect' | 'disconnect', listener: (event: Event) => void): void;
}
