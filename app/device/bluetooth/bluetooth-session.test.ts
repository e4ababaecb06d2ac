/** The session, the browser's adapter and the scripted box together, in plain Node. Rules: `core/box-gatt/rules.md`. */
import { describe, expect, it } from 'vitest';
import type { SetupState } from '../../../core/box-gatt/session-state.ts';
import type { SettingEdit } from '../../../core/esp/settings/box-settings.ts';
import { EchoError } from '../../../core/errors.ts';
import { gifOfBytes } from '../../../core/gif/pictures.testing.ts';
import type { GattFirmware } from '../../../simulators/gatt/firmware-store.ts';
import { createScriptedBox, type ScriptedBoxOptions } from '../../../simulators/gatt/scripted-bluetooth.ts';
import { createSetupMemoryStore } from '../../platform/bluetooth/setup-memory-store.ts';
import { createWebBluetoothBoxes } from '../../platform/bluetooth/web-bluetooth-boxes.ts';
import { createBluetoothSession } from './bluetooth-session.ts';

const home = { ssid: 'Home', pass: 'open sesame', server_url: 'ws://192.168.1.2:8080/ws' };

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

function scene(options: Partial<ScriptedBoxOptions> = {}, kept = storage()) {
  const box = createScriptedBox({ firmware: '0.3.2', stored: home, ...options });
  const open = () =>
    createBluetoothSession({
      boxes: createWebBluetoothBoxes({ bluetooth: () => box.bluetooth, isSecurePage: true }),
      memory: createSetupMemoryStore(kept),
      now: () => 1000,
    });
  const session = open();
  type Phase = SetupState['phase'];
  /** The state as soon as it is in that phase. */
  const until = <P extends Phase>(phase: P, of = session) =>
    new Promise<SetupState & { phase: P }>((take) => {
      const isIt = (state: SetupState): state is SetupState & { phase: P } => state.phase === phase;
      const now = of.store.getState();
      if (isIt(now)) return take(now);
      const stop = of.store.subscribe((state) => {
        if (!isIt(state)) return;
        stop();
        take(state);
      });
    });
  const connected = async () => {
    session.connect();
    return (await until('ready')).box;
  };
  const write = async (...edits: SettingEdit[]) => {
    session.write(edits);
    const { phase } = session.store.getState();
    return phase === 'ready' ? until('ready') : Promise.race([until('ready'), until('lost')]);
  };
  const writes = () => box.log.flatMap((entry) => (entry.type === 'write' ? [entry] : []));
  return { box, session, open, until, connected, write, writes, kept };
}

