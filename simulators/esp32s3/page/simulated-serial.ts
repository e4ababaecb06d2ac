/** A stand-in for `navigator.serial` with one simulated box on its cable. Runs in a page and in Node. */
import type { DeviceEnd, DeviceLink, FromDevice } from './device-messages.ts';
import type { PortFilter, PortShape, SerialShape, UsbIds } from './serial-shapes.ts';
import type { SimulatedCable, SimulatedSerial, SimulatedSerialOptions } from './simulated-serial-api.ts';
import { SimulatedPort } from './simulated-port.ts';

/** The chip's own USB-Serial/JTAG, and a CH343 bridge. Source: sheet `device.md` A.12. */
const ids: Readonly<Record<DeviceLink, UsbIds>> = {
  'usb-serial-jtag': { usbVendorId: 0x303a, usbProductId: 0x1001 },
  bridge: { usbVendorId: 0x1a86, usbProductId: 0x55d3 },
};

export function createSimulatedSerial(options: SimulatedSerialOptions): SimulatedSerial {
  const cable = new Cable(options);
  return { serial: cable.serial, cable };
}

class Cable implements SimulatedCable {
  readonly serial: SerialOfOne;
  isTaken = false;
  readonly #device: DeviceEnd;
  readonly #port: SimulatedPort;
  #isPlugged = false;
  #nextId = 1;
  readonly #waiting = new Map<number, () => void>();
  readonly #reading = new Map<number, (bytes: Uint8Array<ArrayBuffer>) => void>();

  constructor({ device, link, isGranted = false, choose, isPlugged = true }: SimulatedSerialOptions) {
    this.#device = device;
    this.#port = new SimulatedPort(
      {
        send: (message) => device.send(message),
        write: (bytes) => this.#write(bytes),
        isTaken: () => this.isTaken,
        onForget: () => {
          this.serial.isGranted = false;
        },
      },
      ids[link],
      isPlugged,
    );
    this.serial = new SerialOfOne(this.#port, isGranted, choose ?? (() => 'port'));
    device.onMessage = (message) => this.#receive(message);
    if (isPlugged) this.plug();
  }

  plug(): void {
    this.#isPlugged = true;
    this.#device.send({ type: 'plug' });
  }

  unplug(): void {
    this.#isPlugged = false;
    this.#device.send({ type: 'unplug' });
    this.#setThere(false);
  }

  press(button: 'k0' | 'rst', isHeld: boolean): void {
    this.#device.send({ type: 'button', button, isHeld });
  }

  readFlash(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return new Promise((resolve) => {
      const id = this.#nextId++;
      this.#reading.set(id, resolve);
      this.#device.send({ type: 'read-flash', id, offset, length });
    });
  }

  dispose(): void {
    this.unplug();
    this.#device.close();
  }

  #write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return new Promise((resolve) => {
      const id = this.#nextId++;
      this.#waiting.set(id, resolve);
      this.#device.send({ type: 'bytes', id, bytes });
    });
  }

  #receive(message: FromDevice): void {
    switch (message.type) {
      case 'bytes':
        return this.#port.receive(message.bytes);
      case 'usb':
        // A fault may have pulled the plug; and what was said before we pulled it may come late.
        return this.#setThere(message.isThere && this.#isPlugged);
      case 'taken':
        this.#waiting.get(message.id)?.();
        this.#waiting.delete(message.id);
        return;
      case 'flash':
        this.#reading.get(message.id)?.(message.bytes);
        this.#reading.delete(message.id);
    }
  }

  #setThere(isThere: boolean): void {
    if (this.#port.connected === isThere) return;
    this.#port.setConnected(isThere);
    this.serial.tell(isThere ? 'connect' : 'disconnect');
  }
}

class SerialOfOne extends EventTarget implements SerialShape {
  onconnect: ((event: Event) => void) | null = null;
  ondisconnect: ((event: Event) => void) | null = null;
  isGranted: boolean;
  readonly #port: SimulatedPort;
  readonly #choose: () => 'port' | 'nothing';

  constructor(port: SimulatedPort, isGranted: boolean, choose: () => 'port' | 'nothing') {
    super();
    this.#port = port;
    this.isGranted = isGranted;
    this.#choose = choose;
  }

  async getPorts(): Promise<PortShape[]> {
    await Promise.resolve();
    return this.isGranted && this.#port.connected ? [this.#port] : [];
  }

  async requestPort(
    options: { readonly filters?: readonly PortFilter[] | undefined } = {},
  ): Promise<PortShape> {
    await Promise.resolve();
    const { filters = [] } = options;
    const isListed = this.#port.connected && (filters.length === 0 || filters.some((one) => this.#fits(one)));
    if (!isListed || this.#choose() === 'nothing')
      throw new DOMException('No port selected by the user.', 'NotFoundError');
    this.isGranted = true;
    return this.#port;
  }

  /** The port's event, which bubbles here with the port as its target. */
  tell(type: 'connect' | 'disconnect'): void {
    if (!this.isGranted) return;
    for (const place of [this.#port, this]) {
      const event = new Event(type);
      Object.defineProperty(event, 'target', { value: this.#port });
      (type === 'connect' ? place.onconnect : place.ondisconnect)?.(event);
      place.dispatchEvent(event);
    }
  }

  #fits({ usbVendorId, usbProductId }: PortFilter): boolean {
    const own = this.#port.getInfo();
    return (
      (usbVendorId === undefined || usbVendorId === own.usbVendorId) &&
      (usbProductId === undefined || usbProductId === own.usbProductId)
    );
  }
}
