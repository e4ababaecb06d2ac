/** One page of an image: header and bitmap, read and written in place. */
import { nvsCrc32 } from './nvs-crc32.ts';
import { bitmapAt, entriesAt, entriesPerPage, entryBytes, newestVersion, pageBytes } from './nvs-format.ts';

export const readU32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

export function writeU32(bytes: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = (value >>> (8 * i)) & 0xff;
}

/** Where an entry's 32 bytes begin. */
export const entryStart = (page: number, entry: number): number =>
  page * pageBytes + entriesAt + entry * entryBytes;

export const pageState = (image: Uint8Array, page: number): number => readU32(image, page * pageBytes);
export const pageSequence = (image: Uint8Array, page: number): number => readU32(image, page * pageBytes + 4);
export const pageVersion = (image: Uint8Array, page: number): number => image[page * pageBytes + 8]!;

/** The CRC leaves the state out: that changes without the rest being written again. */
export function headerCrcOk(image: Uint8Array, page: number): boolean {
  const start = page * pageBytes;
  return readU32(image, start + 28) === nvsCrc32(image, start + 4, start + 28);
}

export function isBlank(image: Uint8Array, page: number): boolean {
  const end = (page + 1) * pageBytes;
  for (let at = page * pageBytes; at < end; at++) if (image[at] !== 0xff) return false;
  return true;
}

export const setPageState = (image: Uint8Array, page: number, state: number): void =>
  writeU32(image, page * pageBytes, state);

export const blankPage = (image: Uint8Array, page: number): void =>
  void image.fill(0xff, page * pageBytes, (page + 1) * pageBytes);

/** A page with nothing on it but its header. */
export function beginPage(image: Uint8Array, page: number, state: number, sequence: number): void {
  const start = page * pageBytes;
  blankPage(image, page);
  writeU32(image, start, state);
  writeU32(image, start + 4, sequence);
  image[start + 8] = newestVersion;
  writeU32(image, start + 28, nvsCrc32(image, start + 4, start + 28));
}

/** One of `slotStates`. */
export const slotState = (image: Uint8Array, page: number, entry: number): number =>
  (image[page * pageBytes + bitmapAt + (entry >> 2)]! >> (2 * (entry & 3))) & 3;

/** Like flash: bits are only cleared. */
export function clearSlots(
  image: Uint8Array,
  page: number,
  entry: number,
  count: number,
  state: number,
): void {
  const end = Math.min(entry + count, entriesPerPage);
  for (let slot = entry; slot < end; slot++) {
    const at = page * pageBytes + bitmapAt + (slot >> 2);
    const shift = 2 * (slot & 3);
    image[at] = image[at]! & ~((3 << shift) & ~(state << shift));
  }
}
