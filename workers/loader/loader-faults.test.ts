/** Faults at three points of each operation end in the right code, with a box that can be put right, and a retry works. */
import { describe, expect, it } from 'vitest';
import { readNvs } from '../../core/esp/nvs/read-nvs.ts';
import type { LoaderFailure, LoaderResult } from '../loader-api.ts';
import {
  appImage,
  file,
  LoaderWorld,
  nvsAt,
  sameBytes,
  usedFlash,
  usualSettings,
} from './loader-world.testing.ts';

/** Small, and quick to hash. */
const nvsBytes = 0x1_8000;
const createWorld = (faults = ''): LoaderWorld =>
  new LoaderWorld({ faults, flash: usedFlash(usualSettings, nvsBytes) });

interface Operation {
  readonly name: string;
  /** Prepares, and gives what is to be disturbed and repeated. */
  prepare(world: LoaderWorld): Promise<() => Promise<LoaderResult<unknown>>>;
  /** What the box must hold in the end. */
  check(world: LoaderWorld): void;
}

const newPassword = [{ key: 'pass', value: 'another-password' }] as const;

const operations: readonly Operation[] = [
  {
    name: 'flash',
    async prepare(world) {
      world.box.chip.flash.erase(0x21_0000, 0x50_0000);
      const plan = await world.plan(file('app.bin', appImage()));
      return () => world.flash(plan.id);
    },
    check: (world) =>
      expect(sameBytes(world.box.chip.flash.read(0x21_0000, appImage().length), appImage())).toBe(true),
  },
  {
    name: 'settings',
    async prepare(world) {
      await world.ok(world.loader.readSettings(world.onProgress));
      return () => world.loader.writeSettings(newPassword, world.onProgress);
    },
    check: (world) => {
      const { entries } = readNvs(world.box.chip.flash.read(nvsAt, nvsBytes));
      expect(entries.find(({ key }) => key === 'pass')?.value).toBe('another-password');
      expect(entries.find(({ key }) => key === 'ssid')?.value).toBe('HomeNet');
    },
  },
  {
    name: 'read settings',
    prepare: (world) => Promise.resolve(() => world.loader.readSettings(world.onProgress)),
    check: () => undefined,
  },
  {
    name: 'backup',
    prepare: (world) =>
      Promise.resolve(() =>
        world.loader.backup({ kind: 'partitions', labels: ['nvs', 'phy_init'] }, world.onProgress),
      ),
    check: () => undefined,
  },
  {
    name: 'restore',
    async prepare(world) {
      const range = { kind: 'partitions', labels: ['nvs'] } as const;
      const saved = await world.ok(world.loader.backup(range, world.onProgress));
      world.box.chip.flash.erase(nvsAt, nvsBytes);
      const plan = await world.ok(world.loader.planRestore(saved));
      return () => world.loader.restore(plan.id, world.onProgress);
    },
    check: (world) =>
      expect(
        sameBytes(
          world.box.chip.flash.read(nvsAt, nvsBytes),
          usedFlash(usualSettings, nvsBytes).read(nvsAt, nvsBytes),
        ),
      ).toBe(true),
  },
];

/** How many bytes an operation sends when nothing disturbs it, and where it begins. */
async function measure(operation: Operation): Promise<{ readonly from: number; readonly bytes: number }> {
  const world = createWorld();
  await world.connect();
  const perform = await operation.prepare(world);
  const from = world.box.chip.usage().bytesFromHost;
  await world.ok(perform());
  operation.check(world);
  return { from, bytes: world.box.chip.usage().bytesFromHost - from };
}

const measured = new Map<Operation, ReturnType<typeof measure>>();

async function disturbed(
  operation: Operation,
  fault: 'disconnect' | 'garble' | 'drop',
  share: number,
): Promise<{
  readonly world: LoaderWorld;
  readonly result: LoaderResult<unknown>;
  readonly again: () => Promise<LoaderResult<unknown>>;
}> {
  if (!measured.has(operation)) measured.set(operation, measure(operation));
  const { from, bytes } = await measured.get(operation)!;
  const at = from + Math.floor(bytes * share);
  const world = createWorld(`${fault}@${at}`);
  await world.connect();
  const perform = await operation.prepare(world);
  return { world, result: await world.run(perform()), again: perform };
}

const shares = [0.1, 0.5, 0.9];

describe.each(operations)('$name', (operation) => {
  it.each(shares)('survives the plug being pulled at %d of it', async (share) => {
    const { world, result, again } = await disturbed(operation, 'disconnect', share);
    expect(result).toMatchObject({ ok: false, error: { code: 'unplugged' } });
    world.box.plug();
    await world.ok(world.loader.connect({ baud: 921_600 }, world.onProgress));
    await world.ok(again());
    operation.check(world);
  });

  it.each(shares)('gets over garbled and lost bytes at %d of it', async (share) => {
    for (const fault of ['garble', 'drop'] as const) {
      const { world, result } = await disturbed(operation, fault, share);
      expect(failureOf(result), fault).toBeUndefined();
      operation.check(world);
    }
  });

  it('says that the port is taken, and works when it is free', async () => {
    const world = createWorld();
    await world.connect();
    const perform = await operation.prepare(world);
    await world.run(world.loader.detach());
    world.box.isTaken = true;
    await world.attach();
    expect(await world.failure(world.loader.connect({ baud: 921_600 }, world.onProgress))).toMatchObject({
      code: 'port-busy',
    });
    world.box.isTaken = false;
    await world.ok(world.loader.connect({ baud: 921_600 }, world.onProgress));
    await world.ok(perform());
    operation.check(world);
  });
});

const failureOf = (result: LoaderResult<unknown>): LoaderFailure | undefined =>
  result.ok ? undefined : result.error;
