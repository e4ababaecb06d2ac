import { describe, expect, it } from 'vitest';
import { readNvs } from '../../core/esp/nvs/read-nvs.ts';
import { buildInstalledFlash } from '../../simulators/esp32s3/firmware/installed-flash.ts';
import { FlashModel } from '../../simulators/esp32s3/flash-model.ts';
import { memoryKeptWrites } from './kept-writes.ts';
import {
  appImage,
  file,
  fullImage,
  libraryPartition,
  LoaderWorld,
  mergedImage,
  nvsAt,
  nvsBytes,
  sameBytes,
  usedFlash,
  usualSettings,
} from './loader-world.testing.ts';

const appAt = 0x21_0000;
const entriesOf = (world: LoaderWorld, size = nvsBytes) =>
  readNvs(world.box.chip.flash.read(nvsAt, size)).entries;

describe('flashing', () => {
  it('writes a merged image of 16 MB without its blanks, keeps the settings, and the box runs', async () => {
    const world = new LoaderWorld();
    world.box.chip.flash.erase(appAt, 0x50_0000);
    const before = entriesOf(world);
    await world.connect();
    const plan = await world.plan(file('echokit_boards.bin', fullImage()));
    expect(plan).toMatchObject({ settings: 'kept', layoutChange: null });
    const done = await world.ok(world.flash(plan.id));
    expect(done.bytesWritten).toBeGreaterThan(0);
    const merged = mergedImage();
    const { chip } = world.box;
    expect(sameBytes(chip.flash.read(appAt, merged.length - appAt), merged.subarray(appAt))).toBe(true);
    expect(entriesOf(world)).toEqual(before);
    expect(chip.state).toBe('app');
    expect(world.box.board).toMatchObject({ dtr: false, rts: false });
    expect(done.bootLines.join('\n')).toContain('App version');
    expect(done.bootLines.join('\n')).not.toContain('secret-password');
  });

  it('writes nothing that is there already', async () => {
    const world = new LoaderWorld();
    await world.connect();
    const before = world.box.chip.flash.changes;
    const plan = await world.plan(file('app.bin', appImage()));
    const done = await world.ok(world.flash(plan.id));
    expect(done).toMatchObject({ bytesWritten: 0, bytesSkipped: appImage().length });
    expect(world.box.chip.flash.changes).toBe(before);
  });

  it('refuses before anything is erased', async () => {
    const world = new LoaderWorld({ faults: 'flash-size=8MB', flash: new FlashModel(0x80_0000) });
    await world.connect();
    const before = world.box.chip.flash.changes;
    const damaged = appImage();
    damaged[5000]! ^= 1;
    for (const [bytes, reason] of [
      [appImage().slice(0, 50_000), 'truncated'],
      [damaged, 'bad-checksum'],
      [fullImage(), 'flash-too-small'],
    ] as const) {
      const failure = await world.failure(
        world.loader.planFlash([file('x.bin', bytes)], { eraseSettings: false }),
      );
      expect(failure.code).toBe('refused-image');
      expect(failure.details['reason'], reason).toBeTypeOf('string');
    }
    expect(world.box.chip.flash.changes).toBe(before);
  });

  it('carries the settings over to another layout', async () => {
    const flash = new FlashModel(0x100_0000);
    const settings = { ssid: 'HomeNet', pass: 'secret-password', server_url: 'ws://10.0.0.2/ws' };
    flash.load(0, buildInstalledFlash({ layout: 'nvs-24kib', settings }));
    const world = new LoaderWorld({ flash });
    await world.connect();
    const plan = await world.plan(file('echokit_boards.bin', mergedImage()));
    expect(plan).toMatchObject({ settings: 'moved', layoutChange: { from: 'nvs-24kib', to: 'nvs-2mib' } });
    await world.ok(world.flash(plan.id));
    const values = Object.fromEntries(entriesOf(world).map(({ key, value }) => [key, value]));
    expect(values).toMatchObject(settings);
  });

  it('stops when it is told to, and goes on later with what is missing', async () => {
    const world = new LoaderWorld();
    world.box.chip.flash.erase(appAt, 0x50_0000);
    await world.connect();
    const plan = await world.plan(file('app.bin', appImage()));
    const stopped = world.loader.flash(plan.id, ({ phase, done }) => {
      if (phase === 'writing' && done > 0) void world.loader.cancel();
    });
    expect(await world.failure(stopped)).toMatchObject({ code: 'cancelled' });
    await world.ok(world.flash(plan.id));
    expect(sameBytes(world.box.chip.flash.read(appAt, appImage().length), appImage())).toBe(true);
  });

  it('does one thing at a time', async () => {
    const world = new LoaderWorld();
    await world.connect();
    const reading = world.loader.readInstalled(world.onProgress);
    expect(await world.failure(world.loader.readInstalled(world.onProgress))).toMatchObject({ code: 'busy' });
    expect(await world.ok(reading)).toMatchObject({
      table: { ok: true, value: { layout: 'nvs-2mib' } },
      apps: [{ partition: { label: 'factory' }, descriptor: { version: '0.3.2' } }],
    });
  });

  it('restarts a box whose lines lead nowhere by its watchdog', async () => {
    const world = new LoaderWorld();
    const { box } = world;
    box.isUnwired = true;
    box.press('k0', true);
    box.press('rst', true);
    box.press('rst', false);
    await world.run(new Promise<void>((resolve) => void box.time.after(500, resolve)));
    box.press('k0', false);
    await world.connect();
    const plan = await world.plan(file('app.bin', appImage()));
    const done = await world.ok(world.flash(plan.id));
    expect(done.bootLines.join('\n')).toContain('App version');
    expect(box.chip.state).toBe('app');
  });

  it('says so when the box stays in download mode', async () => {
    const world = new LoaderWorld({ faults: 'stuck-download' });
    await world.connect();
    const plan = await world.plan(file('app.bin', appImage()));
    const failure = await world.failure(world.flash(plan.id));
    expect(failure).toMatchObject({
      code: 'stuck-in-boot-mode',
      details: { bootLine: 'waiting for download' },
    });
  });
});

