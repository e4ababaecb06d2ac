import { describe, expect, it } from 'vitest';
import { boxFacts } from './chip-facts.ts';
import { faultWords, parseFaults, parseFlashSize, type ChipFault } from './chip-faults.ts';
import type { AppHost, Esp32S3Options } from './esp32s3-types.ts';
import { request, TestHost, words } from './host.testing.ts';
import { op } from './requests.ts';
import { encodeSlip } from './slip.ts';

const magic = words(0x4000_1000);
const asked = encodeSlip(request(op.readReg, magic)).length;

function hostWith(list: string, options: Partial<Esp32S3Options> = {}): TestHost {
  const faults = parseFaults(list);
  if (!faults.ok) throw new Error(faults.error);
  return new TestHost({ ...options, faults: faults.value });
}

describe('the list', () => {
  it('knows every word that it explains', () => {
    const list = Object.keys(faultWords).map((word) => word.replace('@N', '@7'));
    const parsed = parseFaults(list.join(','));
    expect(parsed).toMatchObject({ ok: true });
    const kinds = parsed.ok ? parsed.value.map(({ kind }) => kind) : [];
    expect(new Set(kinds).size).toBe(list.length);
  });

  it.each([
    'drop',
    'drop@-1',
    'drop@x',
    'no-stub@3',
    'flash-size=5MB',
    'flash-size=4',
    'what',
    'drop@9999999999999999',
  ])('refuses %s', (word) =>
    expect(parseFaults(`no-stub,${word}`)).toEqual({ ok: false, error: expect.stringContaining(word) }),
  );

  it('may be empty', () => {
    expect(parseFaults('')).toEqual({ ok: true, value: [] });
    expect(parseFlashSize('16MB')).toBe(0x100_0000);
  });
});

describe('bytes from the host', () => {
  it('are dropped or garbled once', () => {
    for (const fault of ['drop@9', 'garble@9']) {
      const host = hostWith(fault);
      const answers = host.ask(op.readReg, magic);
      expect(answers.map(({ value }) => value)).not.toEqual([9]);
      expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
    }
  });

  it('are the last before the plug is pulled', () => {
    const host = hostWith(`disconnect@${asked}`);
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
    expect(host.ask(op.readReg, magic)).toEqual([]);
    expect(host.isUnplugged).toBe(true);
    expect(host.chip.state).toBe('off');
    host.chip.powerOn('download');
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
  });

  it('are the last before a brown-out, after which the pins count anew', () => {
    const host = hostWith(`brownout@${asked}`);
    host.ask(op.readReg, magic);
    host.ask(op.readReg, magic);
    expect(host.chip.state).toBe('app');
    expect(host.text).toMatch(/Brownout.*rst:0xf .*boot:0x8 /s);
  });

  it('are the last before power is cut in the middle of a sector', () => {
    const host = hostWith('power-cut@0');
    host.chip.flash.load(0, new Uint8Array(0x2000));
    host.ask(op.flashBegin, words(0x2000, 8, 0x400, 0, 0));
    host.clock.advance(10);
    expect(host.isUnplugged).toBe(true);
    const first = host.chip.flash.read(0, 0x1000);
    expect(first.some((byte) => byte !== 0) && first.some((byte) => byte !== 0xff)).toBe(true);
    expect(host.chip.flash.read(0x1000, 0x1000)).toEqual(new Uint8Array(0x1000));
  });
});

describe('answers', () => {
  it('are lost or repeated', () => {
    const host = hostWith('lose-answer@1,repeat-answer@2');
    const counts = [1, 2, 3, 4].map(() => host.ask(op.readReg, magic).length);
    expect(counts).toEqual([1, 0, 2, 1]);
  });

  it('come with noise between them, and in small pieces', () => {
    const host = hostWith('noise,split-reads');
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
    expect(host.text).toContain('noise');
    expect(Math.max(...host.pieces.map((piece) => piece.length))).toBeLessThanOrEqual(7);
  });
});