describe('firmware', () => {
  const cases: readonly (readonly [GattFirmware, string, number])[] = [
    ['0.2.1', '0.2.1', 5],
    ['0.3.0', '0.3.0', 8],
    ['0.3.2', '0.3.1', 9],
  ];
  for (const [firmware, shown, offered] of cases)
    it(`${firmware} is read as far as it goes`, async () => {
      const { connected } = scene({ firmware });
      const box = await connected();
      expect([box.firmware, box.offered.length]).toEqual([shown, offered]);
      const gains = firmware === '0.2.1' ? {} : { afe_linear_gain: 1.5, agc_tl_dbfs: 3, agc_cg_db: 15 };
      expect(box.settings).toEqual({ ...home, ...gains });
    });

  it('0.3.2 takes all settings, and they read back', async () => {
    const { connected, write, box } = scene();
    await connected();
    const edits: SettingEdit[] = [
      { key: 'ssid', value: '小盒子' },
      { key: 'pass', value: 'twelve keys' },
      { key: 'server_url', value: 'ws://a.example/ws' },
      { key: 'afe_linear_gain', value: 2.1 },
      { key: 'agc_tl_dbfs', value: 7 },
      { key: 'agc_cg_db', value: 0 },
    ];
    const state = await write(...edits);
    expect(state.phase === 'ready' && state.outcome).toEqual({ kind: 'written', needsRestart: false });
    expect(box.store.stored).toEqual({
      ...Object.fromEntries(edits.map(({ key, value }) => [key, value])),
      afe_linear_gain: Math.fround(2.1),
    });
  });

  it('0.2.1 is not written what it does not know', async () => {
    const { connected, write, writes } = scene({ firmware: '0.2.1' });
    await connected();
    const state = await write({ key: 'ssid', value: 'New' }, { key: 'agc_cg_db', value: 4 });
    expect(state.phase === 'ready' && state.outcome).toEqual({
      kind: 'failed',
      trouble: { code: 'bt-missing', name: 'agc_cg_db' },
    });
    expect(writes()).toEqual([]);
  });

  it('[G2] a VibeKeys is recognised, let go of, and never written to', async () => {
    const { session, until, writes, box } = scene({ firmware: 'vibekeys' });
    session.connect();
    await until('vibekeys');
    session.write([{ key: 'server_url', value: 'ws://a.example' }]);
    session.restart();
    session.restartedByHand();
    expect(session.store.getState().phase).toBe('vibekeys');
    expect(writes()).toEqual([]);
    expect(box.store.config).toMatch(/^\{"wifi_list"/u);
    // Before it was known, its address alone was read.
    expect(box.log.flatMap((entry) => (entry.type === 'read' ? [entry.name] : []))).toEqual(['server_url']);
    expect(box.log.at(-1)?.type).toBe('disconnect');
  });
});

describe('pictures', () => {
  for (const length of [499, 500, 501, 511, 512, 513, 1024, 1536, 4096])
    it(`of ${length} bytes arrive as they are, and are kept at RESET`, async () => {
      const { connected, write, box, session, until } = scene();
      await connected();
      const [background, avatar] = [gifOfBytes(length), gifOfBytes(length + 13)];
      expect(background.length).toBe(length);
      const state = await write(
        { key: 'background_gif', value: background },
        { key: 'avatar_gif', value: avatar },
      );
      expect(state.phase === 'ready' && state.outcome).toEqual({ kind: 'written', needsRestart: true });
      expect(box.store.collected('background_gif')).toEqual(background);
      expect(box.store.collected('avatar_gif')).toEqual(avatar);
      expect([box.store.isComplete('background_gif'), box.store.stored.background_gif]).toEqual([
        true,
        undefined,
      ]);
      session.restart();
      await until('restarted');
      expect(box.store.stored.background_gif).toEqual(background);
      expect(box.store.stored.avatar_gif).toEqual(avatar);
      expect(box.store.lastRestart).toBe('reset');
    });

  it('[G5] a second background is refused, also after a reload, until the box was restarted', async () => {
    const { connected, write, open, until, box, writes } = scene();
    await connected();
    await write({ key: 'background_gif', value: gifOfBytes(600) });
    const before = writes().length;
    const refused = await write({ key: 'background_gif', value: gifOfBytes(700) });
    expect(refused.phase === 'ready' && refused.outcome).toEqual({
      kind: 'failed',
      trouble: { code: 'bt-second-background', name: 'background_gif' },
    });
    box.setInReach(false);
    box.setInReach(true);
    const reloaded = open();
    reloaded.connect();
    expect((await until('ready', reloaded)).box.memory.background).toEqual({
      fileBytes: 600,
      isWhole: true,
      at: 1000,
    });
    reloaded.write([{ key: 'background_gif', value: gifOfBytes(700) }]);
    expect(writes().length).toBe(before);
    reloaded.restart();
    await until('restarted', reloaded);
    box.enterSetup();
    reloaded.connect(true);
    expect((await until('ready', reloaded)).box.memory).toEqual({});
    reloaded.write([{ key: 'background_gif', value: gifOfBytes(700) }]);
    await until('writing', reloaded);
    await until('ready', reloaded);
    expect(box.store.collected('background_gif')).toEqual(gifOfBytes(700));
  });

  it('[G5] a second avatar replaces the first', async () => {
    const { connected, write, box, writes } = scene();
    await connected();
    await write({ key: 'avatar_gif', value: gifOfBytes(600) });
    await write({ key: 'avatar_gif', value: gifOfBytes(800) });
    expect(box.store.collected('avatar_gif')).toEqual(gifOfBytes(800));
    expect(writes().map(({ bytes }) => bytes.length)).toEqual([500, 100, 0, 500, 300]);
  });

  it('an avatar is taken away with the empty write', async () => {
    const { connected, write, box, session, until } = scene({
      stored: { ...home, avatar_gif: gifOfBytes(600) },
    });
    await connected();
    await write({ key: 'avatar_gif', value: null });
    session.restart();
    await until('restarted');
    expect(box.store.stored.avatar_gif).toBeUndefined();
  });

  it('[G4] [G6] cancelling stops between two pieces, and what was sent is remembered', async () => {
    const { connected, session, until, box } = scene();
    await connected();
    session.store.subscribe((state) => {
      if (state.phase === 'writing' && state.progress.done >= 1000) session.cancel();
    });
    session.write([
      { key: 'ssid', value: 'New' },
      { key: 'background_gif', value: gifOfBytes(4000) },
    ]);
    const state = await until('ready');
    expect(state.outcome).toEqual({ kind: 'cancelled' });
    expect(state.box.settings.ssid).toBe('New');
    expect(state.box.memory.background).toEqual({ fileBytes: 4000, isWhole: false, at: 1000 });
    expect(box.store.collected('background_gif').length).toBe(1000);
  });
});

describe('[G7] a link that breaks', () => {
  for (const hasArrived of [false, true])
    for (let write = 1; write <= 6; write++)
      it(`at write ${write}, which ${hasArrived ? 'had' : 'had not'} arrived, is told, and all goes well after a restart`, async () => {
        const scripted = scene({ faults: { breakAtWrite: { write, hasArrived } } });
        const { connected, write: writeEdits, box, session, until } = scripted;
        await connected();
        const edits: SettingEdit[] = [
          { key: 'ssid', value: 'New' },
          { key: 'pass', value: 'another one' },
          { key: 'background_gif', value: gifOfBytes(1900) },
        ];
        const lost = await writeEdits(...edits);
        if (lost.phase !== 'lost') throw new Error(`phase ${lost.phase}`);
        expect(lost.trouble).toMatchObject({ code: 'bt-lost' });
        expect(lost.edits.map(({ key }) => key)).toEqual(
          edits.slice(Math.min(write - 1, 2)).map(({ key }) => key),
        );
        expect(lost.box.memory.background).toEqual(
          write > 2 ? { fileBytes: 1900, isWhole: false, at: 1000 } : undefined,
        );
        box.setFaults({});
        if (write > 2) {
          box.enterSetup();
          session.restartedByHand();
        }
        session.connect(true);
        await until('ready');
        const state = await writeEdits(...lost.edits);
        expect(state.phase === 'ready' && state.outcome).toMatchObject({ kind: 'written' });
        expect(box.store.stored).toMatchObject({ ssid: 'New', pass: 'another one' });
        expect(box.store.collected('background_gif')).toEqual(gifOfBytes(1900));
      });

  it('while nothing is done is told too', async () => {
    const { connected, until, box } = scene();
    await connected();
    box.setInReach(false);
    expect((await until('lost')).trouble).toEqual({ code: 'bt-lost' });
  });
});

describe('connecting', () => {
  it('tries twice, then says that the box does not answer', async () => {
    const once = scene({ faults: { refusedConnects: 1 } });
    await once.connected();
    const twice = scene({ faults: { refusedConnects: 2 } });
    twice.session.connect();
    await twice.until('choosing');
    expect((await twice.until('off')).trouble).toEqual({ code: 'bt-unreachable' });
    await twice.connected();
  });
  it('that is dismissed, unsupported or insecure says so', async () => {
    const codes = [];
    for (const [bluetooth, isSecurePage] of [
      [createScriptedBox({ firmware: '0.3.2', faults: { isDismissed: true } }).bluetooth, true],
      [undefined, true],
      [undefined, false],
    ] as const) {
      const boxes = createWebBluetoothBoxes({ bluetooth: () => bluetooth, isSecurePage });
      codes.push(
        await boxes
          .choose()
          .catch((cause: unknown) => (cause instanceof EchoError ? (cause as EchoError).code : cause)),
      );
    }
    expect(codes).toEqual(['bt-not-chosen', 'bt-unsupported', 'bt-insecure-page']);
  });
  it('can be cancelled at any moment, and nothing comes of it later', async () => {
    let answer: () => void = () => undefined;
    const { session, box, until } = scene({ pace: () => new Promise((take) => (answer = take)) });
    session.connect();
    await until('connecting');
    session.cancel();
    answer();
    await Promise.resolve();
    expect(session.store.getState()).toMatchObject({ phase: 'off', trouble: null });
    expect(box.log.filter(({ type }) => type === 'read')).toEqual([]);
  });
});

describe('restarting', () => {
  it('[G4] counts as done when the box is gone before it has answered, but not as sure', async () => {
    const { connected, write, session, until, box } = scene({ faults: { mutesReset: true } });
    await connected();
    await write({ key: 'background_gif', value: gifOfBytes(600) });
    session.restart();
    expect((await until('restarted')).memory.background?.fileBytes).toBe(600);
    expect(box.store.boots).toBe(2);
    box.enterSetup();
    session.connect(true);
    expect((await until('ready')).box.memory.background?.fileBytes).toBe(600);
    session.restartedByHand();
    expect((await until('restarted')).memory).toEqual({});
  });
  it('[G8] without RESET is done by hand', async () => {
    const { connected, session, until, box } = scene({ faults: { rejected: ['reset'] } });
    await connected();
    session.restart();
    await until('press-k0');
    box.pressK0();
    await until('restarted');
    expect(box.store.lastRestart).toBe('key');
  });
});

it('[G6] a value that the box refuses is named', async () => {
  const { connected, write } = scene({ faults: { rejected: ['pass'] } });
  await connected();
  const state = await write({ key: 'ssid', value: 'New' }, { key: 'pass', value: 'x' });
  expect(state.phase === 'ready' && state.outcome).toEqual({
    kind: 'failed',
    trouble: { code: 'bt-refused', name: 'pass' },
  });
  expect(state.phase === 'ready' && state.box.settings.ssid).toBe('New');
});

it('[G1] what is asked while something runs changes nothing', async () => {
  const { connected, session, until, writes } = scene();
  await connected();
  session.write([{ key: 'ssid', value: 'New' }]);
  session.write([{ key: 'pass', value: 'other' }]);
  session.restart();
  session.connect();
  await until('ready');
  expect(writes().map(({ name }) => name)).toEqual(['ssid']);
});
