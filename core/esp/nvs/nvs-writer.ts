/** Appends items as the library does, and finds them room. Source: device sheet C.3. */
import { buildBlobIndex, buildVariable, type Owner } from './build-items.ts';
import { copyPage } from './copy-page.ts';
import {
  entriesPerPage,
  entryBytes,
  itemTypes,
  maxChunks,
  maxDataBytes,
  pageStates,
  slotStates,
} from './nvs-format.ts';
import { readItem } from './nvs-item.ts';
import { nextSequence, type NvsVolume, type UsedPage } from './nvs-volume.ts';
import { beginPage, clearSlots, entryStart, isBlank, blankPage, setPageState } from './page-bytes.ts';

/** A first chunk that would be shorter than this goes to a new page, if it is not all of the blob. */
const leastFirstChunk = maxDataBytes / 10;

export class NvsWriter {
  readonly #volume: NvsVolume;
  #edit = 0;

  constructor(volume: NvsVolume) {
    this.#volume = volume;
  }

  /** What is added from now on belongs to the next edit. @returns its number */
  nextEdit(): number {
    return ++this.#edit;
  }

  /** @returns false where there is no room: the volume is then good for nothing */
  add(bytes: Uint8Array): boolean {
    const span = bytes.length / entryBytes;
    if (this.#room() < span && !this.#advance(span)) return false;
    const page = this.#active()!;
    const { image } = this.#volume;
    image.set(bytes, entryStart(page.page, page.next));
    clearSlots(image, page.page, page.next, span, slotStates.written);
    const item = readItem(image, page.page, page.next)!;
    page.items = [...page.items, { ...item, edit: this.#edit }];
    page.next += span;
    return true;
  }

  /** Chunks that fill what is left of the pages, then their index. As {@link add}. */
  addBlob(owner: Owner, data: Uint8Array, base: number): boolean {
    const left = Math.max(0, this.#room() - 1) * entryBytes;
    const isTooMany = Math.ceil((data.length - left) / maxDataBytes) >= maxChunks;
    if (left < data.length && (left < leastFirstChunk || isTooMany) && !this.#advance(2)) return false;
    let chunks = 0;
    for (let at = 0; at < data.length || chunks === 0; chunks++) {
      const least = data.length === 0 ? 1 : 2;
      if (this.#room() < least && !this.#advance(least)) return false;
      if (chunks === maxChunks) return false;
      const end = Math.min(data.length, at + (this.#room() - 1) * entryBytes);
      if (!this.add(buildVariable(owner, itemTypes.blobData, base + chunks, data.subarray(at, end))))
        return false;
      at = end;
    }
    return this.add(buildBlobIndex(owner, { bytes: data.length, chunks, base }));
  }

  /** Entries that one item may have at most, after whatever can be done to make room. */
  largestRoom(): number {
    const { pages, free } = this.#volume;
    if (free.length > 1) return entriesPerPage;
    return Math.max(this.#room(), 0, ...pages.map((page) => entriesPerPage - liveEntries(page)));
  }

  /** Entries that are left for all items together. */
  totalRoom(): number {
    const { pages, free } = this.#volume;
    const live = pages.reduce((sum, page) => sum + liveEntries(page), 0);
    return (pages.length + free.length - 1) * entriesPerPage - live;
  }

  /** To be called once, after the last item. */
  finish(): void {
    const { image, free } = this.#volume;
    // A damaged page counts as free too, but only a blank one is seen to be.
    if (!free.some((page) => isBlank(image, page))) blankPage(image, free[0]!);
    // Version 5.4.1 takes an earlier chunk on the page that it writes to for a rest, if the page ends in a chunk.
    const last = this.#active()?.items.at(-1);
    if (last?.type === itemTypes.blobData) this.#closeActive();
  }

  #active(): UsedPage | undefined {
    const newest = this.#volume.pages.at(-1);
    return newest?.state === 'active' ? newest : undefined;
  }

  #room(): number {
    const active = this.#active();
    return active === undefined ? 0 : entriesPerPage - active.next;
  }

  /** Goes on on a blank page while two are left, else on the emptiest one, once its live items are moved together. */
  #advance(least: number): boolean {
    const volume = this.#volume;
    const sequence = nextSequence(volume);
    if (sequence > 0xffff_ffff) return false;
    const [blank, ...free] = volume.free;
    if (blank === undefined) return false;
    if (free.length > 0) {
      this.#closeActive();
      beginPage(volume.image, blank, pageStates.active, sequence);
      volume.free = free;
      const page: UsedPage = { page: blank, state: 'active', sequence, items: [], next: 0 };
      volume.pages = [...volume.pages, page];
      return true;
    }
    const [emptiest] = [...volume.pages].sort((a, b) => liveEntries(a) - liveEntries(b));
    if (emptiest === undefined || entriesPerPage - liveEntries(emptiest) < least) return false;
    this.#closeActive();
    // In its place: through the last blank page there would be a moment without a free one, and firmware that finds
    // none erases everything.
    volume.pages = [
      ...volume.pages.filter(({ page }) => page !== emptiest.page),
      copyPage(volume.image, emptiest, emptiest.page, sequence),
    ];
    return true;
  }

  #closeActive(): void {
    const active = this.#active();
    if (active === undefined) return;
    setPageState(this.#volume.image, active.page, pageStates.full);
    const closed: UsedPage = { ...active, state: 'full' };
    this.#volume.pages = [...this.#volume.pages.slice(0, -1), closed];
  }
}

const liveEntries = ({ items }: UsedPage): number => items.reduce((sum, { span }) => sum + span, 0);
