import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { boxFacts } from './chip-facts.ts';
import { request, TestHost, words } from './host.testing.ts';
import { createRandom } from './random.ts';
import { op } from './requests.ts';

const sync = Uint8Array.from([7, 7, 0x12, 0x20, ...new Array<number>(32).fill(0x55)]);
const good = [0, 0, 0, 0];
const random = createRandom(11);
const payload = Uint8Array.from({ length: 5000 }, (_, index) => (index < 3000 ? index >> 6 : random()));

describe('identity', () => {
  it('answers SYNC eight times, with a value that is not 0', () => {
    const answers = new TestHost().ask(op.sync, sync);
    expect(answers).toHaveLength(8);
    for (const { value, status } of answers) {
      expect(value).not.toBe(0);
      expect(status).toEqual(good);
    }
  });

  it('tells chip, fuses and MAC', () => {
    const host = new TestHost();
    const read = (address: number) => host.askWords(op.readReg, address).value;
    expect(read(0x4000_1000)).toBe(9);
    expect(read(0x6000_7044)).toBe(0x16e5_d84a);
    expect(read(0x6000_7048)).toBe(0x98a3);
    expect(read(0x6000_7050)).toBe(0x8_0000);
    expect(read(0x6000_7054)).toBe(0x88);
    expect(read(0x6000_4038)).toBe(0);
    expect(read(0x6000_0014)).toBe(0x15b);
    expect(read(0x1234_5678)).toBe(0);
  });

  it('tells 16 MB of PSRAM, revision 1.9 and USB in the same words', () => {
    const facts = {
      ...boxFacts,
      psramMegabytes: 16,
      revision: { major: 1, minor: 9 },
      link: 'usb-serial-jtag',
    } as const;
    const host = new TestHost({ facts });
    const read = (address: number) => host.askWords(op.readReg, address).value;
    expect((read(0x6000_7054) >> 3) & 3).toBe(3);
    expect(read(0x6000_7058) >> 24).toBe(1);
    expect((read(0x6000_7058) >> 23) & 1).toBe(1);
    expect((read(0x6000_7050) >> 18) & 7).toBe(1);
    expect(read(0x3fce_f14c)).toBe(4);
  });

  it('tells its security', () => {
    const host = new TestHost({ faults: [{ kind: 'secure-boot' }] });
    const [{ data } = { data: words() }] = host.ask(op.securityInfo);
    expect(data).toHaveLength(20);
    expect([data[0], data[12]]).toEqual([1, 9]);
    expect(host.askWords(op.readReg, 0x6000_7038).value).toBe(1 << 20);
  });

  it('reads the flash id by the SPI controller', () => {
    const host = new TestHost({ faults: [{ kind: 'flash-size', bytes: 0x40_0000 }] });
    const write = (address: number, value: number) =>
      host.askWords(op.writeReg, address, value, 0xffff_ffff, 0);
    write(0x6000_2020, 0x7000_009f);
    write(0x6000_2000, 1 << 18);
    expect(host.askWords(op.readReg, 0x6000_2000).value).toBe(0);
    expect(host.askWords(op.readReg, 0x6000_2058).value).toBe(0x16_40ef);
    write(0x6000_2020, 0x7000_005a);
    write(0x6000_2000, 1 << 18);
    expect(host.askWords(op.readReg, 0x6000_2058).value).toBe(0x5044_4653);
    expect(host.chip.flash.size).toBe(0x40_0000);
  });

  it('writes under a mask, and several at once', () => {
    const host = new TestHost();
    host.askWords(op.writeReg, 0x6000_2024, 0xff00, 0xffff_ffff, 0, 0x6000_2024, 0x12, 0xff, 0);
    expect(host.askWords(op.readReg, 0x6000_2024).value).toBe(0xff12);
  });
});

describe('an unknown command', () => {
  it('is answered eight times, under another name', () => {
    const answers = new TestHost().ask(0xd0);
    expect(answers).toHaveLength(8);
    for (const answer of answers) {
      expect(answer.op).not.toBe(0xd0);
      expect(answer.status).toEqual([1, 5, 0, 0]);
    }
  });

  it('is everything that secure download mode does not leave', () => {
    const host = new TestHost({ facts: { ...boxFacts, securityFlags: 4 } });
    expect(host.ask(op.readReg, words(0x4000_1000))).toHaveLength(8);
    expect(host.ask(op.securityInfo)[0]?.status).toEqual(good);
  });
});

