import { describe, expect, it } from 'vitest';
import {
  buildImage,
  descriptorSegment,
  imageFixture,
  mergedFixture,
} from '../image/image-fixtures.testing.ts';
import { buildPartitionTable } from '../table/build-partition-table.ts';
import type { FlashFile, FlashTarget } from './flash-plan.ts';
import {
  app,
  bootLoader,
  box,
  clean,
  factory,
  keep,
  large,
  merged,
  mergedOf,
  newTable,
  planOf,
  refusalOf,
  shown,
  small,
  tableOf,
  twoOta,
} from './plan.testing.ts';

describe('a merged image', () => {
  it('brings only the application where the tables are equal and the boot loader is whole', () => {
    const plan = planOf([merged()], box(), keep);
    expect(plan).toMatchObject({ kind: 'app-only', layoutChange: null, warnings: [] });
    expect(plan.settings).toMatchObject({ kind: 'kept', partition: { label: 'nvs' } });
    expect(plan.descriptor?.version).toBe('0.3.2');
    expect(shown(plan.parts)).toEqual([factory]);
    expect(plan.parts[0]).toMatchObject({ source: 'file', file: 0, from: 0x210000 });
  });

  it('makes the same plan when it is filled up to the whole chip', () => {
    const bytes = new Uint8Array(16 << 20).fill(0xff);
    bytes.set(mergedFixture());
    expect(planOf([{ name: 'merged.bin', bytes }], box(), keep)).toEqual(planOf([merged()], box(), keep));
  });

  it('brings a boot loader too where the one of the box is damaged or not known', () => {
    for (const state of ['bad', 'unknown'] as const) {
      const plan = planOf([merged()], box({ bootLoader: state }), keep);
      expect(shown(plan.parts)).toEqual([bootLoader, factory]);
      expect(plan.kind).toBe('merged');
    }
  });

  it('fills a new box, and leaves settings alone that may be there', () => {
    const plan = planOf([merged()], box({ table: null, bootLoader: 'bad' }), keep);
    expect(plan.layoutChange).toBeNull();
    expect(plan.settings.kind).toBe('kept');
    expect(shown(plan.parts)).toEqual([
      bootLoader,
      'phy_init blank 0x209000+0x1000',
      factory,
      'model blank 0x710000+0x300000',
      newTable,
    ]);
    expect(planOf([merged()], box({ table: null, settings: 'none' }), keep).settings).toEqual({
      kind: 'none',
    });
  });

  it('carries settings over to another layout: first of all, and the table last', () => {
    const plan = planOf([merged()], box({ table: small }), keep);
    expect(plan.layoutChange).toEqual({ from: 'nvs-24kib', to: 'nvs-2mib' });
    expect(plan.settings).toMatchObject({ kind: 'moved', from: { size: 0x6000 }, to: { size: 0x200000 } });
    expect(shown(plan.parts)).toEqual([
      'nvs settings 0x9000+0x200000',
      bootLoader,
      'phy_init blank 0x209000+0x1000',
      factory,
      'model blank 0x710000+0x300000',
      newTable,
    ]);
    expect(plan.kind).toBe('merged');
  });

  it('takes pictures along to a smaller partition only where they fit', () => {
    const to = mergedOf(small);
    const fate = (settings: FlashTarget['settings']) => planOf([to], box({ settings }), keep).settings.kind;
    expect(fate({ pictureBytes: 0 })).toBe('moved');
    expect(fate({ pictureBytes: 15_000 })).toBe('moved');
    expect(fate({ pictureBytes: 20_000 })).toBe('moved-without-pictures');
    expect(fate('unknown')).toBe('moved-without-pictures');
    expect(fate('none')).toBe('none');
  });

  it('clears what another layout left where the settings go, if there are none to move', () => {
    const plan = planOf([merged()], box({ table: small, settings: 'none' }), keep);
    expect(plan.settings).toEqual({ kind: 'none' });
    expect(shown(plan.parts)[1]).toBe('nvs blank 0x9000+0x200000');
  });

  it('is written whole for a clean start', () => {
    const plan = planOf([merged()], box(), clean);
    expect(plan.settings).toEqual({ kind: 'erased' });
    expect(shown(plan.parts)).toEqual([
      bootLoader,
      'nvs blank 0x9000+0x200000',
      'phy_init blank 0x209000+0x1000',
      factory,
      'model blank 0x710000+0x300000',
    ]);
  });

  it('keeps the settings of the box even where the file has some, unless they are to go', () => {
    const file = mergedOf(large, { 0x9000: new Uint8Array(0x1800).fill(1), 0x209000: new Uint8Array(9) });
    expect(shown(planOf([file], box(), keep).parts)).toEqual([factory]);
    expect(shown(planOf([file], box(), clean).parts)).toEqual([
      bootLoader,
      'nvs file 0x9000+0x2000',
      'nvs blank 0xb000+0x1fe000',
      'phy_init file 0x209000+0x1000',
      factory,
      'model blank 0x710000+0x300000',
    ]);
  });

  it('writes data of other partitions, and clears the rest of them', () => {
    const file = mergedOf(large, {
      0x710000: new Uint8Array(0x3000).fill(7),
      0x810000: new Uint8Array(5).fill(7),
      0xa20000: new Uint8Array(3),
    });
    const plan = planOf([file], box(), keep);
    expect(plan.kind).toBe('merged');
    expect(shown(plan.parts)).toEqual([
      factory,
      'model file 0x710000+0x3000',
      'model blank 0x713000+0xfd000',
      'model file 0x810000+0x1000',
      'model blank 0x811000+0x1ff000',
      '0xa20000 file 0xa20000+0x1000',
    ]);
    expect(plan.warnings).toEqual([{ code: 'other-partitions-written', labels: ['model', '0xa20000'] }]);
  });

  it('makes sure that what it brings is what starts', () => {
    const file = mergedOf(twoOta);
    expect(shown(planOf([file], box({ table: twoOta }), keep).parts)).toEqual([
      'otadata blank 0xd000+0x2000',
      'ota_0 file 0x10000+0x19c90',
    ]);
    const chosen = mergedOf(twoOta, { 0xd000: new Uint8Array(32).fill(1) });
    expect(shown(planOf([chosen], box({ table: twoOta }), keep).parts)).toEqual([
      'otadata file 0xd000+0x1000',
      'otadata blank 0xe000+0x1000',
      'ota_0 file 0x10000+0x19c90',
    ]);
  });
});

