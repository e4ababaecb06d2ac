import { describe, expect, it } from 'vitest';
import { readNvs } from '../../core/esp/nvs/read-nvs.ts';
import {
  appImage,
  file,
  fullImage,
  LoaderWorld,
  mergedImage,
  nvsAt,
  nvsBytes,
} from './loader-world.testing.ts';

const entriesOf = (world: LoaderWorld) => readNvs(world.box.chip.flash.read(nvsAt, nvsBytes)).entries;

describe('flashing', () => {
  it('writes a merged image of 16 MB without its blanks, keeps the settings, and the box runs', async () => {
    const world = new LoaderWorld();
    world.box.chip.flash.erase(0x21_0000, 0x50_0000);
    const before = entriesOf(world);
    await world.connect();
    const plan = await world.plan(file('echokit_boards.bin', fullImage()));
    expect(plan).toMatchObject({ settings: 'kept', layoutChange: null });
    const done = await world.ok(world.flash(plan.id));
    expect(done.bytesWritten).toBeGreaterThan(0);
    const merged = mergedImage();
    expect(world.box.chip.flash.read(0x21_0000, merged.length - 0x21_0000)).toEqual(
      merged.subarray(0x21_0000),
    );
    expect(entriesOf(world)).toEqual(before);
    expect(world.box.chip.state).toBe('app');
    expect(done.bootLines.join('\n')).toContain('App version');
    expect(done.bootLines.join('\n')).not.toContain('secret-password');
  });

  it('writes nothing that is there already', async () => {
    const world = new LoaderWorld();
    await world.connect();
    const plan = await world.plan(file('app.bin', appImage()));
    const done = await world.ok(world.flash(plan.id));
    expect(done.bytesWritten).toBe(0);
    expect(done.bytesSkipped).toBeGreaterThan(0);
  });
});
