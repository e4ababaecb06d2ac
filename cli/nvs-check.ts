/** `nvs check DIR`: whether images are read, edited and refused as the cases beside them say. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { editNvs } from '../core/esp/nvs/edit-nvs.ts';
import { findFlaws } from '../core/esp/nvs/nvs-flaws.ts';
import { pageBytes } from '../core/esp/nvs/nvs-format.ts';
import type { NvsEdit, NvsReading } from '../core/esp/nvs/nvs-types.ts';
import { readNvs } from '../core/esp/nvs/read-nvs.ts';
import { fileTrouble } from './command-line.ts';
import { readFlashFile, readJson } from './image-file.ts';
import { caseEdit, caseLine, entryLine, sha256, type CaseEntry, type NvsCase } from './nvs-case.ts';
import { padded } from './nvs-image.ts';

interface NvsCheckResult {
  readonly cases: number;
  /** Lists of edits that were made, or refused where that is right. */
  readonly edits: number;
  readonly mismatches: readonly NvsMismatch[];
}

interface NvsMismatch {
  readonly case: string;
  readonly what: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** @throws where the folder has no cases, or a file of one is missing */
export async function checkNvsCases(folder: string): Promise<NvsCheckResult> {
  const files = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw fileTrouble(folder, cause);
  });
  const names = files.filter((file) => file.isDirectory()).map(({ name }) => name);
  if (names.length === 0) throw new Error(`${folder}: there are no cases in it, each a folder of its own`);
  const mismatches: NvsMismatch[] = [];
  let edits = 0;
  for (const name of names.sort()) {
    const check = new CaseCheck(name, await readJson<NvsCase>(join(folder, name, 'case.json')));
    const size = check.expected.partitionSize;
    check.all(padded(await readFlashFile(join(folder, name, 'image.bin')), size));
    const after = check.expected.afterEdits?.exampleImage;
    if (after !== undefined) check.after(padded(await readFlashFile(join(folder, name, after)), size));
    mismatches.push(...check.mismatches);
    edits += check.edits;
  }
  return { cases: names.length, edits, mismatches };
}

/** What is asked of a case that names no edits. */
const someEdit: NvsEdit = { op: 'set', namespace: 'setting', key: 'pass', type: 'str', value: 'another one' };

class CaseCheck {
  readonly expected: NvsCase;
  readonly mismatches: NvsMismatch[] = [];
  edits = 0;
  readonly #name: string;

  constructor(name: string, expected: NvsCase) {
    this.#name = name;
    this.expected = expected;
  }

  all(image: Uint8Array): void {
    const { expected } = this;
    this.#compare('image', expected.sha256Padded, sha256(image));
    const reading = readNvs(image);
    this.#compare('pages', expected.pages, reading.pages);
    this.#compare('mount', mountOf(expected), reading.mount.ok ? 'ok' : reading.mount.error.code);
    this.#compareEntries('entries', expected.entries ?? [], reading);
    this.#compare(
      'legacy blobs',
      (expected.legacyBlobs ?? []).map(caseLine).sort(),
      reading.entries
        .filter(({ legacy }) => legacy)
        .map(entryLine)
        .sort(),
    );
    this.#comparePromised(reading);
    const { stats } = expected.library;
    if (reading.mount.ok && stats !== null) {
      const found = reading.mount.value;
      this.#compare('stats', pick(stats, Object.keys(found)), found);
    }
    this.#edit(image, reading);
  }

  /** The library's own result of the edits. */
  after(image: Uint8Array): void {
    this.#compareEntries(
      'the library after the edits',
      this.expected.afterEdits?.entries ?? [],
      readNvs(image),
    );
  }

  #comparePromised({ problems }: NvsReading): void {
    for (const { namespace, key } of this.expected.unreadable ?? []) {
      const told = problems.some((problem) => problem.namespace === namespace && problem.key === key);
      if (!told) this.#compare(`problem of ${namespace}/${key}`, 'told', 'not told');
    }
  }

  #edit(image: Uint8Array, before: NvsReading): void {
    const { expected } = this;
    this.edits++;
    const edits = expected.edits?.map(caseEdit) ?? [someEdit];
    const edited = editNvs(image, edits);
    if (!before.mount.ok || (expected.afterEdits?.errors.length ?? 0) > 0) {
      const code = before.mount.ok ? 'no-space' : before.mount.error.code;
      this.#compare('refusal', code, edited.ok ? 'edited' : edited.error.code);
      return;
    }
    if (!edited.ok) {
      this.#compare('edits', 'made', edited.error);
      return;
    }
    const { image: after, changedPages } = edited.value;
    this.#compare('size', image.length, after.length);
    this.#compare('flaws', [], findFlaws(after));
    this.#compare(
      'changed pages',
      differing(image, after),
      [...changedPages].sort((a, b) => a - b),
    );
    const reading = readNvs(after);
    if (expected.afterEdits !== undefined)
      this.#compareEntries('after the edits', expected.afterEdits.entries, reading);
    const isAsked = (entry: { namespace: string; key: string }) =>
      edits.some(({ namespace, key }) => entry.namespace === namespace && entry.key === key);
    const others = ({ entries }: NvsReading) => entries.filter((entry) => !isAsked(entry)).map(entryLine);
    this.#compare('what was not asked for', others(before), others(reading));
    const again = editNvs(after, edits);
    this.#compare('the same edits again', [], again.ok ? again.value.changedPages : again.error);
  }

  #compareEntries(what: string, wanted: readonly CaseEntry[], { entries }: NvsReading): void {
    const extra = new Set(this.expected.acceptableExtraKeys);
    const isExtra = ({ namespace, key }: { namespace: string; key: string }) =>
      extra.has(`${namespace}/${key}`);
    this.#compare(
      what,
      wanted
        .filter((entry) => !isExtra(entry))
        .map(caseLine)
        .sort(),
      entries
        .filter((entry) => !isExtra(entry) && !entry.legacy)
        .map(entryLine)
        .sort(),
    );
  }

  #compare(what: string, expected: unknown, actual: unknown): void {
    if (!isDeepStrictEqual(expected, actual))
      this.mismatches.push({ case: this.#name, what, expected, actual });
  }
}

/** The library takes what is no NVS for an empty partition; to overwrite it is for the person to decide. */
function mountOf({ library, pages }: NvsCase): string {
  if (library.init === 'NEW_VERSION_FOUND') return 'newer-version';
  if (library.init === 'NO_FREE_PAGES') return 'no-free-page';
  return pages.length > 0 && pages.every(({ headerCrcOk }) => !headerCrcOk) ? 'not-nvs' : 'ok';
}

const pick = (from: Readonly<Record<string, number>>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, from[key]]));

function differing(before: Uint8Array, after: Uint8Array): number[] {
  const pages = Array.from({ length: after.length / pageBytes }, (_, page) => page);
  return pages.filter((page) => {
    const [start, end] = [page * pageBytes, (page + 1) * pageBytes];
    return Buffer.compare(before.subarray(start, end), after.subarray(start, end)) !== 0;
  });
}
