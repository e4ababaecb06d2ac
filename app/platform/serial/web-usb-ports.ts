/**
 * Serial ports over WebUSB, by web-serial-polyfill, made to look like Web Serial's: the polyfill has no connect and
 * disconnect, asserts DTR when it opens (which holds GPIO0 low), and throws texts. Only ports of USB's own serial class:
 * the S3's and CH343. Source: reference sheet of the box on a cable, F.5.
 */
import { SerialPort as PolyfillPort } from 'web-serial-polyfill';
import { EchoError } from '../../../core/errors.ts';
import { usbSerialFilters } from '../../../core/esp/loader/usb-ids.ts';
import type { PortFilter, PortInfo, PortLike, SerialLike } from './serial-shapes.ts';

const controlClass = 2;

/** @param usb `navigator.usb` as it is at the moment of use */
export function webUsbPorts(usb: () => USB): SerialLike {
  // One port for a device, so that who holds it recognises it in events.
  const ports = new WeakMap<USBDevice, PortLike>();
  const wrapped = new Map<(event: Event) => void, (event: Event) => void>();

  function portOf(device: USBDevice): PortLike | undefined {
    let port = ports.get(device);
    if (port === undefined) {
      try {
        port = new WebUsbPort(device);
      } catch {
        return undefined; // no interface of that class: it needs a driver of its own
      }
      ports.set(device, port);
    }
    return port;
  }

  return {
    async getPorts() {
      const devices = await usb().getDevices();
      return devices.map(portOf).filter((port) => port !== undefined);
    },
    async requestPort({ filters }) {
      const device = await usb().requestDevice({ filters: usbFilters(filters) });
      const port = portOf(device);
      if (port === undefined)
        throw new EchoError('port-unsuitable', 'this port is not of the class that can be driven here');
      return port;
    },
    addEventListener(type, listener) {
      const forDevice = (event: Event): void => {
        const { device } = event as Event & { readonly device: USBDevice };
        const port = portOf(device);
        if (port === undefined) return;
        const told = new Event(type);
        Object.defineProperty(told, 'target', { value: port });
        listener(told);
      };
      wrapped.set(listener, forDevice);
      usb().addEventListener(type, forDevice);
    },
    removeEventListener(type, listener) {
      const forDevice = wrapped.get(listener);
      if (forDevice !== undefined) usb().removeEventListener(type, forDevice);
    },
  };
}

function usbFilters(filters: readonly PortFilter[]): USBDeviceFilter[] {
  const wanted = filters.length === 0 ? [{}] : usbSerialFilters(true);
  return wanted.map((filter: PortFilter) => ({
    classCode: controlClass,
    ...(filter.usbVendorId === undefined ? {} : { vendorId: filter.usbVendorId }),
    ...(filter.usbProductId === undefined ? {} : { productId: filter.usbProductId }),
  }));
}

class WebUsbPort implements PortLike {
  readonly #port: PolyfillPort;

  constructor(device: USBDevice) {
    this.#port = new PolyfillPort(device);
  }

  get readable(): ReadableStream<Uint8Array> | null {
    return this.#port.readable ?? null;
  }

  get writable(): WritableStream<Uint8Array> | null {
    return this.#port.writable ?? null;
  }

  getInfo(): PortInfo {
    return this.#port.getInfo();
  }

  async open({
    baudRate,
    bufferSize,
  }: {
    readonly baudRate: number;
    readonly bufferSize: number;
  }): Promise<void> {
    await this.#port.open({ baudRate, bufferSize });
    await this.#port.setSignals({ dataTerminalReady: false, requestToSend: false });
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  setSignals(signals: {
    readonly dataTerminalReady?: boolean;
    readonly requestToSend?: boolean;
  }): Promise<void> {
    return this.#port.setSignals(signals);
  }

  async setBaudRate(baud: number): Promise<void> {
    await this.#port.reconfigure({ baudRate: baud });
  }
}
