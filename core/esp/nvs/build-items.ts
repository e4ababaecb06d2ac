/** New items as bytes, whole entries. */
import { crcRegister, nvsCrc32 } from './nvs-crc32.ts';
import { entriesFor, entryBytes, itemTypes, noChunk } from './nvs-format.ts';
import type { BlobIndex, NvsItem } from './nvs-item.ts';
import { writeU32 } from './page-bytes.ts';

/** Whose item it is; key as in {@link NvsItem}. */
export type Owner = Pick<NvsItem, 'namespace' | 'key'>;

/** @param value at most eight bytes */
export function buildFixed(owner: Owner, type: number, value: Uint8Array): Uint8Array {
  const bytes = begin(owner, type, noChunk, 0);
  bytes.set(value, 24);
  return seal(bytes);
}

/** A string with its NUL, or a chunk. */
export function buildVariable(owner: Owner, type: number, chunk: number, data: Uint8Array): Uint8Array {
  const bytes = begin(owner, type, chunk, data.length);
  bytes[24] = data.length & 0xff;
  bytes[25] = data.length >> 8;
  writeU32(bytes, 28, nvsCrc32(data));
  bytes.set(data, entryBytes);
  return seal(bytes);
}

export function buildBlobIndex(owner: Owner, { bytes: size, chunks, base }: BlobIndex): Uint8Array {
  const bytes = begin(owner, itemTypes.blobIndex, noChunk, 0);
  writeU32(bytes, 24, size);
  bytes[28] = chunks;
  bytes[29] = base;
  return seal(bytes);
}

function begin({ namespace, key }: Owner, type: number, chunk: number, dataBytes: number): Uint8Array {
  const span = entriesFor(dataBytes);
  const bytes = new Uint8Array(span * entryBytes).fill(0xff);
  bytes.set([namespace, type, span, chunk]);
  bytes.fill(0, 8, 24);
  for (let i = 0; i < key.length; i++) bytes[8 + i] = key.charCodeAt(i);
  return bytes;
}

function seal(bytes: Uint8Array): Uint8Array {
  writeU32(bytes, 4, ~crcRegister(bytes, 8, entryBytes, crcRegister(bytes, 0, 4, 0)) >>> 0);
  return bytes;
}
