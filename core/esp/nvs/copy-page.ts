import { entriesAt, entryBytes, pageBytes, pageStates, slotStates } from './nvs-format.ts';
import type { NvsItem } from './nvs-item.ts';
import type { UsedPage } from './nvs-volume.ts';
import { beginPage, clearSlots, entryStart } from './page-bytes.ts';

/** The live items of a page, moved together on another one, or on itself. */
export function copyPage(image: Uint8Array, from: UsedPage, to: number, sequence: number): UsedPage {
  const bytes = image.slice(from.page * pageBytes, (from.page + 1) * pageBytes);
  beginPage(image, to, pageStates.active, sequence);
  let entry = 0;
  const items = from.items.map((item): NvsItem => {
    const at = entriesAt + item.entry * entryBytes;
    image.set(bytes.subarray(at, at + item.span * entryBytes), entryStart(to, entry));
    const copy = { ...item, page: to, entry };
    entry += item.span;
    return copy;
  });
  clearSlots(image, to, 0, entry, slotStates.written);
  return { page: to, state: 'active', sequence, items, next: entry };
}
