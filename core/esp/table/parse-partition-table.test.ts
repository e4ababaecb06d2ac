import { describe, expect, it } from 'vitest';
import { createRandom } from '../../audio/random.testing.ts';
import type { Partition, PartitionTable } from '../partition-table-types.ts';
import { layoutOf, settingsPartition, startingApp } from './box-layout.ts';
import { buildPartitionTable, mostPartitions } from './build-partition-table.ts';
import { inspectPartitionTable } from './inspect-partition-table.ts';
import { parsePartitionTable } from './parse-partition-table.ts';
import { tableFixture } from './table-fixtures.testing.ts';

const partition = (changes: Partial<Partition>): Partition => ({
  label: 'data',
  type: 1,
  subtype: 0x82,
  offset: 0x9000,
  size: 0x1000,
  encrypted: false,
  readOnly: false,
  ...changes,
});
const table = (...partitions: Partition[]): PartitionTable => ({ partitions, md5: 'ok' });
const refusalOf = (bytes: Uint8Array, flashBytes?: number) => {
  const parsed = parsePartitionTable(bytes, flashBytes === undefined ? {} : { flashBytes });
  return parsed.ok ? null : parsed.error.code;
};
const parsed = (name: string): PartitionTable => {
  const result = parsePartitionTable(tableFixture(name));
  if (!result.ok) throw result.error;
  return result.value;
};