describe('an application alone', () => {
  it("goes to the box's own partition for it, whatever the layout", () => {
    expect(shown(planOf([app()], box(), keep).parts)).toEqual([factory]);
    const plan = planOf([app()], box({ table: small }), keep);
    expect(shown(plan.parts)).toEqual(['factory file 0x10000+0x19c90']);
    expect(plan).toMatchObject({ kind: 'app-only', layoutChange: null, settings: { kind: 'kept' } });
  });

  it('starts also where an update over the air chose another', () => {
    expect(shown(planOf([app()], box({ table: twoOta }), keep).parts)).toEqual([
      'otadata blank 0xd000+0x2000',
      'ota_0 file 0x10000+0x19c90',
    ]);
  });

  it('clears the settings when asked', () => {
    const plan = planOf([app()], box(), clean);
    expect(plan.settings).toEqual({ kind: 'erased' });
    expect(shown(plan.parts)).toEqual(['nvs blank 0x9000+0x200000', factory]);
  });

  it('is written to its length, whatever follows it in the file', () => {
    const bytes = new Uint8Array(0x30000).fill(9);
    bytes.set(imageFixture('app.bin'));
    expect(shown(planOf([{ name: 'padded.bin', bytes }], box(), keep).parts)).toEqual([factory]);
  });

  it('may end with 0xFF', () => {
    const segment = descriptorSegment({});
    for (let fill = 0; fill < 256; fill++) {
      segment[250] = fill;
      const bytes = buildImage({ segments: [segment], hash: false });
      if (bytes.at(-1) === 0xff) {
        expect(planOf([{ name: 'a.bin', bytes }], box(), keep).parts[0]?.length).toBe(bytes.length);
        return;
      }
    }
    expect.fail('no filling gave that checksum');
  });

  it.each([
    ['the box has no table', app(), box({ table: null }), 'no-table'],
    ['its table has no place', app(), box({ table: tableOf('nvs,data,nvs,,0x6000') }), 'no-app-partition'],
    ['it does not fit', app(), box({ table: tableOf('f,app,factory,,64K') }), 'app-too-large'],
    ['it was made for more flash', app(), box({ flashBytes: 8 << 20, table: small }), 'flash-too-small'],
  ])('is refused where %s', (_what, file, target, code) => {
    expect(refusalOf([file], target, keep)).toBe(code);
  });
});

