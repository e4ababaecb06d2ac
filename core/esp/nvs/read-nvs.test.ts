import { describe, expect, it } from 'vitest';
import { createRandom } from '../../audio/random.testing.ts';
import { createNvs } from './create-nvs.ts';
import { editNvs } from './edit-nvs.ts';
import { compactNvs } from './compact-nvs.ts';
import { nvsCrc32 } from './nvs-crc32.ts';
import type { NvsEdit } from './nvs-types.ts';
import { briefly, fixtureImage } from './nvs.testing.ts';
import { readNvs } from './read-nvs.ts';

const text = (value: string) => new TextEncoder().encode(value);
const hex = (value: string) => new Uint8Array(Buffer.from(value.replaceAll(' ', ''), 'hex'));
const setting = (key: string) => ({ op: 'set', namespace: 'setting', key }) as const;

function imageWith(edits: readonly NvsEdit[], size = 24 * 1024): Uint8Array {
  const created = createNvs(size, edits);
  if (!created.ok) throw new Error(created.error.message);
  return created.value.image;
}

describe('the format', () => {
  it("has zlib's CRC, begun as if 0xFFFFFFFF had gone before", () => {
    expect(nvsCrc32(text('123456789'))).toBe(0xd202_d277);
    expect(nvsCrc32(new Uint8Array())).toBe(0xffff_ffff);
  });

  it('is written to the byte as the generator writes it', () => {
    const image = imageWith([
      { ...setting('ssid'), type: 'str', value: 'HomeNet-5G' },
      { ...setting('afe_linear_gain'), type: 'blob', value: hex('0000a03f') },
    ]);
    const entry = (index: number) => image.slice(64 + 32 * index, 96 + 32 * index);
    const name = (key: string) => Buffer.concat([text(key), Buffer.alloc(16 - key.length)]).toString('hex');
    const rest = (bytes: number) => 'ff'.repeat(bytes);
    expect(image.slice(0, 32)).toEqual(hex(`fe ff ff ff 00 00 00 00 fe ${rest(19)} 84 2d ba b9`));
    expect(image.slice(32, 35)).toEqual(hex('aa fa ff'));
    expect(entry(0)).toEqual(hex(`00 01 01 ff ba21ec04 ${name('setting')} 01 ${rest(7)}`));
    expect(entry(1)).toEqual(hex(`01 21 02 ff 9e9a0328 ${name('ssid')} 0b00 ffff 1ccf2009`));
    expect(entry(2)).toEqual(hex(`${Buffer.from('HomeNet-5G').toString('hex')} 00 ${rest(21)}`));
    expect(entry(3)).toEqual(hex(`01 42 02 00 24fbf9cf ${name('afe_linear_gain')} 0400 ffff 2b6e9ee7`));
    expect(entry(4)).toEqual(hex(`0000a03f ${rest(28)}`));
    expect(entry(5)).toEqual(hex(`01 48 01 ff b35dbdf2 ${name('afe_linear_gain')} 04000000 01 00 ffff`));
  });
});

describe('what cannot be mounted is told', () => {
  it.each([0, 1, 4095, 4097])('%i bytes are no partition', (length) => {
    const { mount, entries, problems } = readNvs(new Uint8Array(length));
    expect(mount).toMatchObject({ ok: false, error: { code: 'bad-size' } });
    expect(entries).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['bad-size']);
  });

  it('a blank partition is an empty one, as large as it is', () => {
    const { mount, pages } = readNvs(new Uint8Array(6 * 4096).fill(0xff));
    expect(mount).toEqual({
      ok: true,
      value: { used: 0, free: 756, available: 630, total: 756, namespaces: 0 },
    });
    expect(pages).toEqual([]);
  });

  it('enciphered entries under plain headers', () => {
    const image = fixtureImage('l01-overwrites');
    for (let at = 64; at < 4096; at++) image[at]! ^= 0x5a ^ (at % 251);
    expect(readNvs(image).mount).toMatchObject({ ok: false, error: { code: 'encrypted' } });
    expect(editNvs(image, [])).toMatchObject({ ok: false, error: { code: 'encrypted' } });
    expect(compactNvs(image)).toMatchObject({ ok: false, error: { code: 'encrypted' } });
    // One sound entry is enough to show that it is not.
    image.set(fixtureImage('l01-overwrites').subarray(64, 96), 64);
    const { mount, problems } = readNvs(image);
    expect(mount.ok).toBe(true);
    expect(problems.map(({ code }) => code)).toContain('bad-entry');
  });

  it('text in the place of every page but one costs that page only', () => {
    const image = fixtureImage('g01-wifi-and-server');
    image.set(text('This is text'), 2 * 4096);
    const { entries, problems } = readNvs(image);
    expect(entries).toHaveLength(3);
    expect(problems).toMatchObject([{ code: 'bad-page', page: 2 }]);
  });
});