describe('speed', () => {
  it('has to be the same at both ends, once it was found', () => {
    const host = new TestHost();
    host.chip.setHostBaud(230_400);
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
    host.chip.setHostBaud(115_200);
    expect(host.ask(op.readReg, magic)).toEqual([]);
    host.chip.setHostBaud(230_400);
    host.chip.receive(Uint8Array.of(0xc0));
    host.askWords(op.changeBaud, 921_600, 0);
    expect(host.ask(op.readReg, magic)).toEqual([]);
    host.chip.setHostBaud(925_000);
    host.chip.receive(Uint8Array.of(0xc0));
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
    expect(host.askWords(op.readReg, 0x6000_0014).value).toBe(43);
  });

  it('may be deaf to a change', () => {
    const host = hostWith('deaf-baud');
    host.chip.setHostBaud(115_200);
    expect(host.askWords(op.changeBaud, 921_600, 0).status).toEqual([0, 0, 0, 0]);
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
  });

  it('has no meaning on USB', () => {
    const host = new TestHost({ facts: { ...boxFacts, link: 'usb-serial-jtag' } });
    host.askWords(op.readReg, 0x4000_1000);
    host.chip.setHostBaud(9600);
    expect(host.askWords(op.readReg, 0x4000_1000).value).toBe(9);
  });
});

describe('resets', () => {
  const force = (host: TestHost) => host.askWords(op.writeReg, 0x6000_812c, 1, 1, 0);

  it('land in download mode while it is forced, until power goes', () => {
    const host = new TestHost();
    force(host);
    host.chip.reset('app');
    expect(host.chip.state).toBe('rom');
    expect(host.askWords(op.readReg, 0x6000_4038).value).toBe(8);
    expect(host.askWords(op.readReg, 0x6000_812c).value).toBe(1);
    host.chip.powerOn('app');
    expect(host.chip.state).toBe('app');
  });

  it('land in download mode where that is scripted', () => {
    const host = hostWith('stuck-download');
    host.chip.reset('app');
    expect(host.chip.state).toBe('rom');
  });

  it('are made by the RTC watchdog, once it is unlocked and set going', () => {
    const host = new TestHost();
    const write = (address: number, value: number) =>
      host.askWords(op.writeReg, address, value, 0xffff_ffff, 0);
    write(0x6000_8098, 0xd000_0102);
    host.clock.advance(100);
    expect(host.chip.state).toBe('rom');
    write(0x6000_80b0, 0x50d8_3aa1);
    write(0x6000_809c, 2000);
    write(0x6000_8098, 0xd000_0102);
    write(0x6000_80b0, 0);
    host.clock.advance(10);
    expect(host.chip.state).toBe('rom');
    host.clock.advance(10);
    expect(host.chip.state).toBe('app');
    expect(host.text).toContain('rst:0x9 ');
  });

  it('keep the chip quiet while EN is low', () => {
    const host = new TestHost();
    host.chip.holdInReset();
    expect(host.ask(op.readReg, magic)).toEqual([]);
    host.chip.reset('download');
    expect(host.text).toMatch(
      /waiting for download\r\n.*rst:0x1 \(POWERON\),boot:0x0 .*waiting for download\r\n$/s,
    );
  });
});

describe('an application', () => {
  it('gets bytes, prints, restarts, and is stopped by a reset', () => {
    const seen: string[] = [];
    const apps: AppHost[] = [];
    const host = new TestHost({
      onRunApp: (given) => {
        apps.push(given);
        seen.push(`run ${given.reason}`);
        given.print('hello\r\n');
        return {
          receive: (bytes) => seen.push(`got ${bytes.length}`),
          stop: () => seen.push('stop'),
        };
      },
    });
    host.chip.reset('app', 'usb');
    host.chip.receive(Uint8Array.of(1, 2));
    const [first] = apps as [AppHost];
    first.restart();
    host.chip.reset('download');
    first.print('never');
    first.restart();
    expect(seen).toEqual(['run usb', 'got 2', 'stop', 'run software', 'stop']);
    expect(host.text).toMatch(/rst:0x15 .*hello\r\n.*rst:0xc .*hello/s);
    expect(host.text).not.toContain('never');
    expect(host.chip.state).toBe('rom');
  });
});

it('takes power cuts in the middle of a block as they come', () => {
  const fault: ChipFault = { kind: 'power-cut', at: 0 };
  const host = new TestHost({ faults: [fault] });
  host.startStub('older');
  host.ask(op.eraseFlash);
  host.clock.advance(10);
  expect(host.chip.state).toBe('off');
});
