/** Board and chip together: what a reset over the lines leads to. */
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../box/virtual-clock.testing.ts';
import type { BoardLink } from './board.ts';
import { createSimulatedDevice, type SimulatedDevice } from './simulated-device.ts';

const forceDownload = 0x6000_812c;
let clock: VirtualClock;
let told: string[];
beforeEach(() => {
  clock = new VirtualClock();
  told = [];
});

function plugIn(link: BoardLink): SimulatedDevice {
  const device = createSimulatedDevice({
    link,
    clock,
    chip: {
      onRunApp: () => {
        told.push('app');
        return { receive: () => told.push('typed'), stop: () => told.push('stop') };
      },
    },
    onOutput: () => undefined,
    onUsb: (isThere) => told.push(isThere ? 'there' : 'away'),
    onGpio0: (isLow) => told.push(isLow ? 'low' : 'high'),
  });
  device.plug();
  clock.advance(100);
  return device;
}

function play(device: SimulatedDevice, ...moves: readonly (readonly [dtr: boolean, rts: boolean])[]): void {
  for (const [dtr, rts] of moves) {
    device.setLines(dtr, rts);
    clock.advance(100);
  }
}
const intoDownload = [
  [false, true],
  [true, false],
  [false, false],
] as const;
const intoApp = [
  [false, true],
  [false, false],
] as const;

/** WRITE_REG as a frame; no byte of these needs an escape. */
function writeRegister(device: SimulatedDevice, address: number, value: number): void {
  const frame = new DataView(new ArrayBuffer(8 + 16));
  frame.setUint8(1, 0x09);
  frame.setUint16(2, 16, true);
  [address, value, 0xffff_ffff, 0].forEach((word, n) => frame.setUint32(8 + 4 * n, word, true));
  device.receive(Uint8Array.of(0xc0, ...new Uint8Array(frame.buffer), 0xc0));
  clock.advance(100);
}

describe('the force-download bit', () => {
  it.each(['bridge', 'usb-serial-jtag'] as const)(
    'over %s keeps the chip there until it is cleared',
    (link) => {
      const device = plugIn(link);
      device.press('k0', true);
      device.press('rst', true);
      device.press('rst', false);
      clock.advance(100);
      device.press('k0', false);
      expect(device.chip.state).toBe('rom');
      writeRegister(device, forceDownload, 1);
      play(device, ...intoApp);
      expect(device.chip.state).toBe('rom');
      writeRegister(device, forceDownload, 0);
      play(device, ...intoApp);
      expect(device.chip.state).toBe('app');
    },
  );
});

describe('an application', () => {
  it('is stopped by a reset, and started by the next', () => {
    const device = plugIn('bridge');
    device.receive(Uint8Array.of(65));
    play(device, ...intoDownload);
    device.receive(Uint8Array.of(65));
    expect(device.chip.state).toBe('rom');
    play(device, ...intoApp);
    expect(told.filter((one) => !['low', 'high'].includes(one))).toEqual([
      'there',
      'app',
      'typed',
      'stop',
      'app',
    ]);
  });

  it('sees GPIO0 whoever moves it', () => {
    const device = plugIn('bridge');
    device.press('k0', true);
    device.press('k0', false);
    play(device, [true, true], [true, false], [false, false]);
    expect(told).toEqual(['there', 'app', 'low', 'high', 'low', 'high']);
    expect(device.chip.state).toBe('app');
  });
});

it('nothing happens on a cable that is not plugged in', () => {
  const device = plugIn('bridge');
  device.unplug();
  device.unplug();
  play(device, ...intoDownload);
  device.receive(Uint8Array.of(65));
  expect([device.chip.state, ...told]).toEqual(['off', 'there', 'app', 'away', 'stop']);
  device.plug();
  clock.advance(100);
  expect(told.slice(-2)).toEqual(['there', 'app']);
});

it("the chip's own USB is away for a while as an application starts, and after no other reset", () => {
  const device = plugIn('usb-serial-jtag');
  told.length = 0;
  play(device, [true, false], [true, true], [false, true], [false, false]);
  expect([device.chip.state, ...told]).toEqual(['rom', 'stop']);
  device.setLines(false, true);
  device.setLines(false, false);
  expect(told).toEqual(['stop', 'app', 'away']);
  clock.advance(100);
  expect(told.at(-1)).toBe('there');
});
