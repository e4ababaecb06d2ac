/** The way over WebUSB against a scripted device of the serial class (CDC-ACM), with a real chip model behind it. */
import { describe, expect, it, vi } from 'vitest';
import { createDeviceHere } from '../../../simulators/esp32s3/page/device-here.ts';
import type { FromDevice } from '../../../simulators/esp32s3/page/device-messages.ts';
import { memoryKeptWrites } from '../../../workers/loader/kept-writes.ts';
import { Loader } from '../../../workers/loader/loader.ts';
import { VirtualTime } from '../../../workers/loader/virtual-time.testing.ts';
import { memoryWires } from '../../../workers/loader/wired-box.testing.ts';
import { PortLine } from './port-line.ts';
import type { PortLike } from './serial-shapes.ts';
import { webUsbPorts } from './web-usb-ports.ts';

const setLineCoding = 0x20;
const setControlLineState = 0x22;
const longestTransfer = 64;

const face = (number: number, interfaceClass: number, directions: readonly ('in' | 'out')[]) => ({
  interfaceNumber: number,
  alternates: [
    {
      interfaceClass,
      endpoints: directions.map((direction, index) => ({
        direction,
        endpointNumber: index + 1,
        packetSize: longestTransfer,
      })),
    },
  ],
});

/** A USB device as the polyfill asks one, and nothing more. */
class CdcDevice {
  readonly vendorId = 0x303a;
  readonly productId = 0x1001;
  readonly configurations = [{ interfaces: [face(0, 2, ['in']), face(1, 10, ['in', 'out'])] }];
  configuration: unknown = null;
  opened = false;
  isThere = true;
  claimedByOthers = false;
  readonly bauds: number[] = [];
  readonly #time: VirtualTime;
  readonly #device;
  readonly #pending: Uint8Array[] = [];
  #reader:
    { readonly resolve: (bytes: Uint8Array) => void; readonly reject: (cause: unknown) => void } | undefined;

  constructor(time: VirtualTime, onUsb: (isThere: boolean) => void) {
    this.#time = time;
    this.#device = createDeviceHere({ link: 'usb-serial-jtag' }, { clock: this.#time });
    this.#device.onMessage = (message: FromDevice) => {
      if (message.type === 'bytes') this.#deliver(message.bytes);
      if (message.type === 'usb') {
        this.isThere = message.isThere;
        if (!message.isThere) this.#lose();
        onUsb(message.isThere);
      }
    };
    this.#device.send({ type: 'plug' });
  }

  #lose(): void {
    this.opened = false;
    this.#reader?.reject(new DOMException('The device was disconnected.', 'NotFoundError'));
    this.#reader = undefined;
  }

  #deliver(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += longestTransfer)
      this.#pending.push(bytes.slice(at, at + longestTransfer));
    this.#hand();
  }

  #hand(): void {
    if (this.#reader === undefined) return;
    const next = this.#pending.shift();
    if (next === undefined) return;
    const { resolve } = this.#reader;
    this.#reader = undefined;
    resolve(next);
  }

  open(): Promise<void> {
    if (!this.isThere)
      return Promise.reject(new DOMException('The device was disconnected.', 'NotFoundError'));
    this.opened = true;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.opened = false;
    this.#lose();
    return Promise.resolve();
  }

  selectConfiguration(): Promise<void> {
    this.configuration = this.configurations[0];
    return Promise.resolve();
  }

  claimInterface(): Promise<void> {
    return this.claimedByOthers
      ? Promise.reject(new DOMException('Unable to claim interface.', 'NetworkError'))
      : Promise.resolve();
  }

  controlTransferOut({ request, value }: USBControlTransferParameters, data?: ArrayBuffer) {
    if (!this.isThere)
      return Promise.reject(new DOMException('The device was disconnected.', 'NotFoundError'));
    if (request === setLineCoding && data !== undefined) {
      const baud = new DataView(data).getUint32(0, true);
      this.bauds.push(baud);
      this.#device.send({ type: 'baud', baud });
    }
    if (request === setControlLineState)
      this.#device.send({ type: 'lines', dtr: (value & 1) !== 0, rts: (value & 2) !== 0 });
    return Promise.resolve({ status: 'ok' });
  }

  async transferIn(): Promise<{ readonly status: string; readonly data: DataView }> {
    const bytes = await new Promise<Uint8Array>((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#hand();
    });
    return { status: 'ok', data: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  }

  transferOut(_: number, bytes: Uint8Array): Promise<{ readonly status: string }> {
    if (!this.isThere)
      return Promise.reject(new DOMException('The device was disconnected.', 'NotFoundError'));
    this.#device.send({ type: 'bytes', id: 0, bytes: new Uint8Array(bytes) });
    return Promise.resolve({ status: 'ok' });
  }
}

