/** A box on its own USB, which leaves the bus in every reset and comes back. */
import { describe, expect, it } from 'vitest';
import { PortLine } from '../../app/platform/serial/port-line.ts';
import { createDeviceHere } from '../../simulators/esp32s3/page/device-here.ts';
import type { DeviceOptions } from '../../simulators/esp32s3/page/device-messages.ts';
import { createSimulatedSerial } from '../../simulators/esp32s3/page/simulated-serial.ts';
import type { MonitorUpdate, LoaderResult } from '../loader-api.ts';
import { memoryKeptWrites } from './kept-writes.ts';
import { Loader } from './loader.ts';
import { file, appImage } from './loader-world.testing.ts';
import { VirtualTime } from './virtual-time.testing.ts';
import { memoryWires } from './wired-box.testing.ts';

const none = (): void => undefined;

async function createWorld(options: DeviceOptions) {
  const time = new VirtualTime();
  const device = createDeviceHere(options, { clock: time });
  const { serial, cable } = createSimulatedSerial({ device, link: options.link, isGranted: true });
  const loader = new Loader({ clock: time, wallNow: () => time.now(), keptWrites: memoryKeptWrites() });
  const attach = async (): Promise<void> => {
    const [port] = await serial.getPorts();
    const [page, worker] = memoryWires(queueMicrotask);
    new PortLine({
      port: port!,
      wire: page,
      ports: {
        granted: () => serial.getPorts(),
        watch: (listener) => {
          serial.addEventListener('connect', () => listener('connected', port!));
          serial.addEventListener('disconnect', () => listener('disconnected', port!));
          return none;
        },
      },
      pause: (ms) => new Promise((resolve) => void time.after(ms, resolve)),
      takeLock: () => Promise.resolve({ isOurs: true, release: none }),
    });
    await loader.attachWire(worker);
  };
  const ok = async <T>(work: Promise<LoaderResult<T>>): Promise<T> => {
    const result = await time.run(work);
    if (result.ok) return result.value;
    throw new Error(`${result.error.code}: ${result.error.message}`);
  };
  await time.run(new Promise<void>((resolve) => void time.after(2000, resolve)));
  await time.run(attach());
  return { time, cable, loader, ok };
}

const settings = { ssid: 'HomeNet', pass: 'secret-password', server_url: 'ws://192.168.1.20:9090/ws' };

describe.each(['usb-serial-jtag', 'bridge'] as const)('over %s', (link) => {
  it('connects, configures, flashes, restarts and is heard', async () => {
    const { time, cable, loader, ok } = await createWorld({ link, settings });
    const report = await ok(loader.connect({ baud: 921_600 }, none));
    expect(report).toMatchObject({ link, mac: '98:a3:16:e5:d8:4a' });
    const before = await ok(loader.readSettings(none));
    expect(before.settings).toMatchObject(settings);
    const written = await ok(loader.writeSettings([{ key: 'pass', value: 'another-password' }], none));
    expect(written.settings.pass).toBe('another-password');
    const plan = await ok(loader.planFlash([file('app.bin', appImage())], { eraseSettings: false }));
    const done = await ok(loader.flash(plan.id, none));
    expect(done.bytesWritten).toBeGreaterThan(0);
    expect(await time.run(cable.readFlash(0x21_0000, 64))).toEqual(appImage().slice(0, 64));

    const updates: MonitorUpdate[] = [];
    await ok(loader.startMonitor((update) => updates.push(update)));
    await ok(loader.reset('app', none));
    await time.run(new Promise<void>((resolve) => void time.after(5000, resolve)));
    await time.run(loader.stopMonitor());
    const lines = updates.flatMap((update) =>
      update.lines.map(({ runs }) => runs.map(({ text }) => text).join('')),
    );
    // What is printed while it is away from the bus is lost.
    expect(lines.join('\n')).toContain(link === 'bridge' ? 'SSID' : 'echokit');
    expect(lines.join('\n')).not.toContain('another-password');
  });
});
