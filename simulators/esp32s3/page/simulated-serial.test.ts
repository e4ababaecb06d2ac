/** A port as Chrome has it, the board behind it, and esptool-js's own code at work on both. */
import { ESPLoader, Transport } from 'esptool-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDeviceHere } from './device-here.ts';
import type { DeviceOptions } from './device-messages.ts';
import type { PortShape } from './serial-shapes.ts';
import type { SimulatedSerial, SimulatedSerialOptions } from './simulated-serial-api.ts';
import { createSimulatedSerial } from './simulated-serial.ts';

const open: SimulatedSerial[] = [];
// The library logs some of what it does whatever it is told.
vi.spyOn(console, 'log').mockImplementation(() => undefined);
afterEach(() => open.splice(0).forEach(({ cable }) => cable.dispose()));

function simulate(
  device: Partial<DeviceOptions> = {},
  more: Partial<Omit<SimulatedSerialOptions, 'device' | 'link'>> = {},
): SimulatedSerial {
  const link = device.link ?? 'bridge';
  const simulated = createSimulatedSerial({
    device: createDeviceHere({ flash: 'blank', ...device, link }),
    link,
    ...more,
  });
  open.push(simulated);
  return simulated;
}

const nameOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What comes until it contains the words. */
async function hear(port: PortShape, words: string): Promise<string> {
  const reader = port.readable!.getReader();
  let text = '';
  while (!text.includes(words)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  reader.releaseLock();
  return text;
}

/** By the sheet: D0 R1, 100 ms, D1 R0, 50 ms, D0. */
async function intoDownload(port: PortShape): Promise<void> {
  await port.setSignals({ dataTerminalReady: false, requestToSend: true });
  await sleep(40);
  await port.setSignals({ dataTerminalReady: true, requestToSend: false });
  await sleep(100);
  await port.setSignals({ dataTerminalReady: false, requestToSend: false });
}

describe('the picker', () => {
  it('grants a port, which is then known', async () => {
    const { serial } = simulate();
    expect(await serial.getPorts()).toEqual([]);
    const port = await serial.requestPort({ filters: [{ usbVendorId: 0x303a }, { usbVendorId: 0x1a86 }] });
    expect(port.getInfo()).toEqual({ usbVendorId: 0x1a86, usbProductId: 0x55d3 });
    expect(await serial.getPorts()).toEqual([port]);
    await port.forget();
    expect(await serial.getPorts()).toEqual([]);
  });

  it('says NotFoundError where nothing is chosen, fits or is plugged in', async () => {
    expect(await nameOf(simulate({}, { choose: () => 'nothing' }).serial.requestPort())).toBe(
      'NotFoundError',
    );
    const filters = [{ usbVendorId: 0x303a, usbProductId: 0x1001 }];
    expect(await nameOf(simulate().serial.requestPort({ filters }))).toBe('NotFoundError');
    expect(await nameOf(simulate({ link: 'usb-serial-jtag' }).serial.requestPort({ filters }))).toBe(
      'nothing',
    );
    expect(await nameOf(simulate({}, { isPlugged: false }).serial.requestPort())).toBe('NotFoundError');
  });
});

describe('a port', () => {
  it('is open once, and closed once', async () => {
    const port = await simulate().serial.requestPort();
    expect([port.readable, port.writable]).toEqual([null, null]);
    expect(await nameOf(port.close())).toBe('InvalidStateError');
    expect(await nameOf(port.setSignals({ requestToSend: true }))).toBe('InvalidStateError');
    expect(await nameOf(port.open({ baudRate: 0 }))).toBe('TypeError');
    await port.open({ baudRate: 115_200, bufferSize: 65_536 });
    expect(await nameOf(port.open({ baudRate: 115_200 }))).toBe('InvalidStateError');
    expect(await nameOf(port.setSignals({}))).toBe('TypeError');
    expect((await port.getSignals()).clearToSend).toBe(false);
    const reader = port.readable!.getReader();
    expect(await nameOf(port.close())).toBe('TypeError');
    reader.releaseLock();
    await port.close();
    await port.open({ baudRate: 921_600 });
  });

  it('is not opened while another program has it', async () => {
    const { serial, cable } = simulate();
    const port = await serial.requestPort();
    cable.isTaken = true;
    expect(await nameOf(port.open({ baudRate: 115_200 }))).toBe('NetworkError');
    cable.isTaken = false;
    await port.open({ baudRate: 115_200 });
  });

  it('is lost with its cable, and comes back as the same', async () => {
    const { serial, cable } = simulate();
    const told: string[] = [];
    const port = await serial.requestPort();
    serial.addEventListener('disconnect', ({ target }) => told.push(`serial ${String(target === port)}`));
    serial.onconnect = ({ target }) => told.push(`back ${String(target === port)}`);
    port.ondisconnect = () => told.push('port');
    await port.open({ baudRate: 115_200 });
    const reader = port.readable!.getReader();
    const writer = port.writable!.getWriter();
    const reading = (async () => {
      // What the blank box prints.
      while (!(await reader.read()).done);
    })();
    cable.unplug();
    expect(await nameOf(reading)).toBe('NetworkError');
    expect(await nameOf(writer.write(new Uint8Array(1)))).toBe('NetworkError');
    reader.releaseLock();
    writer.releaseLock();
    expect([port.readable, port.connected]).toEqual([null, false]);
    expect(await nameOf(port.setSignals({ requestToSend: true }))).toBe('NetworkError');
    expect(await serial.getPorts()).toEqual([]);
    await port.close();
    expect(await nameOf(port.open({ baudRate: 115_200 }))).toBe('NetworkError');
    const back = new Promise((resolve) => port.addEventListener('connect', resolve));
    cable.plug();
    await back;
    await port.open({ baudRate: 115_200 });
    expect(told).toEqual(['port', 'serial true', 'back true']);
  });

  it('can be read anew after its stream was cancelled', async () => {
    const port = await simulate().serial.requestPort();
    await port.open({ baudRate: 115_200 });
    await port.readable!.cancel();
    await intoDownload(port);
    expect(await hear(port, 'waiting for download')).toContain('boot:0x0');
  });

  it('dies at the byte where a fault wants it, and comes back when plugged in again', async () => {
    const { serial, cable } = simulate({ faults: 'disconnect@3' });
    const port = await serial.requestPort();
    await port.open({ baudRate: 115_200 });
    const gone = new Promise((resolve) => port.addEventListener('disconnect', resolve));
    const writer = port.writable!.getWriter();
    await nameOf(writer.write(new Uint8Array(8)));
    await gone;
    writer.releaseLock();
    await port.close();
    const back = new Promise((resolve) => port.addEventListener('connect', resolve));
    cable.plug();
    await back;
    await port.open({ baudRate: 115_200 });
  });
});

describe('boot mode', () => {
  it('comes by K0 and RST, and goes by RST alone', async () => {
    const { serial, cable } = simulate();
    const port = await serial.requestPort();
    await port.open({ baudRate: 115_200 });
    cable.press('k0', true);
    cable.press('rst', true);
    cable.press('rst', false);
    await hear(port, 'waiting for download');
    cable.press('k0', false);
    cable.press('rst', true);
    cable.press('rst', false);
    expect(await hear(port, 'boot:0x8')).toContain('rst:0x1 (POWERON)');
  });

  it("over the chip's own USB: the device leaves and comes as the application starts", async () => {
    const { serial } = simulate({ link: 'usb-serial-jtag' });
    const port = await serial.requestPort();
    await port.open({ baudRate: 115_200 });
    await hear(port, 'boot:0x8');
    const moves = [
      [false, false],
      [true, false],
      [true, true],
      [false, true],
      [false, false],
    ] as const;
    for (const [dataTerminalReady, requestToSend] of moves)
      await port.setSignals({ dataTerminalReady, requestToSend });
    expect(await hear(port, 'waiting for download')).toContain('rst:0x15');
    const gone = new Promise((resolve) => serial.addEventListener('disconnect', resolve));
    await port.setSignals({ dataTerminalReady: false, requestToSend: true });
    const back = new Promise((resolve) => serial.addEventListener('connect', resolve));
    await port.setSignals({ dataTerminalReady: false, requestToSend: false });
    await gone;
    await port.close();
    await back;
    await port.open({ baudRate: 115_200 });
  });
});

describe('esptool-js', () => {
  it.each(['bridge', 'usb-serial-jtag'] as const)(
    'over %s: connects, uploads its stub, writes, reads',
    async (link) => {
      const { serial, cable } = simulate({ link });
      const port = await serial.requestPort();
      // Shaped like a SerialPort; only a browser has the class.
      const device: unknown = port;
      const transport = new Transport(device as SerialPort);
      const loader = new ESPLoader({
        transport,
        baudrate: 115_200,
        terminal: { clean: () => undefined, write: () => undefined, writeLine: () => undefined },
      });
      expect(await loader.main()).toContain('ESP32-S3');
      const data = Uint8Array.from({ length: 5000 }, (_, n) => (n * 7) & 255);
      await loader.writeFlash({
        fileArray: [{ data, address: 0x9000 }],
        flashMode: 'keep',
        flashFreq: 'keep',
        flashSize: 'keep',
        eraseAll: false,
        compress: true,
      });
      expect(await loader.flashMd5sum(0x9000, 4096)).toMatch(/^[\da-f]{32}$/);
      expect(await cable.readFlash(0x9000, 5000)).toEqual(data);
      await transport.disconnect();
    },
  );
});