describe('values', () => {
  it('of all types at their limits', () => {
    const limits = {
      u8: 255n,
      i8: -128n,
      u16: 65_535n,
      i16: -32_768n,
      u32: 2n ** 32n - 1n,
      i32: -(2n ** 31n),
      u64: 2n ** 64n - 1n,
      i64: -(2n ** 63n),
    } as const;
    const edits = Object.entries(limits).map(([type, value]): NvsEdit => ({
      ...setting(type),
      type: type as 'u8',
      value,
    }));
    const { entries } = readNvs(imageWith(edits));
    expect(Object.fromEntries(entries.map(({ key, value }) => [key, value]))).toEqual(limits);
  });

  it('a string that is no UTF-8 is shown, and told', () => {
    const image = imageWith([{ ...setting('ssid'), type: 'str', value: 'Caf__' }]);
    image.set([0xc3, 0x28], 64 + 2 * 32 + 3);
    // The data's CRC, then the entry's.
    const entry = image.subarray(64 + 32, 64 + 64);
    const view = new DataView(entry.buffer, entry.byteOffset);
    view.setUint32(28, nvsCrc32(image, 64 + 64, 64 + 64 + 6), true);
    view.setUint32(4, nvsCrc32(Buffer.concat([entry.subarray(0, 4), entry.subarray(8)])), true);
    const { entries, problems } = readNvs(image);
    expect(entries).toMatchObject([{ key: 'ssid', value: 'Caf\uFFFD(' }]);
    expect(problems).toMatchObject([{ code: 'not-utf8', namespace: 'setting', key: 'ssid' }]);
  });

  it('a damaged one is listed as such, with its name', () => {
    expect(readNvs(fixtureImage('l20-bad-data-crc')).problems).toMatchObject([
      { code: 'bad-data', namespace: 'setting', key: 'server_url', page: 0 },
    ]);
    expect(readNvs(fixtureImage('l21-bad-page-header-crc')).problems).toMatchObject([
      { code: 'bad-page', page: 0 },
      { code: 'unnamed-namespace', namespace: '', key: 'note', page: 1 },
    ]);
  });
});

describe('bytes of any kind', () => {
  const anyEdit: NvsEdit = { ...setting('pass'), type: 'str', value: 'x' };

  it.each([1, 2, 3, 4])('are read, and edited or refused, without a throw (seed %i)', (seed) => {
    const random = createRandom(seed);
    for (const name of [
      'l01-overwrites',
      'l14-cut-half-copied',
      'l17-cut-two-blob-indexes',
      'g06-format-v1',
    ]) {
      for (let run = 0; run < 15; run++) {
        const image = fixtureImage(name);
        for (let hit = random.integer(1, 30); hit > 0; hit--) {
          const at = random.integer(0, 4095) + 4096 * random.integer(0, image.length / 4096 - 1);
          if (random.chance(0.5)) image[at] = random.integer(0, 255);
          else image[at]! &= ~(1 << random.integer(0, 7));
        }
        const { mount, entries } = readNvs(image);
        const edited = editNvs(image, [anyEdit]);
        if (!mount.ok) expect(edited).toMatchObject({ ok: false, error: { code: mount.error.code } });
        else if (edited.ok) {
          const after = briefly(readNvs(edited.value.image).entries);
          const before = briefly(entries);
          for (const map of [before, after]) map.delete('setting/pass');
          expect(after).toEqual(before);
        }
      }
    }
  });

  it('also where nothing but chance made them', () => {
    const random = createRandom(5);
    for (let run = 0; run < 30; run++) {
      const image = Uint8Array.from({ length: 3 * 4096 }, () => random.integer(0, 255));
      expect(readNvs(image).mount.ok).toBe(false);
      // Headers and bitmaps that pass, over random entries.
      for (let page = 0; page < 2; page++) {
        image.fill(0xff, page * 4096, page * 4096 + 32);
        image[page * 4096] = page === 0 ? 0xfc : 0xfe;
        image[page * 4096 + 4] = page;
        image[page * 4096 + 8] = 0xfe;
        const crc = nvsCrc32(image, page * 4096 + 4, page * 4096 + 28);
        new DataView(image.buffer).setUint32(page * 4096 + 28, crc, true);
      }
      image.fill(0xff, 2 * 4096);
      expect(readNvs(image).mount).toMatchObject({ ok: false, error: { code: 'encrypted' } });
    }
  });
});
