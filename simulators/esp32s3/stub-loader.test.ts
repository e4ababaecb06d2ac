import { md5 } from '@noble/hashes/legacy.js';
import { zlibSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { TestHost, words } from './host.testing.ts';
import { createRandom } from './random.ts';
import { op } from './requests.ts';

const random = createRandom(21);
const payload = Uint8Array.from({ length: 70_000 }, (_, index) => (index < 40_000 ? index >> 8 : random()));
const packed = zlibSync(payload);
const good = [0, 0];
let host: TestHost;

function sendDeflated(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 0x4000) {
    expect(host.sendBlock(op.deflData, bytes.subarray(at, at + 0x4000)).status).toEqual(good);
  }
}

describe.each(['older', 'rewrite'] as const)('the %s stub', (kind) => {
  const isOlder = kind === 'older';

  beforeEach(() => {
    host = new TestHost();
    host.startStub(kind);
    host.chip.flash.load(0, new Uint8Array(0x4_0000));
  });

  it('answers SYNC eight times with 0, and takes a new upload', () => {
    const sync = Uint8Array.from([7, 7, 0x12, 0x20, ...new Array<number>(32).fill(0x55)]);
    const answers = host.ask(op.sync, sync);
    expect(answers).toHaveLength(8);
    expect(answers.every(({ value }) => value === 0)).toBe(true);
    expect(host.startStub('rewrite')).toMatch(/OHAI$/);
    expect(host.askWords(0xee).status).toEqual([0xc3, 0]);
  });

  it('does not know every command', () => {
    expect(host.askWords(op.readFlashSlow, 0, 64).status).toEqual([isOlder ? 0xff : 0xc3, 0]);
  });

  it('writes plain blocks up to what was announced', () => {
    const size = 0x5800;
    host.askWords(op.flashBegin, size, 2, 0x4000, 0x1_0000, 0);
    for (let at = 0; at < 0x8000; at += 0x4000) {
      expect(host.sendBlock(op.flashData, payload.subarray(at, at + 0x4000)).status).toEqual(good);
    }
    expect(host.askWords(op.flashEnd, 1).status).toEqual(good);
    const { flash } = host.chip;
    expect(flash.read(0x1_0000, size)).toEqual(payload.subarray(0, size));
    expect(flash.isBlank(0x1_5800, 0x800)).toBe(true);
    expect([...flash.read(0x1_6000, 1)]).toEqual([0]);
  });

  it('inflates, and gives 16 bytes of digest', () => {
    host.askWords(op.deflBegin, payload.length, 5, 0x4000, 0x1_0000, 0);
    sendDeflated(packed);
    expect(host.askWords(op.deflEnd, 1).status).toEqual(good);
    expect(host.askWords(op.flashMd5, 0x1_0000, payload.length, 0, 0).data).toEqual(md5(payload));
  });

  it('tells missing data at END', () => {
    host.askWords(op.deflBegin, payload.length, 5, 0x4000, 0x1_0000, 0);
    sendDeflated(packed.subarray(0, 0x4000));
    expect(host.askWords(op.deflEnd, 1).status).toEqual([isOlder ? 0xc8 : 0xc0, 0]);
  });

  it('tells a bad stream with the next answer', () => {
    host.askWords(op.deflBegin, payload.length, 5, 0x4000, 0x1_0000, 0);
    const bad = packed.slice(0, 0x100).fill(0xff, 2);
    expect(host.sendBlock(op.deflData, bad).status).toEqual(good);
    expect(host.sendBlock(op.deflData, bad).status).toEqual([0xc7, 0]);
  });

  it('refuses a block by length and checksum, and without BEGIN', () => {
    expect(host.sendBlock(op.flashData, payload.subarray(0, 16)).status).toEqual([0xc6, 0]);
    expect(host.askWords(op.flashEnd, 1).status).toEqual([0xc6, 0]);
    host.askWords(op.flashBegin, 8, 1, 0x4000, 0, 0);
    const data = Uint8Array.of(...words(4, 0, 0, 0), 1, 2, 3, 4);
    expect(host.ask(op.flashData, data, 0)[0]?.status).toEqual([0xc1, 0]);
    data[0] = 9;
    expect(host.ask(op.flashData, data, 0xeb)[0]?.status).toEqual([isOlder ? 0xc0 : 0xc9, 0]);
    // A refused block may be repeated.
    expect(host.sendBlock(op.flashData, payload.subarray(0, 8)).status).toEqual(good);
    expect(host.askWords(op.flashEnd, 1).status).toEqual(good);
  });

  it('survives compressed data after a plain BEGIN, and the other way round', () => {
    host.askWords(op.flashBegin, payload.length, 5, 0x4000, 0, 0);
    sendDeflated(packed);
    expect(host.chip.flash.read(0, payload.length)).toEqual(payload);
    host.askWords(op.deflBegin, 0x100, 1, 0x4000, 0, 0);
    host.sendBlock(op.flashData, payload.subarray(0, 0x100));
    expect(host.chip.flash.read(0, 0x100)).toEqual(payload.subarray(0, 0x100));
  });

  it('erases regions that are aligned', () => {
    expect(host.askWords(op.eraseRegion, 0x1000, 0x2000).status).toEqual(good);
    expect(host.chip.flash.isBlank(0x1000, 0x2000)).toBe(true);
    expect([...host.chip.flash.read(0x3000, 1)]).toEqual([0]);
    expect(host.askWords(op.eraseRegion, 0x1001, 0x1000).status).toEqual([isOlder ? 0x32 : 0xc0, 0]);
    expect(host.askWords(op.eraseRegion, 0x1000, 0x1001).status).toEqual([isOlder ? 0x33 : 0xc0, 0]);
    expect(host.ask(op.eraseFlash)[0]?.status).toEqual(good);
    expect(host.chip.flash.isBlank(0, 0x100_0000)).toBe(true);
  });

  it('sends flash as it is acknowledged, and the digest', () => {
    const got: number[] = [];
    host = restart(kind, payload);
    const [, first = new Uint8Array(0)] = askPackets(op.readFlash, words(0, 10_000, 4096, 64));
    got.push(...first);
    while (got.length < 10_000) {
      host.sendPacket(words(got.length));
      got.push(...host.packets()[0]!);
    }
    expect(got).toEqual([...payload.subarray(0, 10_000)]);
    host.sendPacket(words(10_000));
    expect(host.packets()).toEqual([md5(payload.subarray(0, 10_000))]);
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
  });

  it('sends ahead by bytes (older), or never (rewrite)', () => {
    host = restart(kind, payload);
    expect(askPackets(op.readFlash, words(0, 20_000, 4096, 8192))).toHaveLength(isOlder ? 3 : 2);
  });

  it('ends a read by a packet of another length', () => {
    host = restart(kind, payload);
    askPackets(op.readFlash, words(0, 20_000, 4096, 64));
    host.sendPacket(Uint8Array.of(1));
    expect(host.packets()).toEqual([md5(payload.subarray(0, 4096))]);
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
  });

  it('leaves for the application', () => {
    host.ask(op.runUserCode);
    expect(host.chip.state).toBe('app');
  });

  it(isOlder ? 'reboots at FLASH_END' : 'does not reboot', () => {
    host.askWords(op.flashBegin, 0, 0, 0x4000, 0, 0);
    host.ask(op.flashEnd, words(0));
    host.clock.advance(100);
    // By software: the pins count as they were latched, so it is the ROM's loader again.
    expect(host.chip.state).toBe(isOlder ? 'rom' : 'stub');
  });
});

