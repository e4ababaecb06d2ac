import { describe, expect, it } from 'vitest';
import { readAppDescriptor } from '../image/descriptors.ts';
import {
  buildImage,
  descriptorSegment,
  imageFixture,
  mergedFixture,
} from '../image/image-fixtures.testing.ts';
import type { FlashFile } from './flash-plan.ts';
import { planFlash } from './plan-flash.ts';
import { box, keep, merged, planOf, refusalOf } from './plan.testing.ts';

describe('what is refused before anything is written', () => {
  const damaged = (at: number) => {
    const bytes = mergedFixture();
    bytes[at]! ^= 1;
    return { name: 'merged.bin', bytes };
  };
  it.each([
    ['a wrong chip', { name: 'c3.bin', bytes: imageFixture('wrong-chip-c3.bin') }, 'wrong-chip'],
    ['a truncated application', { name: 't.bin', bytes: imageFixture('truncated.bin') }, 'truncated'],
    ['a bad hash', { name: 'h.bin', bytes: imageFixture('bad-hash.bin') }, 'bad-hash'],
    ['a bad checksum', { name: 'c.bin', bytes: imageFixture('bad-checksum.bin') }, 'bad-checksum'],
    ['a page', { name: 'p.bin', bytes: imageFixture('not-an-image.bin') }, 'html'],
    ['an empty file', { name: 'e.bin', bytes: new Uint8Array(0) }, 'empty'],
    ['a damaged boot loader', damaged(0x400), 'bad-checksum'],
    ['a damaged table', damaged(0x8004), 'bad-md5'],
    ['a damaged application', damaged(0x213000), 'bad-checksum'],
    ['a damaged first byte', damaged(0x210000), 'not-an-image'],
    [
      'a merged image cut short',
      { name: 'm.bin', bytes: mergedFixture().subarray(0, 0x218000) },
      'truncated',
    ],
    [
      'one cut before its application',
      { name: 'm.bin', bytes: mergedFixture().subarray(0, 0x210000) },
      'no-app',
    ],
    [
      'an image that says nothing',
      { name: 'u.bin', bytes: buildImage({ segments: [new Uint8Array(64)] }) },
      'unknown-file',
    ],
  ])('%s', (_what, file, code) => {
    expect(refusalOf([file], box(), keep)).toBe(code);
  });

  it('a table that the flash cannot hold', () => {
    const plan = planFlash([merged()], box({ flashBytes: 8 << 20, table: null }), keep);
    expect(plan).toMatchObject({
      ok: false,
      error: {
        code: 'flash-too-small',
        details: { needed: 0xa10000, flashBytes: 8 << 20, file: 'merged.bin' },
      },
    });
  });

  it('says which file and which place', () => {
    const plan = planFlash([damaged(0x213000)], box(), keep);
    expect(plan).toMatchObject({
      ok: false,
      error: { details: { file: 'merged.bin', partition: 'factory' } },
    });
  });
});

describe('warnings', () => {
  const described = (texts: { version?: string; project?: string }): FlashFile => ({
    name: 'app.bin',
    bytes: buildImage({ segments: [descriptorSegment(texts)] }),
  });
  const installed = (version: string) => readAppDescriptor(described({ version }).bytes)!;
  const warningsOf = (file: FlashFile, version: string) =>
    planOf([file], box({ installed: installed(version) }), keep).warnings;

  it('tells older, equal and newer firmware apart', () => {
    expect(warningsOf(described({ version: 'v0.3.1' }), 'v0.3.2')).toEqual([
      { code: 'older-than-installed', installed: 'v0.3.2', offered: 'v0.3.1' },
    ]);
    expect(warningsOf(described({ version: 'v0.3.1' }), '0.10.0')).toHaveLength(1);
    expect(warningsOf(described({ version: 'v0.3.1' }), 'v0.2.9')).toEqual([]);
    expect(warningsOf(described({ version: 'v0.3.1' }), 'v0.3.1')).toEqual([
      { code: 'same-as-installed', version: 'v0.3.1' },
    ]);
    expect(warningsOf(described({ version: 'main-4f' }), 'v0.3.1')).toEqual([]);
  });

  it('does not take the same version for another board as the same', () => {
    const file = described({});
    const other = { ...installed('v0.3.1'), elfSha256: 'ab'.repeat(32) };
    expect(planOf([file], box({ installed: other }), keep).warnings).toEqual([]);
    const unknown = { ...other, elfSha256: '0'.repeat(64) };
    expect(planOf([file], box({ installed: unknown }), keep).warnings).toMatchObject([
      { code: 'same-as-installed' },
    ]);
  });

  it("names other people's firmware", () => {
    expect(warningsOf(described({ project: 'tasmota' }), 'v0.1.0')).toEqual([
      { code: 'not-echokit', project: 'tasmota' },
    ]);
  });
});
