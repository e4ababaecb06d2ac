import { describe, expect, it } from 'vitest';
import { readAppDescriptor } from './descriptors.ts';
import { buildImage, descriptorSegment, imageFixture, mergedFixture } from './image-fixtures.testing.ts';
import { inspectImage } from './inspect-image.ts';
import { parseAppImage } from './parse-app-image.ts';

const refusalOf = (bytes: Uint8Array) => {
  const image = parseAppImage(bytes);
  return image.ok ? null : { code: image.error.code, message: image.error.message };
};
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

describe('parseAppImage', () => {
  it('reads an application', () => {
    const image = parseAppImage(imageFixture('app.bin'));
    expect(image).toMatchObject({
      ok: true,
      value: {
        kind: 'app',
        imageLength: 105_616,
        header: {
          segmentCount: 5,
          spiMode: 'dio',
          flashSizeNibble: 4,
          flashFreqNibble: 15,
          entry: 0x40374100,
        },
        descriptor: { project: 'echokit', version: '0.3.2', date: 'May  5 2026', idfVersion: 'v5.4.1' },
        bootLoader: null,
      },
    });
  });

  it('reads one without a hash, and a boot loader', () => {
    expect(parseAppImage(imageFixture('app-no-hash.bin'))).toMatchObject({
      ok: true,
      value: { kind: 'app', imageLength: 105_584, header: { hashAppended: false } },
    });
    expect(parseAppImage(imageFixture('bootloader.bin'))).toMatchObject({
      ok: true,
      value: {
        kind: 'boot-loader',
        descriptor: null,
        bootLoader: { version: 1, idfVersion: 'v5.4.1', dateTime: 'May  5 2026 10:00:00' },
      },
    });
  });

  it('ends where the header says: the boot loader of a merged image', () => {
    expect(parseAppImage(mergedFixture())).toMatchObject({ ok: true, value: { imageLength: 6_064 } });
  });

  it.each([
    ['bad-checksum.bin', 'bad-checksum', /checksum is 0x72, the stored one 0x32/],
    ['bad-hash.bin', 'bad-hash', /SHA-256 is 52732a/],
    ['truncated.bin', 'truncated', /ends after 70410 bytes/],
    ['wrong-chip-c3.bin', 'wrong-chip', /for ESP32-C3 and not for ESP32-S3/],
    ['not-an-image.bin', 'html', /web page/],
  ])('refuses %s', (name, code, words) => {
    expect(refusalOf(imageFixture(name))).toEqual({ code, message: expect.stringMatching(words) });
  });

  it.each([
    ['nothing', new Uint8Array(0), 'empty'],
    ['erased flash', new Uint8Array(70_000).fill(0xff), 'empty'],
    ['an ELF file', bytesOf('\x7fELF\x01\x01\x01'), 'elf'],
    ['an indented page', bytesOf('\uFEFF\r\n  <html>'), 'html'],
    ['a packed file', new Uint8Array([0x1f, 0x8b, 8, 0]), 'not-an-image'],
    ['a partition table', new Uint8Array([0xaa, 0x50, 1, 2]), 'not-an-image'],
    ['zeros', new Uint8Array(4096), 'not-an-image'],
    ['a header alone', imageFixture('app.bin').subarray(0, 24), 'truncated'],
    ['half a header', imageFixture('app.bin').subarray(0, 9), 'truncated'],
    ['an image without its checksum', imageFixture('app.bin').subarray(0, 105_583), 'truncated'],
    ['an image without the end of its hash', imageFixture('app.bin').subarray(0, 105_615), 'truncated'],
  ])('refuses %s', (_what, bytes, code) => {
    expect(refusalOf(bytes)?.code).toBe(code);
  });

  it('takes 1 to 16 segments, empty ones and checksums at every place of their group', () => {
    const made = (count: number) =>
      buildImage({ segments: Array.from({ length: count }, (_, i) => new Uint8Array(i).fill(0x11 * i)) });
    for (let count = 1; count <= 16; count++) expect(refusalOf(made(count))).toBeNull();
    expect(refusalOf(made(17))?.code).toBe('too-many-segments');
    expect(refusalOf(made(0))?.code).toBe('too-many-segments');
  });

  it('is not taken in by a segment as long as all memory', () => {
    const bytes = imageFixture('app.bin');
    bytes.set([0xff, 0xff, 0xff, 0xff], 28);
    expect(refusalOf(bytes)?.code).toBe('truncated');
  });

  it('reads images for another chip when that is what is asked', () => {
    const c3 = imageFixture('wrong-chip-c3.bin');
    expect(parseAppImage(c3, { chipId: 5 }).ok).toBe(true);
    expect(parseAppImage(imageFixture('app.bin'), { chipId: 5 })).toMatchObject({
      ok: false,
      error: { code: 'wrong-chip', details: { chip: 'ESP32-S3', wanted: 'ESP32-C3' } },
    });
    expect(refusalOf(buildImage({ segments: [new Uint8Array(4)], chipId: 77 }))?.message).toMatch(
      /for chip 77/,
    );
  });

  it('notices every single bit that flips in what is covered', () => {
    const good = buildImage({ segments: [descriptorSegment({}), new Uint8Array(100).fill(7)] });
    for (let at = 24; at < good.length; at++) {
      const bytes = good.slice();
      bytes[at]! ^= 1 << (at % 8);
      expect(refusalOf(bytes), `byte ${at}`).not.toBeNull();
    }
  });

  it('names all that is wrong', () => {
    const codes = inspectImage(imageFixture('bad-checksum.bin')).problems.map(({ code }) => code);
    expect(codes).toEqual(['bad-checksum', 'bad-hash']);
  });
});

describe('readAppDescriptor', () => {
  it('needs only what one read of a partition brings', () => {
    expect(readAppDescriptor(imageFixture('app.bin').subarray(0, 256))).toMatchObject({
      project: 'echokit',
      elfSha256: '40986b3f6cac3f51a78c5e0bc5caf2a1ff5e69dc959c05c38f702e8ff49e4167',
      maxEfuseBlkRev: 199,
      mmuPageSizeLog2: 16,
    });
  });

  it('finds none in a boot loader, in blank flash and in too few bytes', () => {
    expect(readAppDescriptor(imageFixture('bootloader.bin'))).toBeNull();
    expect(readAppDescriptor(new Uint8Array(256).fill(0xff))).toBeNull();
    expect(readAppDescriptor(imageFixture('app.bin').subarray(0, 200))).toBeNull();
  });

  it('reads full fields and bytes that are no text', () => {
    const bytes = buildImage({ segments: [descriptorSegment({ version: 'v'.repeat(32), project: 'box' })] });
    bytes[0x50] = 0xe9;
    expect(readAppDescriptor(bytes)).toMatchObject({ version: 'v'.repeat(32), project: 'éox' });
  });
});
