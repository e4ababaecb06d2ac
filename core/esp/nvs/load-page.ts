/** One page as the library takes it at mount, with what it repairs there. Source: device sheet C.3 and C.4. */
import { entriesPerPage, itemTypes, newestVersion, pageStates, slotStates } from './nvs-format.ts';
import { isVariable, itemId, readItem, type NvsItem } from './nvs-item.ts';
import type { FoundProblem, UsedPage } from './nvs-volume.ts';
import {
  clearSlots,
  entryStart,
  headerCrcOk,
  isBlank,
  pageSequence,
  pageState,
  pageVersion,
  readU32,
  slotState,
} from './page-bytes.ts';

type LoadedPage =
  | { readonly kind: 'blank' }
  /** Counts as free: its items are lost. */
  | { readonly kind: 'bad'; readonly message: string }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'used'; readonly page: UsedPage; readonly sound: number; readonly unsound: number };

const usedStates: ReadonlyMap<number, UsedPage['state']> = new Map([
  [pageStates.active, 'active'],
  [pageStates.full, 'full'],
  [pageStates.freeing, 'freeing'],
]);

/** Repairs the page in the image, and tells. */
export function loadPage(image: Uint8Array, page: number, problems: FoundProblem[]): LoadedPage {
  const word = pageState(image, page);
  if (word === pageStates.blank) {
    return isBlank(image, page)
      ? { kind: 'blank' }
      : { kind: 'bad', message: `page ${page} is marked blank, but is not` };
  }
  if (!headerCrcOk(image, page)) return { kind: 'bad', message: `page ${page}: the header's CRC is wrong` };
  const version = pageVersion(image, page);
  if (version < newestVersion) return { kind: 'newer', version };
  const state = usedStates.get(word);
  if (state === undefined)
    return { kind: 'bad', message: `page ${page}: 0x${word.toString(16)} is no state` };
  const walk = new PageWalk(image, page, problems);
  const next = state === 'active' ? walk.active() : walk.closed();
  const used = { page, state, sequence: pageSequence(image, page), items: [...walk.items.values()], next };
  return { kind: 'used', page: used, sound: walk.sound, unsound: walk.unsound };
}

class PageWalk {
  /** By first entry, ascending. */
  readonly items = new Map<number, NvsItem>();
  sound = 0;
  unsound = 0;
  readonly #image: Uint8Array;
  readonly #page: number;
  readonly #problems: FoundProblem[];

  constructor(image: Uint8Array, page: number, problems: FoundProblem[]) {
    this.#image = image;
    this.#page = page;
    this.#problems = problems;
  }

  /** A page that may still be written to: what power cuts leave is looked for. @returns the first unused entry */
  active(): number {
    let next = this.#eraseHalfWritten(this.#firstEmpty());
    const newest = new Map<string, NvsItem>();
    let last: NvsItem | null = null;
    for (let entry = 0, end = next, step = 1; entry < end; entry += step) {
      step = 1;
      last = null;
      const state = slotState(this.#image, this.#page, entry);
      if (state === slotStates.illegal) this.#clear(entry, 1);
      if (state !== slotStates.written) continue;
      const item = this.#take(entry);
      if (item === null) continue;
      step = item.span;
      if (!this.#isWhole(item)) {
        next = Math.max(next, entry + item.span);
        continue;
      }
      const id = itemId(item);
      const older = newest.get(id);
      if (older !== undefined) this.#eraseOlder(older);
      newest.set(id, item);
      this.items.set(entry, item);
      last = item;
    }
    if (last?.type === itemTypes.blobData) this.#eraseOtherChunk(last);
    return next;
  }

  /** A page that nothing is added to any more. */
  closed(): number {
    for (let entry = 0, step = 1; entry < entriesPerPage; entry += step) {
      step = 1;
      if (slotState(this.#image, this.#page, entry) !== slotStates.written) continue;
      const item = this.#take(entry);
      if (item === null) continue;
      step = item.span;
      if (this.#isWhole(item)) this.items.set(entry, item);
    }
    return entriesPerPage;
  }

  #firstEmpty(): number {
    let entry = 0;
    while (entry < entriesPerPage && slotState(this.#image, this.#page, entry) !== slotStates.empty) entry++;
    return entry;
  }

  /** An entry is programmed before its bits: what lies behind the last marked one is the rest of a power cut. */
  #eraseHalfWritten(from: number): number {
    let entry = from;
    while (entry < entriesPerPage && readU32(this.#image, entryStart(this.#page, entry)) !== 0xffff_ffff)
      this.#clear(entry++, 1);
    if (entry > from) this.#tell('half-written', `entry ${from} was being written`);
    return entry;
  }

  #take(entry: number): NvsItem | null {
    const item = readItem(this.#image, this.#page, entry);
    if (item !== null) {
      this.sound++;
      return item;
    }
    this.unsound++;
    this.#clear(entry, 1);
    this.#tell('bad-entry', `entry ${entry} is damaged`);
    return null;
  }

  /** Whether all its entries are marked written; if not, it is erased. */
  #isWhole(item: NvsItem): boolean {
    if (!isVariable(item.type)) return true;
    for (let i = 1; i < item.span; i++) {
      if (slotState(this.#image, this.#page, item.entry + i) === slotStates.written) continue;
      this.#clear(item.entry, item.span);
      this.#tell('half-written', `the data at entry ${item.entry} are not all there`, item);
      return false;
    }
    return true;
  }

  #eraseOlder(item: NvsItem): void {
    this.#clear(item.entry, item.span);
    this.items.delete(item.entry);
    this.#tell('duplicate', `entry ${item.entry} was to be erased, a newer one follows`, item);
  }

  /** Version 5.4.1 takes any earlier chunk of that key for an older copy, and so loses the old blob. */
  #eraseOtherChunk(last: NvsItem): void {
    for (const item of this.items.values()) {
      if (item.type !== itemTypes.blobData || item.namespace !== last.namespace || item.key !== last.key)
        continue;
      if (item.entry < last.entry) this.#eraseOlder(item);
      return;
    }
  }

  #clear(entry: number, count: number): void {
    clearSlots(this.#image, this.#page, entry, count, slotStates.erased);
  }

  #tell(code: FoundProblem['code'], message: string, item?: NvsItem): void {
    const page = this.#page;
    this.#problems.push({
      code,
      page,
      message: `page ${page}: ${message}`,
      ...(item !== undefined && { item }),
    });
  }
}