describe('settings', () => {
  it('are read by page, and a password changes three pages at the most', async () => {
    const flash = usedFlash();
    flash.erase(nvsAt, nvsBytes);
    flash.load(nvsAt, libraryPartition());
    const world = new LoaderWorld({ flash });
    await world.connect();
    const report = await world.ok(world.loader.readSettings(world.onProgress));
    expect(report.settings.pass).toBeTypeOf('string');
    expect(report.otherNamespaces.length).toBeGreaterThan(0);
    expect(report.usedPages).toBe(57);
    expect(report.bytesRead).toBeLessThanOrEqual(2 * 4096 * report.usedPages);
    const before = entriesOf(world).filter(({ key }) => key !== 'pass');
    const written = await world.ok(
      world.loader.writeSettings([{ key: 'pass', value: 'another-password' }], world.onProgress),
    );
    expect(written.pagesWritten).toBeLessThanOrEqual(3);
    expect(written.settings.pass).toBe('another-password');
    expect(entriesOf(world).filter(({ key }) => key !== 'pass')).toEqual(before);
  });

  it('are refused where the box could not use them', async () => {
    const world = new LoaderWorld();
    await world.connect();
    const before = world.box.chip.flash.changes;
    expect(
      await world.failure(
        world.loader.writeSettings([{ key: 'ssid', value: 'x'.repeat(33) }], world.onProgress),
      ),
    ).toMatchObject({ code: 'invalid-settings', details: { key: 'ssid', reason: 'ssid-too-long' } });
    world.box.chip.flash.load(nvsAt, new TextEncoder().encode('This is no NVS'.repeat(1000)));
    expect(await world.failure(world.loader.readSettings(world.onProgress))).toMatchObject({
      code: 'unreadable-settings',
    });
    expect(world.box.chip.flash.changes).toBe(before + 1);
  });

  it('that were cut short are finished from what was kept, also by a page that was loaded anew', async () => {
    const kept = memoryKeptWrites();
    const size = 0x1_8000;
    const flash = usedFlash(usualSettings, size);
    const first = new LoaderWorld({ flash }, kept);
    await first.connect();
    await first.ok(first.loader.readSettings(first.onProgress));
    const cut = first.loader.writeSettings([{ key: 'pass', value: 'another-password' }], ({ phase }) => {
      if (phase === 'writing') first.box.unplug();
    });
    expect(await first.failure(cut)).toMatchObject({ code: 'unplugged' });
    // Between erasing and programming a page is blank, with all that was on it.
    flash.erase(nvsAt, 4096);

    const second = new LoaderWorld({ flash }, kept);
    await second.connect();
    expect(await second.loader.unfinishedWrite()).toMatchObject({ partition: { label: 'nvs' } });
    const written = await second.ok(second.loader.finishWrite(second.onProgress));
    expect(written.settings).toMatchObject({ ssid: 'HomeNet', pass: 'another-password' });
    expect(await second.loader.unfinishedWrite()).toBeNull();
    expect(entriesOf(second, size).find(({ key }) => key === 'cal_data')?.type).toBe('blob');
  });
});

