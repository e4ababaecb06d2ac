import { describe, expect, it } from 'vitest';
import { boxFacts } from '../../simulators/esp32s3/chip-facts.ts';
import type { LoaderProgress } from '../loader-api.ts';
import { ChipLine } from './chip-line.ts';
import { ConnectedBox } from './connected-box.ts';
import { LineClient } from './line-client.ts';
import { asFailure } from './loader-error.ts';
import { ProgressMeter } from './progress.ts';
import { WiredBox, type WiredBoxOptions } from './wired-box.testing.ts';

/** Long enough for a box to have started. */
const aWhile = (box: WiredBox): Promise<void> =>
  box.time.run(new Promise<void>((resolve) => void box.time.after(500, resolve)));

async function connect(box: WiredBox, baud = 921_600) {
  await aWhile(box);
  const client = new LineClient(box.attach().wire, box.time);
  await box.time.run(client.ready());
  const phases: LoaderProgress['phase'][] = [];
  const progress = new ProgressMeter(({ phase }) => phases.push(phase), box.time);
  const job = { signal: new AbortController().signal, progress };
  const connected = await box.time.run(ConnectedBox.connect(new ChipLine(client, box.time), baud, job));
  return { connected, phases, job };
}

async function failureOf(options: WiredBoxOptions, prepare: (box: WiredBox) => void = () => undefined) {
  const box = new WiredBox(options);
  prepare(box);
  try {
    await connect(box);
  } catch (cause) {
    return asFailure(cause);
  }
  throw new Error('it connected');
}

/** What went over the line, where it does not matter when. */
const changesBefore = (box: WiredBox): number => box.chip.flash.changes;

describe('a box on a bridge', () => {
  it('is known after its stub runs at the speed that was asked for', async () => {
    const box = new WiredBox();
    const { connected, phases } = await connect(box);
    expect(connected.report).toEqual({
      chip: 'ESP32-S3',
      revision: 'v0.2',
      mac: '98:a3:16:e5:d8:4a',
      boxId: '98a316e5d84a',
      flashBytes: 0x100_0000,
      flashMaker: 'Winbond',
      psramBytes: 8 * 1024 * 1024,
      link: 'bridge',
      baud: 921_600,
      slowedDown: false,
    });
    expect(box.chip.state).toBe('stub');
    expect(box.port.bauds).toEqual([115_200, 921_600]);
    expect(new Set(phases)).toEqual(
      new Set(['connecting', 'uploading-stub', 'raising-speed', 'identifying']),
    );
    // GPIO0 is K0: held low it would be the boot loader, or setup, at the next reset.
    expect(box.board).toMatchObject({ dtr: false, rts: false });
  });

  it('is spoken with at 115,200 where a change of speed does not take', async () => {
    const { connected } = await connect(new WiredBox({ faults: 'deaf-baud' }));
    expect(connected.report).toMatchObject({ baud: 115_200, slowedDown: true });
  });

  it('is not asked for more than its bridge can do', async () => {
    const ch340 = { usbVendorId: 0x1a86, usbProductId: 0x7523 };
    const { connected } = await connect(new WiredBox({ ids: ch340 }), 2_000_000);
    expect(connected.report).toMatchObject({ baud: 460_800, slowedDown: false });
  });

  it('is found through text, torn reads and repeated answers', async () => {
    for (const faults of ['noise', 'split-reads', 'repeat-answer@3', 'lose-answer@2']) {
      const { connected } = await connect(new WiredBox({ faults }));
      expect(connected.report.mac, faults).toBe('98:a3:16:e5:d8:4a');
    }
  });

  it('needs no lines where the person holds the button', async () => {
    const box = new WiredBox();
    box.refusesSignals = true;
    box.press('k0', true);
    box.press('rst', true);
    box.press('rst', false);
    const { connected } = await connect(box);
    expect(connected.report.chip).toBe('ESP32-S3');
  });
});

describe("a box on its chip's own USB", () => {
  it('is reached by the sequence of that port, and keeps its speed', async () => {
    const box = new WiredBox({ link: 'usb-serial-jtag' });
    const { connected } = await connect(box);
    expect(connected.report).toMatchObject({ link: 'usb-serial-jtag', baud: 115_200, slowedDown: false });
    expect(box.port.bauds).toEqual([115_200]);
  });
});

describe('what cannot be connected', () => {
  it('says why, and touches no flash', async () => {
    const facts = (changed: Partial<typeof boxFacts>): WiredBoxOptions => ({ facts: changed });
    expect(await failureOf(facts({ chipId: 5 }))).toMatchObject({ code: 'wrong-chip' });
    expect(await failureOf({ faults: 'secure-boot' })).toMatchObject({
      code: 'locked-chip',
      details: { lock: 'secure-boot' },
    });
    expect(await failureOf(facts({ encryptionCount: 1 }))).toMatchObject({
      code: 'locked-chip',
      details: { lock: 'flash-encryption' },
    });
    expect(await failureOf(facts({ securityFlags: 4 }))).toMatchObject({ code: 'locked-chip' });
    expect(await failureOf(facts({ flashId: 0xff_ffff }))).toMatchObject({ code: 'no-flash' });
    expect(await failureOf({ faults: 'no-stub' })).toMatchObject({ details: { reason: 'no-stub' } });
  });

  it('tells silence, an application, another program and another tab apart', async () => {
    const deaf = (box: WiredBox): void => {
      box.refusesSignals = true;
    };
    expect(await failureOf({}, deaf)).toMatchObject({ code: 'no-answer' });
    const chatty: WiredBoxOptions = {
      onRunApp: (host) => ({
        receive: () => host.print('I (1) echokit: PASS: "secret"\r\n'),
        stop: () => undefined,
      }),
    };
    const talking = await failureOf(chatty, deaf);
    expect(talking.code).toBe('not-in-boot-mode');
    expect(JSON.stringify(talking)).not.toContain('secret');
    const take = (box: WiredBox): void => {
      box.isTaken = true;
    };
    expect(await failureOf({}, take)).toMatchObject({ code: 'port-busy' });
    const taken = (box: WiredBox): void => {
      box.isTaken = true;
      box.isOurs = false;
    };
    expect(await failureOf({}, taken)).toMatchObject({ code: 'port-in-other-tab' });
  });

  it('says that the plug was pulled, at whatever byte', async () => {
    for (const at of [0, 40, 300, 3000, 8000, 8600])
      expect(await failureOf({ faults: `disconnect@${at}` }), `byte ${at}`).toMatchObject({
        code: 'unplugged',
      });
  });

  it('leaves the flash alone', async () => {
    const box = new WiredBox();
    const before = changesBefore(box);
    await connect(box);
    expect(box.chip.flash.changes).toBe(before);
  });
});
