import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../audio/random.testing.ts';
import { compactNvs } from './compact-nvs.ts';
import { editNvs } from './edit-nvs.ts';
import { HistoryWriter, NorFlash, PowerCut } from './flash-history.testing.ts';
import { findFlaws } from './nvs-flaws.ts';
import type { NvsEdit } from './nvs-types.ts';
import { brief, briefly, placeOf } from './nvs.testing.ts';
import { readNvs } from './read-nvs.ts';

const namespaces = ['setting', 'phy', 'nvs.net80211'];
const keys = ['ssid', 'state', 'cal', 'avatar_gif', 'background_gif', 'fifteen_letters'];

type Values = Map<string, string>;
/** A change that firmware might make. Blobs and others never share a key: then the library itself loses track. */
function randomEdit(random: Random): NvsEdit {
  const namespace = namespaces[random.integer(0, namespaces.length - 1)]!;
  const key = keys[random.integer(0, keys.length - 1)]!;
  if (random.chance(0.12)) return { op: 'erase', namespace, key };
  const at = { op: 'set', namespace, key } as const;
  if (key.endsWith('_gif') || key === 'cal') {
    const long = random.chance(0.15) ? 9000 : 300;
    const value = Uint8Array.from({ length: random.integer(0, long) }, () => random.integer(0, 255));
    return { ...at, type: 'blob', value };
  }
  if (random.chance(0.3)) return { ...at, type: 'i32', value: BigInt(random.integer(-9, 9)) };
  const letters = random.integer(0, random.chance(0.05) ? 3999 : 120);
  return { ...at, type: 'str', value: String.fromCharCode(random.integer(97, 122)).repeat(letters) };
}

function perform(writer: HistoryWriter, edit: NvsEdit): boolean {
  if (edit.op === 'erase') {
    writer.erase(edit.namespace, edit.key);
    return true;
  }
  switch (edit.type) {
    case 'blob':
      return writer.set(edit.namespace, edit.key, 0x42, edit.value);
    case 'str':
      return writer.set(edit.namespace, edit.key, 0x21, Buffer.from(`${edit.value}\0`));
    default: {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setInt32(0, Number(edit.value), true);
      return writer.set(edit.namespace, edit.key, 0x14, bytes);
    }
  }
}

interface History {
  readonly image: Uint8Array;
  /** What was stored when power was cut, and what was being done. */
  readonly values: Values;
  readonly pending: NvsEdit | null;
}

function randomHistory(seed: number, { cut }: { cut: boolean } = { cut: true }): History {
  const random = createRandom(seed);
  const flash = new NorFlash(random.integer(3, 8));
  const writer = new HistoryWriter(flash);
  const values: Values = new Map();
  const quiet = random.integer(0, 80);
  for (let step = 0; ; step++) {
    if (step === quiet && cut) flash.wordsLeft = random.integer(0, 1500);
    if (step > quiet + 60) return { image: flash.bytes, values, pending: null };
    const edit = randomEdit(random);
    // An unchanged value is not written again.
    if (edit.op === 'set' && values.get(placeOf(edit)) === brief(edit)) continue;
    try {
      const done = perform(writer, edit);
      if (!done) return { image: flash.bytes, values, pending: edit };
    } catch (cause) {
      if (cause instanceof PowerCut) return { image: flash.bytes, values, pending: edit };
      throw cause;
    }
    if (edit.op === 'erase') values.delete(placeOf(edit));
    else values.set(placeOf(edit), brief(edit));
  }
}

/** Old or new; a blob that was being rewritten may be lost, see `load-page.ts`. */
function expectOldOrNew(found: Values, { values, pending }: History): void {
  const was = new Map(values);
  const has = new Map(found);
  if (pending !== null) {
    const id = placeOf(pending);
    const possible = [was.get(id), pending.op === 'set' ? brief(pending) : undefined];
    const mayBeLost = pending.op === 'set' && pending.type === 'blob';
    if (!mayBeLost || has.has(id)) expect(possible).toContain(has.get(id));
    was.delete(id);
    has.delete(id);
  }
  expect(has).toEqual(was);
}