describe('settings that were cut short on their way to another layout', () => {
  it('are not written where that layout is not there yet', async () => {
    const kept = memoryKeptWrites();
    const size = 0x1_8000;
    const flash = usedFlash(usualSettings, size);
    const world = new LoaderWorld({ flash }, kept);
    await world.connect();
    const image = new Uint8Array(0x20_0000).fill(0xff);
    const place = { label: 'nvs', type: 1, subtype: 2, encrypted: false, readOnly: false };
    const partition = { ...place, offset: nvsAt, size: image.length };
    await kept.keep({ boxId: '98a316e5d84a', at: 0, partition, backup: image, image, pages: [20] });
    const before = flash.read(0, 0x40_0000);
    const refused = await world.failure(world.loader.finishWrite(world.onProgress));
    expect(refused).toMatchObject({ code: 'layout-missing' });
    expect(sameBytes(flash.read(0, 0x40_0000), before)).toBe(true);
    expect(await world.loader.unfinishedWrite()).not.toBeNull();
  });
});

describe('backups', () => {
  it('of all of the flash are restored, hash for hash', async () => {
    const size = 0x40_0000;
    const world = new LoaderWorld({ flash: new FlashModel(size, mergedImage()), faults: 'flash-size=4MB' });
    await world.connect();
    const saved = await world.ok(world.loader.backup({ kind: 'whole-flash' }, world.onProgress));
    expect(saved.bytes.length).toBeLessThan(1024 * 1024);
    const before = world.box.chip.flash.read(0, size);
    world.box.chip.flash.erase(0, size);
    const plan = await world.ok(world.loader.planRestore(saved));
    expect(plan).toMatchObject({ otherBox: false, takenFrom: { mac: '98:a3:16:e5:d8:4a' } });
    await world.ok(world.loader.restore(plan.id, world.onProgress));
    expect(sameBytes(world.box.chip.flash.read(0, size), before)).toBe(true);
  });

  it('are told to be of another box, and refused where they are damaged or do not fit', async () => {
    const world = new LoaderWorld();
    await world.connect();
    const saved = await world.ok(world.loader.settingsBackup());
    const other = new LoaderWorld({ facts: { mac: '98:a3:16:00:00:01' } });
    await other.connect();
    expect(await other.ok(other.loader.planRestore(saved))).toMatchObject({ otherBox: true });

    const small = new LoaderWorld({ flash: usedFlash(usualSettings, 0x1_8000) });
    await small.connect();
    const before = small.box.chip.flash.changes;
    const reasonFor = async (bytes: Uint8Array<ArrayBuffer>) =>
      (await small.failure(small.loader.planRestore({ name: 'x', bytes }))).details['reason'];
    expect(await reasonFor(saved.bytes)).toBe('other-layout');
    expect(await reasonFor(new Uint8Array(100))).toBe('unknown-file');
    expect(await reasonFor(saved.bytes.slice(0, 500))).toBe('not-a-zip');
    expect(small.box.chip.flash.changes).toBe(before);
  });
});

describe('the log', () => {
  it('is heard from the restart on, takes text, and shows no password', async () => {
    const world = new LoaderWorld();
    await world.attach();
    const lines: string[] = [];
    await world.ok(
      world.loader.startMonitor((update) => {
        for (const { runs } of update.lines) lines.push(runs.map(({ text }) => text).join(''));
      }),
    );
    await world.ok(world.loader.reset('app', world.onProgress));
    await world.ok(world.loader.sendText('hello'));
    await world.run(new Promise<void>((resolve) => void world.box.time.after(500, resolve)));
    expect(lines.join('\n')).toContain('App version');
    expect(lines.join('\n')).toContain('echo: hello');
    expect(lines.join('\n')).not.toContain('secret-password');
    await world.run(world.loader.stopMonitor());
  });
});