it('skips blank sectors only while all were blank (rewrite), and erases all (older)', () => {
  const erased = (['older', 'rewrite'] as const).map((kind) => {
    host = new TestHost();
    host.startStub(kind);
    const { flash } = host.chip;
    flash.load(0x2000, Uint8Array.of(0));
    const sectors: number[] = [];
    const erase = flash.erase.bind(flash);
    flash.erase = (offset, size) => {
      sectors.push(offset / 0x1000);
      erase(offset, size);
    };
    host.askWords(op.flashBegin, 0x4000, 1, 0x4000, 0, 0);
    host.sendBlock(op.flashData, payload.subarray(0, 0x4000));
    return sectors;
  });
  expect(erased).toEqual([
    [0, 1, 2, 3],
    [2, 3],
  ]);
});

function restart(kind: 'older' | 'rewrite', content: Uint8Array): TestHost {
  const fresh = new TestHost();
  fresh.startStub(kind);
  fresh.chip.flash.load(0, content);
  return fresh;
}

function askPackets(code: number, data: Uint8Array): Uint8Array[] {
  host.packets();
  const packet = new Uint8Array(8 + data.length);
  packet[1] = code;
  packet[2] = data.length;
  packet.set(data, 8);
  host.sendPacket(packet);
  return host.packets();
}
