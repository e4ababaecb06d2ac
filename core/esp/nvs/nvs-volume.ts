/** A partition in memory that is being mounted or changed: its image, and what of it is alive. */
import { entriesPerPage, slotStates } from './nvs-format.ts';
import type { NvsItem } from './nvs-item.ts';
import { blankPage, clearSlots, slotState } from './page-bytes.ts';
import type { NvsProblemCode } from './nvs-types.ts';

export interface UsedPage {
  readonly page: number;
  readonly state: 'active' | 'full' | 'freeing';
  readonly sequence: number;
  /** What is alive, in the order of its entries. */
  items: readonly NvsItem[];
  /** The first entry that was never used; {@link entriesPerPage} where there is none. */
  next: number;
}

/** A problem before the names of namespaces are known. */
export interface FoundProblem {
  readonly code: NvsProblemCode;
  readonly message: string;
  readonly page?: number;
  readonly item?: Pick<NvsItem, 'namespace' | 'key'>;
}

export interface NvsVolume {
  readonly image: Uint8Array<ArrayBuffer>;
  /** By sequence number: lookups go in this order. */
  pages: readonly UsedPage[];
  /** Blank pages, and those that count as such. */
  free: readonly number[];
  readonly problems: FoundProblem[];
}

export function eraseItem(volume: NvsVolume, item: NvsItem): void {
  clearSlots(volume.image, item.page, item.entry, item.span, slotStates.erased);
  const page = volume.pages.find(({ page }) => page === item.page);
  if (page !== undefined) page.items = page.items.filter((other) => other.entry !== item.entry);
}

/** Makes it blank, whatever it holds. */
export function freePage(volume: NvsVolume, page: number): void {
  blankPage(volume.image, page);
  volume.pages = volume.pages.filter((other) => other.page !== page);
  volume.free = [...volume.free, page];
}

export function* itemsOf({ pages }: Pick<NvsVolume, 'pages'>): Generator<NvsItem> {
  for (const { items } of pages) yield* items;
}

export function countSlots(image: Uint8Array, page: number, state: number): number {
  let count = 0;
  for (let entry = 0; entry < entriesPerPage; entry++) if (slotState(image, page, entry) === state) count++;
  return count;
}

/** The number that the next page gets. */
export const nextSequence = ({ pages }: NvsVolume): number => (pages.at(-1)?.sequence ?? -1) + 1;
