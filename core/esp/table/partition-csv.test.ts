import { describe, expect, it } from 'vitest';
import { buildPartitionTable } from './build-partition-table.ts';
import { readCsvNumber } from './csv-number.ts';
import { parsePartitionCsv } from './partition-csv.ts';
import { csvFixture, tableFixture } from './table-fixtures.testing.ts';

const built = (...args: Parameters<typeof parsePartitionCsv>): Uint8Array => {
  const table = parsePartitionCsv(...args);
  if (!table.ok) throw table.error;
  return buildPartitionTable(table.value);
};
const partitionsOf = (csv: string) => {
  const table = parsePartitionCsv(csv);
  if (!table.ok) throw table.error;
  return table.value.partitions;
};
const wordsOf = (csv: string, flashBytes?: number): string => {
  const table = parsePartitionCsv(csv, flashBytes === undefined ? {} : { flashBytes });
  return table.ok ? 'accepted' : `${table.error.code}: ${table.error.message}`;
};

describe('parsePartitionCsv', () => {
  it("makes the generator's bytes", () => {
    expect(built(csvFixture('echokit.csv'), { flashBytes: 16 << 20 })).toEqual(tableFixture('echokit.bin'));
    expect(built(csvFixture('two-ota.csv'))).toEqual(tableFixture('two-ota.bin'));
    expect(built(csvFixture('echokit-no-md5.csv'), { md5: 'absent' })).toEqual(
      tableFixture('echokit-no-md5.bin'),
    );
  });

  it('computes offsets: applications at 64 KiB, the rest at sectors', () => {
    const partitions = partitionsOf(
      'pad,data,fat,,0x4100\nextra,data,,,1K\r\napp,app,factory,,1M\nlast,0x40,7,,-4M',
    );
    expect(partitions.map(({ offset }) => offset)).toEqual([0x9000, 0xe000, 0x10000, 0x110000]);
    expect(partitions[1]).toMatchObject({ type: 1, subtype: 6, size: 0x400 });
    expect(partitions[3]).toMatchObject({ type: 0x40, subtype: 7, size: 0x400000 - 0x110000 });
  });

  it('reads names in any case, numbers for names, flags, and comments', () => {
    const csv =
      '\uFEFF# Name, ...\n\n keys , DATA , NVS_KEYS ,, 0x1000 , encrypted:readonly , more\nslot,0,0x1f,0x20000,64k,';
    expect(partitionsOf(csv)).toEqual([
      { label: 'keys', type: 1, subtype: 4, offset: 0x9000, size: 0x1000, encrypted: true, readOnly: true },
      {
        label: 'slot',
        type: 0,
        subtype: 0x1f,
        offset: 0x20000,
        size: 0x10000,
        encrypted: false,
        readOnly: false,
      },
    ]);
  });

  it('knows where boot loader and table lie, whatever the line says', () => {
    const [boot, table, nvs] = partitionsOf(
      'b,bootloader,primary,0x1000,1K\nt,partition_table,primary,,\nn,data,nvs,,0x6000',
    );
    expect([boot?.offset, boot?.size, table?.offset, table?.size]).toEqual([0, 0x8000, 0x8000, 0x1000]);
    expect(nvs?.offset).toBe(0x9000);
  });

  it('cuts labels to 16 bytes, never inside a character', () => {
    expect(partitionsOf('a-label-of-twenty-ch,data,fat,,4K')[0]?.label).toBe('a-label-of-twent');
    expect(partitionsOf('ööööööööö,data,fat,,4K')[0]?.label).toBe('öööööööö');
  });

  it.each([
    ['nvs,,nvs,,0x6000', 'bad-line: line 1: the type is missing'],
    ['\nnvs,dat,nvs,,0x6000', 'bad-line: line 2: "dat" is no type'],
    ['a,app,,,1M', 'bad-line: line 1: an application needs a subtype'],
    ['a,app,nvs,,1M', 'bad-line: line 1: "nvs" is no subtype of 0'],
    ['a,data,300,,1M', 'bad-line: line 1: "300" is no subtype of 1'],
    ['a,data,nvs,,', 'bad-line: line 1: the size is missing'],
    ['a,data,nvs,,six', 'bad-line: line 1: "six" is no size'],
    ['a,data,nvs,-1,1M', 'bad-line: line 1: "-1" is no offset'],
    ['a,data,nvs,,24K,fast', 'bad-line: line 1: "fast" is no flag, known: encrypted, readonly'],
    ['a,data,nvs,0x8000,24K', 'bad-line: line 1: it begins at 0x8000, but what comes before ends at 0x9000'],
    [
      'a,data,nvs,,24K\nb,data,fat,0xa000,4K',
      'bad-line: line 2: it begins at 0xa000, but what comes before ends at 0xf000',
    ],
    ['a,data,nvs,,-0x8000', 'bad-line: line 1: it would end at 0x8000, before it begins (0x9000)'],
    ['$A,data,nvs,,24K', 'bad-line: line 1: "$A,data,nvs,,24K": variables are not known here'],
    ['a,data,nvs,,24K\na,data,fat,,4K', 'bad-table: two partitions are named "a"'],
    ['a,app,factory,,0x10010', 'bad-table: partition "a" has 0x10010 bytes, which is no multiple of 0x1000'],
    [
      'a,app,factory,0x12000,1M',
      'bad-table: partition "a" begins at 0x12000, which is no multiple of 0x10000',
    ],
    ['a,data,ota,,0x2000,readonly', 'bad-table: partition "a" cannot be read-only'],
    ['a,data,ota,,0x3000', 'bad-table: partition "a" has to be 0x2000 bytes'],
    ['a,data,ota,,0x2000\nb,data,ota,,0x2000', 'bad-table: there are 2 partitions of type data, ota'],
    ['a,data,nvs,,8K', 'bad-table: partition "a" has 2 pages for settings, at least 3 are needed'],
  ])('refuses %j', (csv, words) => {
    expect(wordsOf(csv)).toBe(words);
  });

  it('refuses what the flash cannot hold, and more than a table can', () => {
    expect(wordsOf('a,data,fat,,5M', 4 << 20)).toBe(
      'bad-table: partition "a" ends at 0x509000, the flash has 4 MB',
    );
    expect(wordsOf(Array.from({ length: 95 }, (_, i) => `p${i},data,fat,,4K`).join('\n'))).toMatch(
      /^too-long/,
    );
    expect(wordsOf('#'.repeat(70_000))).toMatch(/^too-long/);
  });
});

describe('readCsvNumber', () => {
  it.each([
    ['0x6000', 0x6000],
    ['24K', 24_576],
    ['2m', 2_097_152],
    ['1kk', 1_048_576],
    ['0b101', 5],
    ['0o17', 15],
    ['1_000', 1000],
    ['0', 0],
    ['-0x10', -16],
    ['010', null],
    ['0x', null],
    ['K', null],
    ['1.5M', null],
    ['8192M', null],
    ['9'.repeat(80), null],
  ])('reads %s as %s', (field, value) => {
    expect(readCsvNumber(field)).toBe(value);
  });
});
