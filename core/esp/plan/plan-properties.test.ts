import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../audio/random.testing.ts';
import { buildImage, descriptorSegment, imageFixture } from '../image/image-fixtures.testing.ts';
import { parseAppImage } from '../image/parse-app-image.ts';
import { inspectImage } from '../image/inspect-image.ts';
import { mapMergedImage } from '../image/map-merged-image.ts';
import type { Partition, PartitionTable } from '../partition-table-types.ts';
import { settingsPartition, startingApp } from '../table/box-layout.ts';
import { buildPartitionTable } from '../table/build-partition-table.ts';
import { parsePartitionTable } from '../table/parse-partition-table.ts';
import { parsePartitionCsv } from '../table/partition-csv.ts';
import type { FlashDecision, FlashFile, FlashTarget } from './flash-plan.ts';
import { planFlash } from './plan-flash.ts';

const flashBytes = 0x10_0000;
const application = buildImage({ segments: [descriptorSegment({}, 20_000)], hash: true });
application[3] = 0x0f; // for 1 MB of flash; the hash is made again below
const app = rehashed(application);
const bootLoader = rehashed(imageFixture('bootloader.bin').map((byte, at) => (at === 3 ? 0x0f : byte)));

function rehashed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const report = inspectImage(bytes);
  const fixed = Uint8Array.from(bytes);
  fixed.set(Buffer.from(report.hash!.computed, 'hex'), report.hash!.offset);
  return fixed;
}

function randomTable(random: Random): PartitionTable {
  const rows = [
    `nvs,data,nvs,,${random.integer(3, 6) * 4}K`,
    'phy_init,data,phy,,4K',
    ...(random.chance(0.5) ? ['otadata,data,ota,,8K'] : []),
    ...(random.chance(0.5) ? [`store,data,fat,,${random.integer(1, 40) * 4}K`] : []),
    random.chance(0.5) ? 'factory,app,factory,,64K' : 'ota_0,app,ota_0,,128K',
    ...(random.chance(0.5) ? ['ota_1,app,ota_1,,64K'] : []),
    ...(random.chance(0.5) ? [`model,0x${random.integer(0x40, 0xfe).toString(16)},1,,200K`] : []),
  ];
  const table = parsePartitionCsv(rows.join('\n'), { flashBytes });
  if (!table.ok) throw table.error;
  return table.value;
}

const fill = (bytes: Uint8Array, random: Random, { offset, size }: Pick<Partition, 'offset' | 'size'>) => {
  const end = offset + random.integer(1, size);
  for (let at = offset; at < end; at += random.integer(1, 3000)) bytes[at] = random.integer(0, 254);
};

/** A merged image of a table, with data in some of its partitions. */
function randomFile(random: Random, table: PartitionTable): FlashFile {
  const bytes = new Uint8Array(flashBytes).fill(0xff);
  for (const partition of table.partitions)
    if (partition.type !== 0 && random.chance(0.3)) fill(bytes, random, partition);
  bytes.set(bootLoader, 0);
  bytes.set(buildPartitionTable(table), 0x8000);
  bytes.set(app, startingApp(table)!.offset);
  return { name: 'merged.bin', bytes };
}

