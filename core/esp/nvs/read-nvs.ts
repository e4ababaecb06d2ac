/** What an image of an NVS partition holds, as ESP-IDF's own library would hand it to firmware. */
import { err, ok } from '../../result.ts';
import { mountNvs } from './mount-nvs.ts';
import { readNamespaces, type Namespaces } from './namespaces.ts';
import { entriesPerPage, pageBytes, pageStates, slotStates } from './nvs-format.ts';
import { shownName } from './nvs-item.ts';
import type { NvsEntry, NvsPage, NvsProblem, NvsReading, NvsStats } from './nvs-types.ts';
import { countSlots, type FoundProblem, type NvsVolume } from './nvs-volume.ts';
import { headerCrcOk, isBlank, pageSequence, pageState, pageVersion } from './page-bytes.ts';
import type { StoredValue } from './stored-values.ts';

/** Never throws, whatever the bytes. Time grows with their number. @param image the whole partition */
export function readNvs(image: Uint8Array): NvsReading {
  const { volume, values } = mountNvs(image);
  const names = readNamespaces(volume);
  const pages = readPages(image);
  const problems = volume.problems.map((problem) => named(problem, names));
  if (!values.ok) {
    // What is no NVS that can be read is not read in part either.
    const found = values.error.code === 'no-free-page' ? problems : [];
    return { pages, entries: [], problems: [...found, values.error], mount: err(values.error) };
  }
  const entries: NvsEntry[] = [];
  for (const value of values.value) {
    const name = names.nameOf.get(value.namespace);
    if (name === undefined) problems.push(unnamed(value));
    else entries.push(entryOf(shownName(name), value));
    if (name !== undefined && value.garbled) problems.push(garbled(shownName(name), value));
  }
  return { pages, entries: entries.sort(byName), problems, mount: ok(statsOf(volume, names)) };
}

const entryOf = (namespace: string, { key, value, legacy }: StoredValue): NvsEntry => ({
  namespace,
  key: shownName(key),
  ...(legacy && { legacy }),
  ...value,
});

function byName(a: NvsEntry, b: NvsEntry): number {
  return compare(a.namespace, b.namespace) || compare(a.key, b.key) || compare(a.type, b.type);
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function named({ code, message, page, item }: FoundProblem, { nameOf }: Namespaces): NvsProblem {
  return {
    code,
    ...(item !== undefined && {
      namespace: shownName(nameOf.get(item.namespace) ?? ''),
      key: shownName(item.key),
    }),
    ...(page !== undefined && { page }),
    message,
  };
}

function unnamed({ namespace, key, items }: StoredValue): NvsProblem {
  const shown = shownName(key);
  const message = `"${shown}" is in namespace ${namespace}, whose name is lost`;
  return { code: 'unnamed-namespace', namespace: '', key: shown, page: items[0]!.page, message };
}

function garbled(namespace: string, { key, items }: StoredValue): NvsProblem {
  const message = 'this string is no UTF-8';
  return { code: 'not-utf8', namespace, key: shownName(key), page: items[0]!.page, message };
}

function statsOf({ image, pages }: NvsVolume, names: Namespaces): NvsStats {
  const total = (image.length / pageBytes) * entriesPerPage;
  let used = 0;
  for (const { page } of pages) used += countSlots(image, page, slotStates.written);
  const free = total - used;
  return { used, free, available: Math.max(0, free - entriesPerPage), total, namespaces: names.count };
}

const stateNames: ReadonlyMap<number, string> = new Map(
  Object.entries(pageStates).map(([name, word]) => [word, name]),
);

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;

function readPages(image: Uint8Array): NvsPage[] {
  const pages: NvsPage[] = [];
  for (let page = 0; page < Math.floor(image.length / pageBytes); page++) {
    if (isBlank(image, page)) continue;
    const state = pageState(image, page);
    const count = (slot: number) => countSlots(image, page, slot);
    pages.push({
      page,
      state: stateNames.get(state) ?? hex(state, 8),
      seq: pageSequence(image, page),
      version: hex(pageVersion(image, page), 2),
      headerCrcOk: headerCrcOk(image, page),
      empty: count(slotStates.empty),
      written: count(slotStates.written),
      erased: count(slotStates.erased),
      illegal: count(slotStates.illegal),
    });
  }
  return pages;
}
