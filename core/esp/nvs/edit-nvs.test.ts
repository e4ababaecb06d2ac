import { describe, expect, it } from 'vitest';
import { compactNvs } from './compact-nvs.ts';
import { createNvs } from './create-nvs.ts';
import { editNvs } from './edit-nvs.ts';
import { findFlaws } from './nvs-flaws.ts';
import type { NvsEdit, NvsEdited, NvsRefusal } from './nvs-types.ts';
import { briefly, fixtureImage } from './nvs.testing.ts';
import { readNvs } from './read-nvs.ts';
import type { Result } from '../../result.ts';

const set = (key: string, value: string | bigint | Uint8Array, namespace = 'setting'): NvsEdit => {
  const at = { op: 'set', namespace, key } as const;
  if (typeof value === 'string') return { ...at, type: 'str', value };
  return typeof value === 'bigint' ? { ...at, type: 'i32', value } : { ...at, type: 'blob', value };
};
const erase = (key: string, namespace = 'setting'): NvsEdit => ({ op: 'erase', namespace, key });
const bytes = (length: number, seed = 1) =>
  Uint8Array.from({ length }, (_, i) => (i * seed + (i >> 8)) & 0xff);

function done(result: Result<NvsEdited, NvsRefusal>): NvsEdited {
  if (!result.ok) throw new Error(result.error.message);
  expect(findFlaws(result.value.image)).toEqual([]);
  return result.value;
}
const create = (pages: number, ...edits: NvsEdit[]) => done(createNvs(pages * 4096, edits)).image;
const edit = (image: Uint8Array, ...edits: NvsEdit[]) => done(editNvs(image, edits));
const valueOf = (image: Uint8Array, key: string, namespace = 'setting') =>
  readNvs(image).entries.find((entry) => entry.key === key && entry.namespace === namespace)?.value;

describe('the pages that change', () => {
  it.each(['g04-2mib-partition', 'l09-2mib-used-box'])('are three at most for a password on %s', (name) => {
    const image = fixtureImage(name);
    for (const password of ['x', 'another password', 'p'.repeat(63)]) {
      const { changedPages } = edit(image, set('pass', password));
      expect(changedPages.length).toBeGreaterThan(0);
      expect(changedPages.length).toBeLessThanOrEqual(3);
    }
  });

  it('are none for what is stored already, and for what is erased already', () => {
    const image = fixtureImage('l12-cut-old-not-erased');
    const { entries } = readNvs(image);
    const same = entries.map((entry): NvsEdit => ({ op: 'set', ...entry }));
    const { image: after, changedPages } = edit2(image, [...same, erase('never-was'), erase('a', 'never')]);
    expect(changedPages).toEqual([]);
    expect(after).toEqual(image);
  });

  it('come in an order in which a key has its old or its new value', () => {
    const image = create(6, set('pass', 'old'), set('fill', bytes(3840)));
    const { image: after, changedPages } = edit(image, set('pass', 'new'), set('long', 'x'.repeat(900)));
    expect(changedPages).toEqual([1, 0]);
    const halfway = new Uint8Array(image);
    halfway.set(after.subarray(4096, 8192), 4096);
    expect(['old', 'new']).toContain(valueOf(halfway, 'pass'));
  });

  it('the image that was given stays as it is', () => {
    const image = create(4, set('pass', 'old'));
    const copy = image.slice();
    edit(image, set('pass', 'new'));
    expect(image).toEqual(copy);
  });
});

