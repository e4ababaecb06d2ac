import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Millis } from '../../core/units.ts';
import { realTiming } from './chip-timing.ts';
import { request, TestHost, words } from './host.testing.ts';
import { createRandom } from './random.ts';
import { checksumOf, op } from './requests.ts';
import { parseFaults } from './chip-faults.ts';

/** How soon it looks again. */
const stepMs: Millis = 0.25;

/** Waits for each answer before it asks again, and takes no time for that. */
class StopAndWait extends TestHost {
  /** @returns how long the answer took */
  wait(code: number, data: Uint8Array, checksum = 0, answers = 1): Millis {
    this.packets();
    const from = this.clock.now();
    this.sendPacket(request(code, data, checksum));
    let seen = 0;
    for (let steps = 0; seen < answers; steps++) {
      if (steps > 400_000) throw new Error('no answer');
      this.clock.advance(stepMs);
      seen += this.packets().length;
    }
    return this.clock.now() - from;
  }

  block(code: number, payload: Uint8Array): Millis {
    return this.wait(code, Uint8Array.of(...words(payload.length, 0, 0, 0), ...payload), checksumOf(payload));
  }

  upload(kind: 'older' | 'rewrite'): this {
    const [size, data] = kind === 'older' ? [5676, 0x3fcb_2c00] : [7832, 0x3fcb_2dc0];
    this.wait(op.memBegin, words(size, 2, 0x1800, 0x4037_8000));
    for (let left = size; left > 0; left -= 0x1800)
      this.block(op.memData, new Uint8Array(Math.min(0x1800, left)));
    this.wait(op.memBegin, words(264, 1, 0x1800, data));
    this.block(op.memData, new Uint8Array(264));
    this.wait(op.memEnd, words(0, 0x4037_8c94), 0, 2);
    return this;
  }
}

const random = createRandom(77);
const noise = Uint8Array.from({ length: 0x2_0000 }, () => random());

describe.each([
  ['older', 921_600],
  ['older', 2_000_000],
  ['rewrite', 921_600],
  ['rewrite', 2_000_000],
] as const)('the %s stub at %i baud', (kind, baud) => {
  it('keeps line or flash busy while a host writes noise block by block', () => {
    const host = new StopAndWait({ timing: realTiming(baud) }).upload(kind);
    host.chip.flash.load(0, new Uint8Array(0x8_0000));
    const packed = zlibSync(noise);
    host.wait(op.deflBegin, words(noise.length, Math.ceil(packed.length / 0x4000), 0x4000, 0, 0));
    for (let at = 0; at < packed.length; at += 0x4000)
      host.block(op.deflData, packed.subarray(at, at + 0x4000));
    host.wait(op.deflEnd, words(1));
    expect(host.chip.flash.read(0, noise.length)).toEqual(noise);
    const { spanMs, idleShare, flashBusyMs, lineBusyMs, digestMs } = host.chip.usage();
    // 2 blocks of 64 KiB and 512 pages.
    expect(flashBusyMs).toBeCloseTo(2 * 150 + 512 * 0.7, 3);
    expect(lineBusyMs).toBeGreaterThan((packed.length * 10_000) / baud);
    expect(spanMs).toBeLessThan(flashBusyMs + lineBusyMs);
    expect(idleShare).toBeLessThan(0.01);
    expect(digestMs).toBe(0);
  });
});

it('acknowledges a block before it is written, and the next one after', () => {
  const host = new StopAndWait({ timing: realTiming(2_000_000) }).upload('older');
  host.chip.flash.load(0, new Uint8Array(0x1_0000));
  const block = noise.subarray(0, 0x1000);
  host.wait(op.flashBegin, words(0x2000, 2, 0x4000, 0, 0));
  const first = host.block(op.flashData, block);
  // 45 ms for each of two sectors (one ahead) are still to come.
  expect(first).toBeLessThan(30);
  expect(host.chip.flash.isBlank(0, 1)).toBe(false);
  const second = host.block(op.flashData, block);
  expect(second).toBeGreaterThan(90);
  expect(host.chip.flash.read(0, 0x1000)).toEqual(block);
});

it('counts what a host leaves unused, and MD5 apart', () => {
  const host = new StopAndWait({ timing: realTiming(2_000_000) }).upload('rewrite');
  host.wait(op.flashBegin, words(0x1000, 1, 0x4000, 0, 0));
  host.clock.advance(1000);
  host.wait(op.flashMd5, words(0, 0x10_0000, 0, 0));
  host.block(op.flashData, noise.subarray(0, 0x1000));
  const { idleMs, idleShare, digestMs, spanMs } = host.chip.usage();
  expect(idleMs).toBeGreaterThan(999);
  expect(idleMs).toBeLessThan(1005);
  expect(digestMs).toBeCloseTo(1024 * 0.15, 3);
  expect(idleShare).toBeCloseTo(idleMs / spanMs, 9);
});

it('erases before the ROM answers, and slowly where that is scripted', () => {
  const host = new StopAndWait({ timing: realTiming(115_200) });
  expect(host.wait(op.flashBegin, words(0x1_1000, 68, 0x400, 0x1_0000, 0))).toBeGreaterThan(150 + 45);
  const faults = parseFaults('slow-erase');
  if (!faults.ok) throw new Error(faults.error);
  const slow = new StopAndWait({ timing: realTiming(115_200), faults: faults.value });
  expect(slow.wait(op.flashBegin, words(0x1_1000, 68, 0x400, 0x1_0000, 0))).toBeGreaterThan(2400);
});

it('carries bytes at the speed that was agreed on', () => {
  const host = new StopAndWait({ timing: realTiming('negotiated') }).upload('older');
  const slow = host.wait(op.flashMd5, words(0, 0, 0, 0));
  host.wait(op.changeBaud, words(921_600, 115_200));
  const quick = host.wait(op.flashMd5, words(0, 0, 0, 0));
  expect(slow / quick).toBeGreaterThan(5);
});

it('leaves a sector that was being erased neither as it was nor blank', () => {
  const host = new StopAndWait({ timing: realTiming(2_000_000) }).upload('older');
  host.chip.flash.load(0, new Uint8Array(0x3000));
  host.packets();
  host.sendPacket(request(op.eraseRegion, words(0, 0x3000)));
  host.clock.advance(45 + 20);
  host.chip.powerOff();
  const { flash } = host.chip;
  expect(flash.isBlank(0, 0x1000)).toBe(true);
  expect(flash.isBlank(0x1000, 0x1000)).toBe(false);
  expect(flash.read(0x1000, 0x1000)).not.toEqual(new Uint8Array(0x1000));
  expect(flash.read(0x2000, 0x1000)).toEqual(new Uint8Array(0x1000));
  host.clock.advance(1000);
  expect(flash.read(0x2000, 0x1000)).toEqual(new Uint8Array(0x1000));
});
