/** What the items of a mounted partition mean. */
import { decodeUtf8 } from '../../echokit/utf8.ts';
import { itemTypes, noChunk } from './nvs-format.ts';
import { itemId, readBlobIndex, readData, readValueBytes, shownName, type NvsItem } from './nvs-item.ts';
import type { NvsIntegerType, NvsValue } from './nvs-types.ts';
import { eraseItem, itemsOf, type NvsVolume } from './nvs-volume.ts';

export interface StoredValue {
  /** Index of its namespace. */
  readonly namespace: number;
  /** As in {@link NvsItem}. */
  readonly key: string;
  readonly value: NvsValue;
  readonly legacy: boolean;
  /** A string that is no UTF-8. */
  readonly garbled: boolean;
  /** All that it is made of, a blob's index last. */
  readonly items: readonly NvsItem[];
}

const integerTypes: ReadonlyMap<number, NvsIntegerType> = new Map(
  (['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64'] as const).map((type) => [itemTypes[type], type]),
);

/**
 * Every value that the library can read, in the order of the flash. One key may have several of different types. What is
 * listed and cannot be read is erased, as reading it would, and told.
 */
export function takeValues(volume: NvsVolume): readonly StoredValue[] {
  const found = new Lookup(volume);
  const values: StoredValue[] = [];
  for (const item of [...itemsOf(volume)]) {
    if (item.namespace === 0 || !found.isFirst(item)) continue;
    const parts = found.partsOf(item);
    if (parts === null) continue;
    const read = readParts(volume.image, parts);
    const { namespace, key } = item;
    if (read !== null) {
      const legacy = item.type === itemTypes.legacyBlob;
      values.push({ namespace, key, legacy, items: parts, ...read });
      continue;
    }
    for (const part of parts) eraseItem(volume, part);
    const message = `page ${item.page}: the data of "${shownName(key)}" are damaged`;
    volume.problems.push({ code: 'bad-data', page: item.page, item, message });
  }
  return values;
}

/**
 * Erases what is alive and cannot be read, since another item of that name comes first: it would come to light as soon as
 * pages change their order.
 */
export function eraseHidden(volume: NvsVolume, values: readonly StoredValue[]): void {
  const seen = new Set(values.flatMap(({ items }) => items));
  for (const item of [...itemsOf(volume)])
    if (item.namespace !== 0 && !seen.has(item)) eraseItem(volume, item);
}

/** Finds as the library does: pages by sequence, and on each page only the first item of that name counts. */
class Lookup {
  readonly #firsts = new Map<string, NvsItem[]>();
  readonly #image: Uint8Array;

  constructor(volume: NvsVolume) {
    this.#image = volume.image;
    for (const item of itemsOf(volume)) {
      const id = itemId(item);
      const firsts = this.#firsts.get(id);
      if (firsts === undefined) this.#firsts.set(id, [item]);
      else if (firsts.at(-1)!.page !== item.page) firsts.push(item);
    }
  }

  isFirst(item: NvsItem): boolean {
    return this.#find(item, item.chunk, item.type) === item;
  }

  /** A value's items; null for what is no value of its own. */
  partsOf(item: NvsItem): readonly NvsItem[] | null {
    if (item.type === itemTypes.blobData) return null;
    if (item.type === itemTypes.legacyBlob)
      return this.#find(item, noChunk, itemTypes.blobIndex) === undefined ? [item] : null;
    if (item.type !== itemTypes.blobIndex) return [item];
    const { chunks, base } = readBlobIndex(this.#image, item);
    const parts: NvsItem[] = [];
    for (let chunk = base; chunk < base + chunks; chunk++) {
      const part = this.#find(item, chunk, itemTypes.blobData);
      if (part !== undefined) parts.push(part);
    }
    return [...parts, item];
  }

  #find({ namespace, key }: NvsItem, chunk: number, type: number): NvsItem | undefined {
    return this.#firsts.get(itemId({ namespace, key, chunk }))?.find((item) => item.type === type);
  }
}

function readParts(
  image: Uint8Array,
  parts: readonly NvsItem[],
): { readonly value: NvsValue; readonly garbled: boolean } | null {
  const item = parts.at(-1)!;
  const integer = integerTypes.get(item.type);
  if (integer !== undefined)
    return { value: { type: integer, value: readInteger(image, item) }, garbled: false };
  if (item.type === itemTypes.blobIndex) return readChunks(image, parts.slice(0, -1), item);
  const data = readData(image, item);
  if (data === null) return null;
  if (item.type === itemTypes.legacyBlob)
    return { value: { type: 'blob', value: data.slice() }, garbled: false };
  const end = data.indexOf(0);
  const text = end < 0 ? data : data.subarray(0, end);
  const decoded = decodeUtf8(text);
  return { value: { type: 'str', value: decoded ?? asAscii(text) }, garbled: decoded === null };
}

function readChunks(image: Uint8Array, chunks: readonly NvsItem[], item: NvsItem) {
  const index = readBlobIndex(image, item);
  const value = new Uint8Array(index.bytes);
  let at = 0;
  for (const chunk of chunks) {
    const data = readData(image, chunk);
    if (data === null || at + data.length > value.length) return null;
    value.set(data, at);
    at += data.length;
  }
  const isWhole = chunks.length === index.chunks && at === value.length;
  return isWhole ? { value: { type: 'blob', value } as const, garbled: false } : null;
}

/** The type's low half is its size, bit 4 says that it is signed. */
function readInteger(image: Uint8Array, item: NvsItem): bigint {
  const bits = 8 * (item.type & 0xf);
  const value = readValueBytes(image, item).reduceRight((high, byte) => (high << 8n) | BigInt(byte), 0n);
  return item.type & 0x10 ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

const asAscii = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : '\uFFFD')).join('');