describe('writing', () => {
  it('erases before it answers, and only then programs', () => {
    const host = new TestHost();
    host.chip.flash.load(0x1000, new Uint8Array(0x3000));
    expect(host.askWords(op.flashBegin, payload.length, 5, 0x400, 0x1000, 0).status).toEqual(good);
    expect(host.chip.flash.isBlank(0x1000, 0x2000)).toBe(true);
    expect(host.chip.flash.isBlank(0x3000, 1)).toBe(false);
    for (let at = 0; at < payload.length; at += 0x400) {
      const block = new Uint8Array(0x400).fill(0xff);
      block.set(payload.subarray(at, at + 0x400));
      expect(host.sendBlock(op.flashData, block).status).toEqual(good);
    }
    expect(host.chip.flash.read(0x1000, payload.length)).toEqual(payload);
    expect(host.askWords(op.flashEnd, 1).status).toEqual(good);
    expect(host.chip.state).toBe('rom');
  });

  it('inflates, and gives the digest in hex', () => {
    const host = new TestHost();
    const packed = zlibSync(payload);
    host.askWords(op.deflBegin, 0x1400, 2, 0x400, 0x4000, 0);
    for (let at = 0; at < packed.length; at += 0x400) {
      expect(host.sendBlock(op.deflData, packed.subarray(at, at + 0x400)).status).toEqual(good);
    }
    expect(host.chip.flash.read(0x4000, payload.length)).toEqual(payload);
    expect(host.askWords(op.deflEnd, 1).status).toEqual(good);
    const { data } = host.askWords(op.flashMd5, 0x8000, 0x1000, 0, 0);
    expect(new TextDecoder().decode(data)).toBe('6ae59e64850377ee5470c854761551ea');
  });

  it('refuses a bad checksum, a bad length, a bad stream and what was not begun', () => {
    const host = new TestHost();
    const code = (answers: readonly { readonly status: readonly number[] }[]) =>
      answers[0]?.status.slice(0, 2);
    expect(code([host.sendBlock(op.flashData, payload)])).toEqual([1, 6]);
    host.askWords(op.flashBegin, 0x400, 1, 0x400, 0, 0);
    expect(code(host.ask(op.flashData, Uint8Array.of(...words(4, 0, 0, 0), 1, 2, 3, 4), 0))).toEqual([1, 7]);
    expect(code(host.ask(op.flashData, Uint8Array.of(...words(5, 0, 0, 0), 1, 2, 3, 4), 0xeb))).toEqual([
      1, 5,
    ]);
    host.askWords(op.deflBegin, 0x400, 1, 0x400, 0, 0);
    expect(code([host.sendBlock(op.deflData, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))])).toEqual([1, 0x0d]);
    host.askWords(op.deflBegin, 0x400, 1, 0x400, 0, 0);
    expect(
      code([host.sendBlock(op.deflData, Uint8Array.of(0x78, 0x9c, 0xff, 0xff, 0xff, 0xff, 0xff))]),
    ).toEqual([1, 0x0b]);
    host.askWords(op.deflBegin, 0x2000, 2, 0x4000, 0, 0);
    const torn = zlibSync(payload);
    torn[torn.length - 1]! ^= 1;
    host.sendBlock(op.deflData, torn);
    expect(code([host.askWords(op.deflEnd, 1)])).toEqual([1, 0x0c]);
    expect(code([host.askWords(op.flashBegin, 0x1000, 4, 0x400, 0x100_0000, 0)])).toEqual([1, 6]);
  });

  it('reads at most 64 bytes, slowly', () => {
    const host = new TestHost();
    host.chip.flash.load(0x20, Uint8Array.of(1, 2, 3));
    const { data, status } = host.askWords(op.readFlashSlow, 0x20, 64);
    expect([data.length, data[0], data[2], data[3], ...status]).toEqual([64, 1, 3, 255, ...good]);
    expect(host.askWords(op.readFlashSlow, 0, 65).status).toEqual([1, 0x0a, 0, 0]);
  });
});

describe('code in RAM', () => {
  it('starts a stub that says OHAI', () => {
    const host = new TestHost();
    expect(host.startStub('older')).toMatch(/\|OHAI$/);
    expect(host.chip.state).toBe('stub');
  });

  it('runs other code, which says nothing', () => {
    const host = new TestHost();
    host.askWords(op.memBegin, 4, 1, 0x1800, 0x4038_0000);
    host.sendBlock(op.memData, Uint8Array.of(1, 2, 3, 4));
    host.ask(op.memEnd, words(0, 0x4038_0000));
    expect(host.chip.state).toBe('ram-code');
    expect(host.ask(op.sync, sync)).toEqual([]);
  });

  it('is not run with secure boot, unless reading flash is made to run it', () => {
    const host = new TestHost({ faults: [{ kind: 'secure-boot' }] });
    expect(host.startStub('rewrite')).not.toContain('OHAI');
    expect(host.chip.state).toBe('rom');
    expect(host.askWords(op.readFlashSlow, 0, 0).data).toHaveLength(64);
    const pointer = host.askWords(op.readReg, 0x3fce_f688).value;
    host.askWords(op.writeReg, 0x3fce_f688, 0x4037_9524, 0xffff_ffff, 0);
    host.sendPacket(request(op.readFlashSlow, words(0, 0)));
    expect(host.packets().map((packet) => new TextDecoder().decode(packet))).toEqual(['OHAI']);
    expect(host.chip.state).toBe('stub');
    expect(host.askWords(op.writeReg, 0x3fce_f688, pointer, 0xffff_ffff, 0).status).toEqual([0, 0]);
  });

  it('is refused where blocks are missing, too many, or garbled', () => {
    const host = new TestHost();
    host.askWords(op.memBegin, 8, 1, 0x1800, 0x4037_8000);
    expect(host.ask(op.memData, Uint8Array.of(...words(4, 0, 0, 0), 1, 2, 3, 4), 0)[0]?.status[1]).toBe(7);
    expect(host.sendBlock(op.memData, new Uint8Array(4)).status).toEqual(good);
    expect(host.askWords(op.memEnd, 0, 0x4037_8c94).status[1]).toBe(6);
    expect(host.sendBlock(op.memData, new Uint8Array(5)).status[1]).toBe(6);
    const refusing = new TestHost({ faults: [{ kind: 'no-stub' }] });
    expect(refusing.askWords(op.memBegin, 8, 1, 0x1800, 0x4037_8000).status).toEqual([1, 6, 0, 0]);
  });
});