function createBench() {
  const time = new VirtualTime();
  const events = new EventTarget();
  const requested: USBDeviceFilter[][] = [];
  const cdc = new CdcDevice(time, (isThere) => {
    events.dispatchEvent(Object.assign(new Event(isThere ? 'connect' : 'disconnect'), { device: cdc }));
  });
  const others = [
    { vendorId: 0x10c4, productId: 0xea60, configurations: [{ interfaces: [face(0, 255, ['in', 'out'])] }] },
  ];
  const usb = Object.assign(events, {
    getDevices: () => Promise.resolve(cdc.isThere ? [cdc, ...others] : others),
    requestDevice: ({ filters }: { filters: USBDeviceFilter[] }) => {
      requested.push(filters);
      return Promise.resolve(cdc);
    },
  });
  const ports = webUsbPorts(() => usb as unknown as USB);
  return { time, cdc, others, usb, ports, requested };
}

const attach = async (bench: ReturnType<typeof createBench>, port: PortLike) => {
  const { time, ports } = bench;
  const [page, worker] = memoryWires(queueMicrotask);
  const watch = (listener: (event: 'connected' | 'disconnected', port: PortLike) => void) => {
    const tell = (event: 'connected' | 'disconnected') => (happened: Event) =>
      listener(event, happened.target as unknown as PortLike);
    ports.addEventListener('connect', tell('connected'));
    ports.addEventListener('disconnect', tell('disconnected'));
    return () => undefined;
  };
  new PortLine({
    port,
    wire: page,
    ports: { granted: () => ports.getPorts(), watch },
    pause: (ms) => new Promise((resolve) => void time.after(ms, resolve)),
    takeLock: () => Promise.resolve({ isOurs: true, release: () => undefined }),
  });
  const loader = new Loader({ clock: time, wallNow: () => time.now(), keptWrites: memoryKeptWrites() });
  await time.run(loader.attachWire(worker));
  return loader;
};

describe('ports over WebUSB', () => {
  it('are those of the serial class alone, and stay the same object', async () => {
    const { ports, requested } = createBench();
    const [port, ...rest] = await ports.getPorts();
    expect(rest).toEqual([]);
    expect(port?.getInfo()).toEqual({ usbVendorId: 0x303a, usbProductId: 0x1001 });
    expect(await ports.requestPort({ filters: [{ usbVendorId: 0x303a }] })).toBe(port);
    expect(requested[0]?.every(({ classCode }) => classCode === 2)).toBe(true);
    expect(requested[0]?.some(({ vendorId }) => vendorId === 0x10c4)).toBe(false);
  });

  it('lead to a box that is connected, read and restarted, though it leaves the bus', async () => {
    const bench = createBench();
    const [port] = await bench.ports.getPorts();
    const loader = await attach(bench, port!);
    const connected = await bench.time.run(loader.connect({ baud: 921_600 }, () => undefined));
    expect(connected).toMatchObject({
      ok: true,
      value: { link: 'usb-serial-jtag', mac: '98:a3:16:e5:d8:4a' },
    });
    const installed = await bench.time.run(loader.readInstalled(() => undefined));
    expect(installed).toMatchObject({
      ok: true,
      value: { table: { ok: true, value: { layout: 'nvs-2mib' } } },
    });
    const restarted = await bench.time.run(loader.reset('app', () => undefined));
    expect(restarted.ok).toBe(true);
  });

  it('say that they were claimed, or went away, in our own words', async () => {
    const bench = createBench();
    const [port] = await bench.ports.getPorts();
    bench.cdc.claimedByOthers = true;
    const loader = await attach(bench, port!);
    const onProgress = vi.fn();
    expect(await bench.time.run(loader.connect({ baud: 921_600 }, onProgress))).toMatchObject({
      ok: false,
      error: { code: 'port-busy' },
    });
  });
});