describe('bytes for a place', () => {
  const raw = (offset: number, bytes = new Uint8Array(0x1234).fill(3)): FlashFile => ({
    name: 'raw.bin',
    bytes,
    offset,
  });

  it('are written as they are', () => {
    const plan = planOf([raw(0x710000)], box(), keep);
    expect(plan).toMatchObject({ kind: 'raw', descriptor: null, settings: { kind: 'kept' } });
    expect(shown(plan.parts)).toEqual(['model file 0x710000+0x1234']);
    expect(planOf([raw(0x20a000)], box(), keep).parts[0]?.name).toBe('0x20a000');
    expect(planOf([raw(0x400000)], box({ table: null }), keep).parts[0]).toMatchObject({
      name: '0x400000',
      offset: 0x400000,
    });
  });

  it('take the place of settings only where they say so', () => {
    const plan = planOf([raw(0x9000)], box(), keep);
    expect(plan.settings).toEqual({ kind: 'erased' });
    expect(shown(plan.parts)).toEqual(['nvs file 0x9000+0x1234']);
  });

  it('of several files make one image', () => {
    const files: FlashFile[] = [
      { name: 'app.bin', bytes: imageFixture('app.bin') },
      { name: 'table.bin', bytes: buildPartitionTable(small), offset: 0x8000 },
      { name: 'boot.bin', bytes: imageFixture('bootloader.bin'), offset: 0 },
    ];
    const plan = planOf(files, box({ table: null }), keep);
    expect(plan.kind).toBe('merged');
    expect(shown(plan.parts)).toEqual([
      bootLoader,
      'phy_init blank 0xf000+0x1000',
      'factory file 0x10000+0x19c90',
      'partition-table file 0x8000+0xc00',
    ]);
    expect(plan.parts.map((part) => part.source === 'file' && part.file)).toEqual([2, false, 0, 1]);
  });

  it.each([
    ['off a sector', [raw(0x1001)], 'unaligned-offset'],
    ['below zero', [raw(-4096)], 'unaligned-offset'],
    ['past the flash', [raw((16 << 20) - 4096)], 'flash-too-small'],
    ['onto each other', [raw(0x10000), raw(0x11000)], 'overlapping-files'],
    ['an ELF file', [raw(0x10000, imageFixtureAs('\x7fELF'))], 'elf'],
    ['a web page', [raw(0x10000, imageFixtureAs('<html>'))], 'html'],
    ['nothing', [raw(0x10000, new Uint8Array(9).fill(0xff))], 'nothing-to-write'],
    ['no files', [], 'nothing-to-write'],
    ['an application where the boot loader lies', [{ ...app(), offset: 0 }], 'no-app-partition'],
  ])('are refused: %s', (_what, files, code) => {
    expect(refusalOf(files, box(), keep)).toBe(code);
  });
});

function imageFixtureAs(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text));
}
