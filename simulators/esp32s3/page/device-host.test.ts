/** What takes time, in time that the test moves. */
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../box/virtual-clock.testing.ts';
import { createDeviceHost } from './device-host.ts';
import type { DeviceOptions, FromDevice } from './device-messages.ts';

function host(options: DeviceOptions) {
  const clock = new VirtualClock();
  const told: FromDevice[] = [];
  const device = createDeviceHost({ clock, dial: null }, (message) => told.push(message));
  device.receive({ type: 'create', options });
  device.receive({ type: 'plug' });
  const text = () =>
    told.map((message) => (message.type === 'bytes' ? new TextDecoder().decode(message.bytes) : '')).join('');
  const taken = () => told.filter(({ type }) => type === 'taken').length;
  /** How long until it is so. */
  const until = (isSo: () => boolean): number => {
    for (let ms = 0; ms < 60_000; ms += 1) {
      if (isSo()) return ms;
      clock.advance(1);
    }
    throw new Error('it never is so');
  };
  return { clock, device, told, text, taken, until };
}

describe('a writer', () => {
  it.each([
    ['bridge', 115_200, (46_080 - 4096) / 11.52],
    ['bridge', 921_600, (46_080 - 4096) / 92.16],
    ['usb-serial-jtag', 115_200, (46_080 - 4096) / 600],
  ] as const)('over %s at %i waits for all but what a bridge buffers', (link, baud, wantedMs) => {
    const { device, taken, until, clock } = host({ link, flash: 'blank', timing: 'real' });
    clock.advance(100);
    device.receive({ type: 'baud', baud });
    device.receive({ type: 'bytes', id: 1, bytes: new Uint8Array(46_080) });
    const ms = until(() => taken() === 1);
    expect(Math.abs(ms - wantedMs)).toBeLessThan(2);
    device.close();
  });

  it('does not wait where nothing takes time', () => {
    const { device, taken } = host({ link: 'bridge', flash: 'blank' });
    device.receive({ type: 'bytes', id: 1, bytes: new Uint8Array(46_080) });
    expect(taken()).toBe(1);
    device.close();
  });
});

describe('a board whose EN rises slowly', () => {
  it.each([
    [50, 'boot:0x8'],
    [550, 'waiting for download'],
  ])('held for %i ms: %s', (holdMs, words) => {
    const { clock, device, text } = host({ link: 'bridge', flash: 'blank', riseMs: 90 });
    clock.advance(500);
    const before = text().length;
    device.receive({ type: 'lines', dtr: false, rts: true });
    clock.advance(100);
    device.receive({ type: 'lines', dtr: true, rts: false });
    clock.advance(holdMs);
    device.receive({ type: 'lines', dtr: false, rts: false });
    clock.advance(100);
    expect(text().slice(before)).toContain(words);
    device.close();
  });
});

it('a box without its cable has no power, and starts anew with it', () => {
  const { clock, device, told, text } = host({ link: 'bridge' });
  clock.advance(3000);
  device.receive({ type: 'unplug' });
  const length = text().length;
  clock.advance(60_000);
  expect(text().length).toBe(length);
  device.receive({ type: 'plug' });
  clock.advance(100);
  expect(text().slice(length)).toContain('rst:0x1 (POWERON)');
  const usb = told.filter((message) => message.type === 'usb');
  expect(usb.map(({ isThere }) => isThere)).toEqual([true, false, true]);
  device.close();
});