/** As a chip would: whole sectors are erased, then written. Settings that move are told by zeros. */
function write(flash: Uint8Array, { parts }: FlashDecision, file: FlashFile): Uint8Array {
  const after = flash.slice();
  for (const part of parts) {
    after.fill(0xff, part.offset, Math.ceil((part.offset + part.length) / 4096) * 4096);
    if (part.source === 'file')
      after.set(file.bytes.subarray(part.from, part.from + part.length), part.offset);
    if (part.source === 'settings') after.fill(0, part.offset, part.offset + part.length);
  }
  return after;
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

describe('planFlash, with any tables and contents', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);

  it.each(seeds)('leaves a box that starts, and what should stay (seed %i)', (seed) => {
    const random = createRandom(seed);
    const after = randomTable(random);
    const before = random.chance(0.4) ? after : randomTable(random);
    const file = randomFile(random, after);
    const flash = new Uint8Array(flashBytes).fill(0xff);
    fill(flash, random, { offset: 0x9000, size: flashBytes - 0x9000 });
    flash.set(bootLoader, 0);
    flash.set(buildPartitionTable(before), 0x8000);
    const eraseSettings = random.chance(0.3);
    const settings = (['unknown', 'none', { pictureBytes: 9_000 }] as const)[random.integer(0, 2)]!;
    const target: FlashTarget = { flashBytes, table: before, installed: null, bootLoader: 'good', settings };
    const plan = planFlash([file], target, { eraseSettings });
    if (!plan.ok) throw plan.error;
    const written = write(flash, plan.value, file);

    expect(parsePartitionTable(written.subarray(0x8000), { flashBytes })).toMatchObject({
      ok: true,
      value: { partitions: after.partitions },
    });
    expect(parseAppImage(written).ok).toBe(true);
    expect(parseAppImage(written.subarray(startingApp(after)!.offset)).ok).toBe(true);
    const nvs = settingsPartition(after)!;
    const nvsBytes = (bytes: Uint8Array) => bytes.subarray(nvs.offset, nvs.offset + nvs.size);
    const { kind } = plan.value.settings;
    if (kind === 'kept') expect(same(nvsBytes(written), nvsBytes(flash))).toBe(true);
    if (kind === 'erased') expect(same(nvsBytes(written), nvsBytes(file.bytes))).toBe(true);
    if (kind === 'moved') expect(nvsBytes(written).every((byte) => byte === 0)).toBe(true);
    expect(kind === 'erased').toBe(eraseSettings && settings !== 'none');

    for (const partition of after.partitions) {
      const { type, subtype, label, offset, size } = partition;
      const within = (bytes: Uint8Array) => bytes.subarray(offset, offset + size);
      if (type === 0 || label === 'nvs') continue;
      const stays = before.partitions.some((old) => JSON.stringify(old) === JSON.stringify(partition));
      const brought = within(file.bytes).some((byte) => byte !== 0xff);
      const isPhy = type === 1 && subtype === 1;
      const isOtaData = type === 1 && subtype === 0;
      const keeps = stays && !eraseSettings && !isOtaData && (isPhy || !brought);
      expect(same(within(written), within(keeps ? flash : file.bytes)), label).toBe(true);
    }
  });

  it.each(seeds.slice(0, 20))('writes each place once, and nothing past the flash (seed %i)', (seed) => {
    const random = createRandom(1000 + seed);
    const after = randomTable(random);
    const table = random.chance(0.5) ? randomTable(random) : null;
    const target: FlashTarget = {
      flashBytes,
      table,
      installed: null,
      bootLoader: 'bad',
      settings: 'unknown',
    };
    const plan = planFlash([randomFile(random, after)], target, { eraseSettings: random.chance(0.5) });
    if (!plan.ok) throw plan.error;
    let end = 0;
    for (const { offset, length } of [...plan.value.parts].sort((a, b) => a.offset - b.offset)) {
      expect(offset % 4096).toBe(0);
      expect(offset).toBeGreaterThanOrEqual(end);
      end = Math.ceil((offset + length) / 4096) * 4096;
    }
    expect(end).toBeLessThanOrEqual(flashBytes);
    expect(plan.value.parts.at(-1)?.name).toBe('partition-table');
  });

  it('answers whatever the bytes', () => {
    const random = createRandom(5);
    const table = randomTable(random);
    const target: FlashTarget = {
      flashBytes,
      table,
      installed: null,
      bootLoader: 'good',
      settings: 'unknown',
    };
    const { bytes } = randomFile(random, table);
    for (let round = 0; round < 60; round++) {
      const damaged = bytes.slice(0, random.integer(0, bytes.length));
      for (let n = random.integer(0, 4); n > 0; n--)
        damaged[random.integer(0, Math.min(damaged.length, 0x9100))] = random.integer(0, 255);
      mapMergedImage(damaged);
      const offset = random.chance(0.5) ? {} : { offset: random.integer(0, 20) * 4096 };
      const plan = planFlash([{ name: 'x', bytes: damaged, ...offset }], target, { eraseSettings: false });
      if (!plan.ok) expect(plan.error.message).not.toBe('');
    }
  });
});
