/** The numbers of the format, version 2. Source: reference sheet of the box on a cable, C.1 and C.2. */

export const pageBytes = 4096;
export const entryBytes = 32;
export const entriesPerPage = 126;
/** From a page's beginning; before them lie a header of 32 bytes and the bitmap. */
export const bitmapAt = 32;
export const entriesAt = 64;

/** Words of a page's state: bits only go from 1 to 0. */
export const pageStates = {
  blank: 0xffff_ffff,
  active: 0xffff_fffe,
  full: 0xffff_fffc,
  freeing: 0xffff_fff8,
  corrupt: 0xffff_fff0,
} as const;
/** Smaller is newer. */
export const newestVersion = 0xfe;

/** Two bits for each entry. */
export const slotStates = { erased: 0, illegal: 1, written: 2, empty: 3 } as const;

export const itemTypes = {
  u8: 0x01,
  i8: 0x11,
  u16: 0x02,
  i16: 0x12,
  u32: 0x04,
  i32: 0x14,
  u64: 0x08,
  i64: 0x18,
  str: 0x21,
  legacyBlob: 0x41,
  blobData: 0x42,
  blobIndex: 0x48,
} as const;

/** Chunk number of everything that is no chunk. */
export const noChunk = 0xff;
/** A blob's chunks are numbered from here, or from 0; each rewrite changes over, so that both can lie side by side. */
export const secondBase = 0x80;
export const maxChunks = 127;
export const maxNamespaces = 254;

export const maxNameBytes = 15;
/** A page without the entry that leads: the most that a string (its NUL counted) or a chunk can have. */
export const maxDataBytes = (entriesPerPage - 1) * entryBytes;
export const maxBlobBytes = maxChunks * maxDataBytes;

export const entriesFor = (dataBytes: number): number => 1 + Math.ceil(dataBytes / entryBytes);
