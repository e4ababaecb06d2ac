/** A strict look at an image that we have written: what a partition must have so that firmware repairs nothing in it. */
import { entriesPerPage, entryBytes, itemTypes, pageBytes, pageStates, slotStates } from './nvs-format.ts';
import { dataSize, itemId, readBlobIndex, readData, readItem, type NvsItem } from './nvs-item.ts';
import {
  entryStart,
  headerCrcOk,
  isBlank,
  pageSequence,
  pageState,
  pageVersion,
  slotState,
} from './page-bytes.ts';

/** In English, one sentence each; none for a sound image. Knows the format, and nothing of how it is mounted or edited. */
export function findFlaws(image: Uint8Array): readonly string[] {
  const flaws: string[] = [];
  const pages = Array.from({ length: image.length / pageBytes }, (_, page) => page);
  const used = pages.filter((page) => !isBlank(image, page) && headerCrcOk(image, page));
  if (!pages.some((page) => isBlank(image, page))) flaws.push('no page is blank');
  if (new Set(used.map((page) => pageSequence(image, page))).size < used.length)
    flaws.push('two pages have one sequence number');
  const newest = Math.max(...used.map((page) => pageSequence(image, page)));
  const items: NvsItem[] = [];
  for (const page of used) {
    const state = pageState(image, page);
    const isActive = state === pageStates.active;
    if (!isActive && state !== pageStates.full) flaws.push(`page ${page} is neither active nor full`);
    if (isActive && pageSequence(image, page) !== newest)
      flaws.push(`page ${page} is active, but not newest`);
    if (pageVersion(image, page) < 0xfe) flaws.push(`page ${page} has another version`);
    const found = pageItems(image, page, flaws);
    if (isActive && found.at(-1)?.type === itemTypes.blobData) flaws.push(`page ${page} ends in a chunk`);
    if (new Set(found.map(itemId)).size < found.length) flaws.push(`page ${page} has an item twice`);
    items.push(...found);
  }
  return [...flaws, ...blobFlaws(image, items)];
}

function pageItems(image: Uint8Array, page: number, flaws: string[]): NvsItem[] {
  const items: NvsItem[] = [];
  let isOver = false;
  for (let entry = 0, step = 1; entry < entriesPerPage; entry += step) {
    step = 1;
    const state = slotState(image, page, entry);
    const at = `page ${page}, entry ${entry}`;
    if (state === slotStates.illegal) flaws.push(`${at}: no state`);
    if (state === slotStates.empty) {
      isOver = true;
      const start = entryStart(page, entry);
      if (image.subarray(start, start + entryBytes).some((byte) => byte !== 0xff))
        flaws.push(`${at}: empty, but not blank`);
    } else if (isOver) flaws.push(`${at}: used behind an empty one`);
    if (state !== slotStates.written) continue;
    const item = readItem(image, page, entry);
    if (item === null) {
      flaws.push(`${at}: written, but no item`);
      continue;
    }
    step = item.span;
    for (let i = 1; i < item.span; i++)
      if (slotState(image, page, entry + i) !== slotStates.written)
        flaws.push(`${at}: not all of it is written`);
    const hasData = item.type === itemTypes.str || item.type === itemTypes.blobData;
    if (hasData && readData(image, item) === null) flaws.push(`${at}: its data are damaged`);
    items.push(item);
  }
  return items;
}

/** Each index has exactly its chunks, and no chunk is left. */
function blobFlaws(image: Uint8Array, items: readonly NvsItem[]): string[] {
  const flaws: string[] = [];
  const chunks = new Map<string, number>();
  for (const item of items) {
    if (item.type !== itemTypes.blobData) continue;
    if (chunks.has(itemId(item))) flaws.push(`chunk ${item.chunk} of "${item.key}" is there twice`);
    chunks.set(itemId(item), dataSize(image, item));
  }
  for (const item of items) {
    if (item.type !== itemTypes.blobIndex) continue;
    const index = readBlobIndex(image, item);
    let bytes = 0;
    for (let chunk = index.base; chunk < index.base + index.chunks; chunk++) {
      const id = itemId({ ...item, chunk });
      if (!chunks.has(id)) flaws.push(`chunk ${chunk} of "${item.key}" is missing`);
      bytes += chunks.get(id) ?? 0;
      chunks.delete(id);
    }
    if (bytes !== index.bytes) flaws.push(`"${item.key}" has ${bytes} bytes, its index says ${index.bytes}`);
  }
  for (const id of chunks.keys()) flaws.push(`chunk ${id} has no index`);
  return flaws;
}