/** Without a look for flaws: nothing is repaired where nothing changes. */
function edit2(image: Uint8Array, edits: readonly NvsEdit[]): NvsEdited {
  const result = editNvs(image, edits);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('values', () => {
  it.each([0, 1, 30, 31, 32, 127, 3967, 3998, 3999])('a string of %i bytes', (length) => {
    const value = 'x'.repeat(length);
    const image = create(4, set('a', 7n), set('key', value), set('b', 8n));
    expect([valueOf(image, 'a'), valueOf(image, 'key'), valueOf(image, 'b')]).toEqual([7n, value, 8n]);
  });

  it.each([0, 1, 32, 3968, 4000, 4001, 20_000, 100_000, 508_000])(
    'a blob of %i bytes, and its successor',
    (length) => {
      const pages = 4 + 2 * Math.ceil(length / 4000);
      let image = create(pages, set('a', 7n), set('key', bytes(length)));
      for (const seed of length < 100_000 ? [3, 5, 7] : [3]) {
        image = edit(image, set('key', bytes(length, seed))).image;
        const value = valueOf(image, 'key');
        expect(value instanceof Uint8Array && Buffer.compare(value, bytes(length, seed))).toBe(0);
      }
    },
  );

  it('a key has one value, whatever its type was', () => {
    const values = ['text', 5n, bytes(5000), 'again', bytes(40), -1n, bytes(0)];
    let image = create(6, set('other', 'untouched'));
    for (const value of values) {
      image = edit(image, set('key', value)).image;
      expect(valueOf(image, 'key')).toEqual(value);
      expect(readNvs(image).entries).toHaveLength(2);
    }
    expect(readNvs(edit(image, erase('key')).image).entries).toHaveLength(1);
  });

  it('namespaces are apart, and keep their index when their last key goes', () => {
    let image = create(3, set('key', 'one', 'a'), set('key', 'two', 'b'), erase('key', 'a'));
    expect(readNvs(image).entries).toMatchObject([{ namespace: 'b', value: 'two' }]);
    image = edit(image, set('key', 'three', 'a'), set('key', 'four', 'c')).image;
    expect(['a', 'b', 'c'].map((name) => valueOf(image, 'key', name))).toEqual(['three', 'two', 'four']);
    expect(readNvs(image).mount).toMatchObject({ value: { namespaces: 3 } });
  });

  it('254 namespaces, and not one more', () => {
    const names = Array.from({ length: 254 }, (_, i) => `space-${i}`);
    const image = create(10, ...names.map((name) => set('k', name, name)));
    expect(names.map((name) => valueOf(image, 'k', name))).toEqual(names);
    const refused = editNvs(image, [set('k', 'x', 'one-more')]);
    expect(refused).toMatchObject({ ok: false, error: { code: 'too-many-namespaces' } });
    const unnamed = fixtureImage('l21-bad-page-header-crc');
    expect(valueOf(edit(unnamed, set('k', 'x', 'new')).image, 'k', 'new')).toBe('x');
    expect(readNvs(edit2(unnamed, [set('k', 'x', 'new')]).image).problems).toContainEqual(
      expect.objectContaining({ code: 'unnamed-namespace', key: 'note' }),
    );
  });

  it('a blob of format 1 is replaced by one with an index', () => {
    const { image } = edit(fixtureImage('g06-format-v1'), set('avatar_gif', bytes(2000)));
    const avatar = readNvs(image).entries.filter(({ key }) => key === 'avatar_gif');
    expect(avatar).toEqual([{ namespace: 'setting', key: 'avatar_gif', type: 'blob', value: bytes(2000) }]);
  });
});

describe('refusals', () => {
  it.each<[string, NvsEdit, string]>([
    [
      'a number outside its type',
      { op: 'set', namespace: 'a', key: 'b', type: 'u8', value: -1n },
      'bad-value',
    ],
    ['a NUL in a string', set('key', 'a\0b'), 'bad-value'],
    ['a string of 4000 bytes', set('key', 'é'.repeat(2000)), 'bad-value'],
    ['a blob of more than 508,000', set('key', bytes(508_001)), 'bad-value'],
    ['no key', set('', 'x'), 'bad-key'],
    ['a key of 16 bytes', set('sixteen_letters_', 'x'), 'bad-key'],
    ['a key of 16 bytes in 8 letters', set('é'.repeat(8), 'x'), 'bad-key'],
    ['a NUL in a key', set('a\0', 'x'), 'bad-key'],
    ['a namespace of 16 bytes', set('key', 'x', 'sixteen_letters_'), 'bad-namespace'],
    ['a namespace of 16 bytes, to erase', erase('key', 'sixteen_letters_'), 'bad-namespace'],
  ])('%s', (_what, wrong, code) => {
    expect(createNvs(24 * 1024, [set('a', 1n), wrong])).toMatchObject({ ok: false, error: { code } });
  });

  it('say how much room is missing', () => {
    const full = fixtureImage('l08-nearly-full');
    expect(editNvs(full, [set('pass', 'p'.repeat(63))])).toMatchObject({
      error: { code: 'no-space', missingBytes: 96 },
    });
    const small = create(3, set('a', bytes(4000)));
    expect(editNvs(small, [set('b', bytes(7000))])).toMatchObject({ error: { code: 'no-space' } });
    const missing = editNvs(small, [set('b', bytes(4100))]);
    const lack = (!missing.ok && 'missingBytes' in missing.error && missing.error.missingBytes) || 0;
    expect(lack).toBeGreaterThan(0);
    expect(editNvs(small, [set('b', bytes(4100 - lack))]).ok).toBe(true);
  });

  it('of less than three pages, or of parts of one', () => {
    for (const size of [0, 4096, 8192, 12_289, Number.NaN])
      expect(createNvs(size, [])).toMatchObject({ ok: false, error: { code: 'bad-size' } });
    expect(createNvs(12_288, []).ok).toBe(true);
  });
});

describe('a partition that is nearly full', () => {
  it('collects its garbage page by page, one always free', () => {
    let image = create(3, set('keep', 'k'.repeat(700)), set('a', 1n));
    for (let round = 0; round < 60; round++) {
      image = edit(image, set('url', `${round}`.repeat(40))).image;
      expect(valueOf(image, 'keep')).toBe('k'.repeat(700));
    }
    expect(valueOf(image, 'url')).toBe('59'.repeat(40));
    expect(readNvs(image).pages.length).toBeLessThan(3);
  });

  it('a key is erased where there is no room for anything new', () => {
    const { image } = edit(fixtureImage('l08-nearly-full'), erase('k7', 'fill'));
    expect(valueOf(image, 'k7', 'fill')).toBeUndefined();
    expect(valueOf(image, 'k8', 'fill')).toBe(8n);
    expect(valueOf(edit(image, set('new', 9n)).image, 'new')).toBe(9n);
  });

  it('compacted it has the same values', () => {
    for (const name of [
      'l08-nearly-full',
      'l09-2mib-used-box',
      'g06-format-v1',
      'l18-cut-library-loses-old-blob',
    ]) {
      const image = fixtureImage(name);
      const compact = done(compactNvs(image)).image;
      expect(briefly(readNvs(compact).entries)).toEqual(briefly(readNvs(image).entries));
      expect(readNvs(compact).pages.every(({ erased }) => erased === 0)).toBe(true);
    }
    const unnamed = compactNvs(fixtureImage('l21-bad-page-header-crc'));
    expect(readNvs(unnamed.ok ? unnamed.value.image : new Uint8Array()).problems).toMatchObject([
      { code: 'unnamed-namespace', key: 'note' },
    ]);
  });
});
