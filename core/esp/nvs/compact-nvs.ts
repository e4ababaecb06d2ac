/** Writes a partition anew, without what was erased. */
import { ok, type Result } from '../../result.ts';
import { mountNvs } from './mount-nvs.ts';
import { entryBytes, pageBytes } from './nvs-format.ts';
import type { NvsItem } from './nvs-item.ts';
import type { NvsEdited, NvsRefusal } from './nvs-types.ts';
import { eraseItem, itemsOf, type NvsVolume } from './nvs-volume.ts';
import { NvsWriter } from './nvs-writer.ts';
import { entryStart } from './page-bytes.ts';
import { eraseHidden, type StoredValue } from './stored-values.ts';
import { writeOrder } from './write-order.ts';

/**
 * Every namespace keeps its index, also one without a name; blobs are cut anew. Nearly all pages change, so there is no
 * order in which a power cut could not lose something. Never throws on any image.
 * @param image the whole partition, left as it is
 */
export function compactNvs(image: Uint8Array): Result<NvsEdited, NvsRefusal> {
  const { volume, values } = mountNvs(image);
  if (!values.ok) return values;
  eraseHidden(volume, values.value);
  const stale = olderOf(values.value);
  for (const item of stale.flatMap(({ items }) => items)) eraseItem(volume, item);
  const kept = values.value.filter((value) => !stale.includes(value));
  const compact = packed(volume, kept) ?? inOrder(volume);
  return ok({
    image: compact,
    changedPages: writeOrder({ before: image, mounted: volume.image, after: compact }, []),
  });
}

/** A key that was given another type may have kept its earlier value, until the next mount or for longer. */
function olderOf(values: readonly StoredValue[]): readonly StoredValue[] {
  const newest = new Map(values.map((value) => [`${value.namespace}/${value.key}`, value]));
  return values.filter((value) => newest.get(`${value.namespace}/${value.key}`) !== value);
}

/** Null where a partition is so full, and its holes so many, that this order needs more of them than there are. */
function packed(volume: NvsVolume, values: readonly StoredValue[]): Uint8Array<ArrayBuffer> | null {
  const fresh = blankVolume(volume.image.length);
  const writer = new NvsWriter(fresh);
  const blobs = new Map<NvsItem, StoredValue>();
  const chunks = new Set<NvsItem>();
  for (const value of values) {
    if (value.value.type !== 'blob' || value.legacy) continue;
    blobs.set(value.items.at(-1)!, value);
    for (const item of value.items.slice(0, -1)) chunks.add(item);
  }
  for (const item of itemsOf(volume)) {
    if (chunks.has(item)) continue;
    const blob = blobs.get(item)?.value;
    const added =
      blob?.type === 'blob' ? writer.addBlob(item, blob.value, 0) : writer.add(bytesOf(volume.image, item));
    if (!added) return null;
  }
  writer.finish();
  return fresh.image;
}

/** Item by item: never more pages than before. */
function inOrder(volume: NvsVolume): Uint8Array<ArrayBuffer> {
  const fresh = blankVolume(volume.image.length);
  const writer = new NvsWriter(fresh);
  for (const item of itemsOf(volume)) writer.add(bytesOf(volume.image, item));
  writer.finish();
  return fresh.image;
}

function blankVolume(bytes: number): NvsVolume {
  const free = Array.from({ length: bytes / pageBytes }, (_, page) => page);
  return { image: new Uint8Array(bytes).fill(0xff), pages: [], free, problems: [] };
}

function bytesOf(image: Uint8Array, { page, entry, span }: NvsItem): Uint8Array {
  const start = entryStart(page, entry);
  return image.subarray(start, start + span * entryBytes);
}