describe('a partition on which power was cut after any word', () => {
  it.each([1, 2, 3])('has the old or the new value, and all others (seeds %i00 on)', (hundred) => {
    let cuts = 0;
    for (let seed = hundred * 100; seed < hundred * 100 + 50; seed++) {
      const history = randomHistory(seed);
      const reading = readNvs(history.image);
      expect(reading.mount.ok, `seed ${seed}`).toBe(true);
      expectOldOrNew(briefly(reading.entries), history);
      if (history.pending !== null) cuts++;
    }
    expect(cuts).toBeGreaterThan(25);
  });
});

describe('an edited partition', () => {
  it.each([1, 2, 3])('needs no repair and has what was asked for (seeds %i000 on)', (thousand) => {
    let edited = 0;
    for (let seed = thousand * 1000; seed < thousand * 1000 + 25; seed++) {
      const random = createRandom(seed);
      let { image } = randomHistory(seed);
      for (let round = 0; round < 3; round++) {
        const before = briefly(readNvs(image).entries);
        const edits = Array.from({ length: random.integer(1, 4) }, () => randomEdit(random));
        const result = editNvs(image, edits);
        if (!result.ok) {
          expect(result.error).toMatchObject({ code: 'no-space' });
          continue;
        }
        for (const edit of edits) {
          if (edit.op === 'erase') before.delete(placeOf(edit));
          else before.set(placeOf(edit), brief(edit));
        }
        const { image: after, changedPages } = result.value;
        expect(briefly(readNvs(after).entries), `seed ${seed}`).toEqual(before);
        if (changedPages.length > 0) expect(findFlaws(after), `seed ${seed}`).toEqual([]);
        expect(pagesThatDiffer(image, after)).toEqual([...changedPages].sort((a, b) => a - b));
        expect(editNvs(after, edits.slice(-1))).toMatchObject({ value: { changedPages: [] } });
        image = after;
        edited++;
      }
    }
    expect(edited).toBeGreaterThan(40);
  });

  it('keeps every key that is not edited, in whatever step its pages are written', () => {
    let steps = 0;
    for (let seed = 9000; seed < 9030; seed++) {
      const random = createRandom(seed);
      const { image, pending } = randomHistory(seed, { cut: false });
      const values = briefly(readNvs(image).entries);
      const edits = Array.from({ length: random.integer(1, 3) }, () => randomEdit(random));
      const result = editNvs(image, edits);
      if (!result.ok || pending !== null) continue;
      const flash = new Uint8Array(image);
      for (const page of result.value.changedPages) {
        flash.set(result.value.image.subarray(page * 4096, (page + 1) * 4096), page * 4096);
        const reading = readNvs(flash);
        expect(reading.mount.ok, `seed ${seed}`).toBe(true);
        const found = briefly(reading.entries);
        for (const edit of edits) for (const map of [found, values]) map.delete(placeOf(edit));
        expect(found, `seed ${seed}`).toEqual(values);
        steps++;
      }
    }
    expect(steps).toBeGreaterThan(25);
  });

  it('has the same values when it is compacted, on no more pages', () => {
    for (let seed = 20_000; seed < 20_025; seed++) {
      const { image } = randomHistory(seed);
      const before = readNvs(image);
      const compact = compactNvs(image);
      if (!compact.ok) throw new Error(compact.error.message);
      const after = readNvs(compact.value.image);
      expect(briefly(after.entries), `seed ${seed}`).toEqual(briefly(before.entries));
      expect(findFlaws(compact.value.image), `seed ${seed}`).toEqual([]);
      expect(after.pages.length).toBeLessThanOrEqual(before.pages.length);
      expect(after.pages.every(({ erased }) => erased === 0)).toBe(true);
    }
  });
});

function pagesThatDiffer(before: Uint8Array, after: Uint8Array): number[] {
  const pages = Array.from({ length: after.length / 4096 }, (_, page) => page);
  const bytes = (image: Uint8Array, page: number) => image.subarray(page * 4096, (page + 1) * 4096);
  return pages.filter((page) => Buffer.compare(bytes(before, page), bytes(after, page)) !== 0);
}
