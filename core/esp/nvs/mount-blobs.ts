/** Blobs that do not add up, as the library clears them away at mount. Source: device sheet C.4. */
import { itemTypes, maxChunks, secondBase } from './nvs-format.ts';
import { dataSize, readBlobIndex, type BlobIndex, type NvsItem } from './nvs-item.ts';
import { eraseItem, itemsOf, type NvsVolume } from './nvs-volume.ts';

interface Seen extends BlobIndex {
  readonly item: NvsItem;
  seenBytes: number;
  seenChunks: number;
}

/** Old and new chunks of a key lie side by side while it is rewritten; the base tells them apart. */
const familyOf = ({ namespace, key }: NvsItem, chunk: number): string =>
  `${namespace}/${chunk >= secondBase ? 1 : 0}/${key}`;

export function mountBlobs(volume: NvsVolume): void {
  const families = new Map<string, Seen>();
  const bad: NvsItem[] = [];
  const chunks: NvsItem[] = [];
  for (const item of itemsOf(volume)) {
    if (item.type === itemTypes.blobData) chunks.push(item);
    if (item.type !== itemTypes.blobIndex) continue;
    const index = readBlobIndex(volume.image, item);
    const family = familyOf(item, index.base);
    const isOne = (index.base === 0 || index.base === secondBase) && index.chunks > 0;
    if (!isOne || index.chunks > maxChunks || families.has(family)) bad.push(item);
    else families.set(family, { ...index, item, seenBytes: 0, seenChunks: 0 });
  }
  for (const chunk of chunks) {
    const seen = families.get(familyOf(chunk, chunk.chunk));
    if (seen === undefined) continue;
    seen.seenBytes += dataSize(volume.image, chunk);
    seen.seenChunks++;
  }
  for (const [family, seen] of families) {
    if (seen.seenBytes === seen.bytes && seen.seenChunks === seen.chunks) continue;
    bad.push(seen.item);
    families.delete(family);
  }
  for (const item of bad) {
    eraseItem(volume, item);
    tell(volume, 'bad-blob', item, 'the chunks of a blob are not those that its index names');
  }
  const told = new Set<string>();
  for (const chunk of chunks) {
    const family = familyOf(chunk, chunk.chunk);
    const index = families.get(family);
    if (index !== undefined && chunk.chunk < index.base + index.chunks) continue;
    eraseItem(volume, chunk);
    if (told.has(family)) continue;
    told.add(family);
    tell(volume, 'orphan-chunks', chunk, 'chunks of a blob have no index');
  }
}

const tell = (volume: NvsVolume, code: 'bad-blob' | 'orphan-chunks', item: NvsItem, message: string): void =>
  void volume.problems.push({ code, page: item.page, item, message });
