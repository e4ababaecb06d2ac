/** One item in an image: its leading entry of 32 bytes, and data in the entries after it. */
import { decodeUtf8 } from '../../echokit/utf8.ts';
import { crcRegister, nvsCrc32 } from './nvs-crc32.ts';
import { entriesFor, entriesPerPage, entryBytes, itemTypes, maxBlobBytes, noChunk } from './nvs-format.ts';
import { entryStart, readU32 } from './page-bytes.ts';

export interface NvsItem {
  readonly page: number;
  /** Its first entry on the page. */
  readonly entry: number;
  readonly span: number;
  /** Index of its namespace; 0 for the items that name one. */
  readonly namespace: number;
  /** One of `itemTypes`. */
  readonly type: number;
  readonly chunk: number;
  /** The bytes before the first NUL, one character each: names are compared as bytes. */
  readonly key: string;
  /** Which edit made it, from 1; absent on what was there before. */
  readonly edit?: number;
}

/** What makes two items the same to the library, on one page: it leaves the type out. */
export const itemId = ({ namespace, key, chunk }: Pick<NvsItem, 'namespace' | 'key' | 'chunk'>): string =>
  `${namespace}/${chunk}/${key}`;

export const isVariable = (type: number): boolean =>
  type === itemTypes.str || type === itemTypes.legacyBlob || type === itemTypes.blobData;

const knownTypes: ReadonlySet<number> = new Set(Object.values(itemTypes));

/** @returns null where the library would not take it for an item: CRC, type, span or size are wrong */
export function readItem(image: Uint8Array, page: number, entry: number): NvsItem | null {
  const at = entryStart(page, entry);
  const register = crcRegister(image, at + 8, at + entryBytes, crcRegister(image, at, at + 4, 0));
  if (readU32(image, at + 4) !== ~register >>> 0) return null;
  const namespace = image[at]!;
  const type = image[at + 1]!;
  const span = image[at + 2]!;
  const chunk = image[at + 3]!;
  if (!knownTypes.has(type)) return null;
  const item = { page, entry, span, namespace, type, chunk, key: readKey(image, at + 8) };
  if (isVariable(type)) {
    if (type === itemTypes.blobData && chunk === noChunk) return null;
    return entry + span <= entriesPerPage && span === entriesFor(dataSize(image, item)) ? item : null;
  }
  if (span !== 1) return null;
  const isIndex = type === itemTypes.blobIndex;
  return isIndex && (chunk !== noChunk || readU32(image, at + 24) > maxBlobBytes) ? null : item;
}

function readKey(image: Uint8Array, at: number): string {
  let key = '';
  for (let i = 0; i < 16 && image[at + i] !== 0; i++) key += String.fromCharCode(image[at + i]!);
  return key;
}

/** Of a string, a legacy blob or a chunk, in bytes. */
export const dataSize = (image: Uint8Array, { page, entry }: Pick<NvsItem, 'page' | 'entry'>): number => {
  const at = entryStart(page, entry) + 24;
  return image[at]! | (image[at + 1]! << 8);
};

/** Data of a string, a legacy blob or a chunk; null where their CRC is wrong. */
export function readData(image: Uint8Array, item: NvsItem): Uint8Array | null {
  const from = entryStart(item.page, item.entry + 1);
  const to = from + dataSize(image, item);
  const crc = readU32(image, entryStart(item.page, item.entry) + 28);
  return nvsCrc32(image, from, to) === crc ? image.subarray(from, to) : null;
}

export interface BlobIndex {
  readonly bytes: number;
  readonly chunks: number;
  readonly base: number;
}

export function readBlobIndex(image: Uint8Array, { page, entry }: NvsItem): BlobIndex {
  const at = entryStart(page, entry) + 24;
  return { bytes: readU32(image, at), chunks: image[at + 4]!, base: image[at + 5]! };
}

/** The eight bytes of a number. */
export const readValueBytes = (image: Uint8Array, { page, entry }: NvsItem): Uint8Array =>
  image.subarray(entryStart(page, entry) + 24, entryStart(page, entry) + 32);

/** As people read it; bytes that are no UTF-8 are shown as Latin letters. */
export function shownName(key: string): string {
  return decodeUtf8(Uint8Array.from(key, (letter) => letter.charCodeAt(0))) ?? key;
}