describe('parsePartitionTable', () => {
  it("reads EchoKit's table", () => {
    const { partitions, md5 } = parsed('echokit.bin');
    expect(md5).toBe('ok');
    expect(partitions.map(({ label, offset, size }) => [label, offset, size])).toEqual([
      ['nvs', 0x9000, 0x200000],
      ['phy_init', 0x209000, 0x1000],
      ['factory', 0x210000, 0x500000],
      ['model', 0x710000, 0x300000],
    ]);
  });

  it('takes a table without MD5 and says so', () => {
    expect(parsed('echokit-no-md5.bin')).toEqual({ ...parsed('echokit.bin'), md5: 'absent' });
  });

  it.each(['echokit.bin', 'echokit-no-md5.bin', 'two-ota.bin'])('%s is built to the same bytes', (name) => {
    expect(buildPartitionTable(parsed(name))).toEqual(tableFixture(name));
  });

  it('reads a whole sector, and bytes in the middle of a buffer', () => {
    const flash = new Uint8Array(0x3000).fill(0xff);
    flash.set(tableFixture('echokit.bin'), 0x1003);
    expect(parsePartitionTable(flash.subarray(0x1003))).toEqual({ ok: true, value: parsed('echokit.bin') });
  });

  it('keeps flags, full labels and custom types', () => {
    const odd = table(
      partition({ label: 'sixteen-letters!', type: 0x40, subtype: 0xfe, encrypted: true }),
      partition({ label: 'größe', offset: 0xa000, readOnly: true }),
      partition({ label: '', offset: 0xb000, encrypted: true, readOnly: true }),
    );
    expect(parsePartitionTable(buildPartitionTable(odd))).toEqual({ ok: true, value: odd });
  });

  it('builds as many rows as fit, and reads them', () => {
    const full = table(
      ...Array.from({ length: mostPartitions }, (_, i) =>
        partition({ label: `p${i}`, offset: 0x9000 + i * 0x1000 }),
      ),
    );
    const bytes = buildPartitionTable(full);
    expect(bytes).toHaveLength(0xc00);
    expect(parsePartitionTable(bytes)).toEqual({ ok: true, value: full });
  });

  it('refuses a damaged table and still shows what it holds', () => {
    expect(refusalOf(tableFixture('echokit-bad-md5.bin'))).toBe('bad-md5');
    const report = inspectPartitionTable(tableFixture('echokit-bad-md5.bin'));
    expect(report).toMatchObject({ md5Ok: false, md5: 'ac86ac5799b541b92a54f81b97da6c68' });
    expect(report.partitions[2]).toMatchObject({ label: 'factory', size: 0x500010 });
  });

  it.each([
    ['nothing', new Uint8Array(0), 'too-short'],
    ['half a row', new Uint8Array(16).fill(0xff), 'too-short'],
    ['erased flash', new Uint8Array(0x1000).fill(0xff), 'blank'],
    ['zeros', new Uint8Array(0x1000), 'bad-row'],
    ['rows without an end', tableFixture('echokit.bin').subarray(0, 5 * 32), 'no-terminator'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(refusalOf(bytes)).toBe(code);
  });

  it('refuses rows after the MD5, a second MD5 and a label that is no text', () => {
    const bytes = buildPartitionTable(table(partition({})));
    const after = bytes.slice();
    after.set(bytes.subarray(0, 32), 64);
    expect(refusalOf(after)).toBe('bad-row');
    const twice = bytes.slice();
    twice.set(bytes.subarray(32, 64), 64);
    expect(refusalOf(twice)).toBe('bad-row');
    const label = buildPartitionTable({ partitions: [partition({})], md5: 'absent' });
    label[12] = 0xc0;
    expect(refusalOf(label)).toBe('bad-row');
  });

  it.each([
    ['reaches past the flash', [partition({ size: 0x3f8000 })], 'outside-flash'],
    ['overlap', [partition({ size: 0x2000 }), partition({ label: 'b', offset: 0xa000 })], 'overlap'],
    [
      'lie within a long one that is not the neighbour',
      [
        partition({ size: 0x9000 }),
        partition({ label: 'b', offset: 0x2_0000 }),
        partition({ label: 'c', offset: 0x1_1000 }),
      ],
      'overlap',
    ],
    ['lies on the table', [partition({ offset: 0x8000 })], 'overlap'],
    [
      'is an application off its 64 KiB',
      [partition({ type: 0, subtype: 0, offset: 0x1_1000 })],
      'not-aligned',
    ],
    ['is off its sector', [partition({ offset: 0x9010 })], 'not-aligned'],
    ['is nvs of two pages', [partition({ subtype: 2, size: 0x2000 })], 'bad-nvs-size'],
    ['is nvs of no whole pages', [partition({ subtype: 2, size: 0x6001 })], 'bad-nvs-size'],
  ])('refuses a table where a row %s', (_what, partitions, code) => {
    const bytes = buildPartitionTable(table(...partitions));
    expect(refusalOf(bytes, 4 << 20)).toBe(code);
  });

  it('allows boot loader and table their own place, and nvs that is only read two pages', () => {
    const full = table(
      partition({ label: 'boot', type: 2, subtype: 0, offset: 0, size: 0x8000 }),
      partition({ label: 'table', type: 3, subtype: 0, offset: 0x8000 }),
      partition({ label: 'fctry', subtype: 2, size: 0x2000, readOnly: true }),
    );
    expect(refusalOf(buildPartitionTable(full))).toBeNull();
  });

  it('refuses what reaches past all addresses, whatever the flash', () => {
    const bytes = buildPartitionTable(table(partition({ offset: 0xffff_f000, size: 0x2000 })));
    expect(refusalOf(bytes)).toBe('outside-flash');
  });

  it("knows that EchoKit's table needs more than 8 MB", () => {
    expect(refusalOf(tableFixture('echokit.bin'), 8 << 20)).toBe('outside-flash');
    expect(refusalOf(tableFixture('echokit.bin'), 16 << 20)).toBeNull();
  });

  it('answers whatever the bytes', () => {
    const random = createRandom(7);
    for (let round = 0; round < 300; round++) {
      const bytes = tableFixture('two-ota.bin').slice(0, random.integer(0, 0xc00));
      for (let n = random.integer(0, 8); n > 0; n--)
        bytes[random.integer(0, bytes.length)] = random.integer(0, 255);
      const result = parsePartitionTable(bytes);
      if (result.ok) expect(buildPartitionTable(result.value).subarray(0, 32)).toEqual(bytes.subarray(0, 32));
    }
  });
});

describe('layoutOf', () => {
  const small = table(
    partition({ label: 'nvs', subtype: 2, size: 0x6000 }),
    partition({ label: 'phy_init', subtype: 1, offset: 0xf000 }),
    partition({ label: 'factory', type: 0, subtype: 0, offset: 0x10000, size: 0x3f0000 }),
  );

  it('tells the two of the field from all others', () => {
    expect(layoutOf(parsed('echokit.bin'))).toBe('nvs-2mib');
    expect(layoutOf(small)).toBe('nvs-24kib');
    expect(layoutOf(parsed('two-ota.bin'))).toBe('other');
    const large = parsed('echokit.bin');
    const slots = large.partitions.map((row) => (row.type === 0 ? { ...row, subtype: 0x10 } : row));
    expect(layoutOf({ ...large, partitions: slots })).toBe('other');
  });

  it('finds the settings by their label and what starts by its subtype', () => {
    const several = table(
      partition({ label: 'fctry', subtype: 2, size: 0x6000 }),
      partition({ label: 'nvs', subtype: 2, offset: 0x10000, size: 0x4000 }),
      partition({ label: 'ota_1', type: 0, subtype: 0x11, offset: 0x30000 }),
      partition({ label: 'ota_0', type: 0, subtype: 0x10, offset: 0x40000 }),
      partition({ label: 'test', type: 0, subtype: 0x20, offset: 0x20000 }),
    );
    expect(settingsPartition(several)?.offset).toBe(0x10000);
    expect(startingApp(several)?.label).toBe('ota_0');
    expect(startingApp(table(partition({})))).toBeNull();
    expect(settingsPartition(table(partition({ label: 'nvs2', subtype: 2 })))).toBeNull();
  });
});
