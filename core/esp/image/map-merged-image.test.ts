import { describe, expect, it } from 'vitest';
import { contentLength, findRuns } from './flash-runs.ts';
import { imageFixture, mergedFixture } from './image-fixtures.testing.ts';
import { isMergedImage, mapMergedImage } from './map-merged-image.ts';

const mapOf = (bytes: Uint8Array) => {
  const map = mapMergedImage(bytes);
  if (!map.ok) throw map.error;
  return map.value;
};

describe('mapMergedImage', () => {
  it('tells what lies where, and checks each image', () => {
    const { regions } = mapOf(mergedFixture());
    expect(
      regions.map(({ name, offset, size, image }) => [
        name,
        offset,
        size,
        image === null ? null : image.ok && image.value.imageLength,
      ]),
    ).toEqual([
      ['boot-loader', 0, 0x8000, 6_064],
      ['partition-table', 0x8000, 0x1000, null],
      ['nvs', 0x9000, 0x200000, null],
      ['phy_init', 0x209000, 0x1000, null],
      ['0x20a000', 0x20a000, 0x6000, null],
      ['factory', 0x210000, 0x500000, 105_616],
      ['model', 0x710000, 0x300000, null],
    ]);
    expect(regions.map(({ runs }) => runs.filter(({ blank }) => !blank).length)).toEqual([
      1, 1, 0, 0, 0, 1, 0,
    ]);
  });

  it('reads the same of it filled up to the whole chip, and names the rest', () => {
    const whole = new Uint8Array(16 << 20).fill(0xff);
    whole.set(mergedFixture());
    const { regions } = mapOf(whole);
    expect(regions.map(({ name }) => name)).toEqual([
      ...mapOf(mergedFixture()).regions.map(({ name }) => name),
      '0xa10000',
    ]);
    expect(regions.find(({ name }) => name === 'factory')?.runs).toEqual([
      { from: 0, length: 0x1a000, blank: false },
      { from: 0x1a000, length: 0x500000 - 0x1a000, blank: true },
    ]);
  });

  it('says which image is bad', () => {
    const bytes = mergedFixture();
    bytes[0x210000 + 5000]! ^= 4;
    const factory = mapOf(bytes).regions.find(({ name }) => name === 'factory');
    expect(factory?.image).toMatchObject({ ok: false, error: { code: 'bad-checksum' } });
  });

  it('refuses a damaged table', () => {
    const bytes = mergedFixture();
    bytes[0x8008]! ^= 1;
    expect(mapMergedImage(bytes)).toMatchObject({ ok: false, error: { code: 'bad-md5' } });
  });

  it('takes no application for a merged image', () => {
    const app = imageFixture('app.bin');
    expect(isMergedImage(mergedFixture())).toBe(true);
    expect(isMergedImage(app)).toBe(false);
    app.set([0xaa, 0x50], 0x8000);
    expect(isMergedImage(app)).toBe(false);
    expect(isMergedImage(imageFixture('bootloader.bin'))).toBe(false);
  });
});

describe('findRuns', () => {
  const sectors = (pattern: string, lastBytes = 4096) => {
    const bytes = new Uint8Array((pattern.length - 1) * 4096 + lastBytes).fill(0xff);
    Array.from(pattern).forEach((kind, index) => {
      if (kind === 'x') bytes[index * 4096 + 5] = 0;
    });
    return bytes;
  };
  const shown = (bytes: Uint8Array) =>
    findRuns(bytes).map(({ from, length, blank }) => `${blank ? '.' : 'x'}${from / 4096}+${length / 4096}`);
  const blank = (count: number) => '.'.repeat(count);

  it.each([
    ['', []],
    ['x', ['x0+1']],
    ['..', ['.0+2']],
    [`xx${blank(15)}x`, ['x0+18']],
    [`xx${blank(16)}x`, ['x0+2', '.2+16', 'x18+1']],
    [`..x${blank(3)}x${blank(20)}`, ['.0+2', 'x2+5', '.7+20']],
    [`x${blank(3)}x${blank(3)}x${blank(17)}xx`, ['x0+9', '.9+17', 'x26+2']],
    ['x..', ['x0+1', '.1+2']],
  ])('cuts %j', (pattern, runs) => {
    expect(shown(pattern === '' ? new Uint8Array(0) : sectors(pattern))).toEqual(runs);
  });

  it('ends with the bytes, and not with the sector', () => {
    expect(findRuns(sectors('.x', 100))).toEqual([
      { from: 0, length: 4096, blank: true },
      { from: 4096, length: 100, blank: false },
    ]);
    expect(contentLength(sectors('x.'))).toBe(6);
    expect(contentLength(sectors('..'))).toBe(0);
  });
});
