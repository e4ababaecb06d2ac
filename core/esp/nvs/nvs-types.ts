/**
 * What a partition of ESP-IDF's non-volatile storage holds, and what may be asked of it. The functions over it:
 * `readNvs(image)`, `editNvs(image, edits)`, `compactNvs(image)`, `createNvs(size, edits)`, each in the file of its name.
 * Source: reference sheet of the box on a cable, C.
 */
import type { Result } from '../../result.ts';

export type NvsIntegerType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64';
export type NvsType = NvsIntegerType | 'str' | 'blob';

/** Strings without the NUL that ends them in flash. */
export type NvsValue =
  | { readonly type: NvsIntegerType; readonly value: bigint }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'blob'; readonly value: Uint8Array };

/** What the library would hand to firmware that asks for this key. */
export type NvsEntry = {
  readonly namespace: string;
  readonly key: string;
  /** A blob of format 1: readable, but the library's iterator hides it. */
  readonly legacy?: true;
} & NvsValue;

/** A page that is not blank, as it is stored. */
export interface NvsPage {
  /** From 0, of 4096 bytes each. */
  readonly page: number;
  /** `blank`, `active`, `full`, `freeing`, `corrupt`, or the word itself in hex (`0x73696854`). */
  readonly state: string;
  readonly seq: number;
  /** `0xfe` is format 2, `0xff` format 1, less is newer. */
  readonly version: string;
  readonly headerCrcOk: boolean;
  /** Entries by the bitmap; together 126. */
  readonly empty: number;
  readonly written: number;
  readonly erased: number;
  readonly illegal: number;
}

/** What is not as a sound partition has it. The library repairs most of it at the next boot, and loses what it has to. */
export type NvsProblemCode =
  /** The page's items are lost: header CRC wrong, a state that is none, or a blank page with something on it. */
  | 'bad-page'
  /** Garbage collection was interrupted: this page's items were being copied. */
  | 'page-freeing'
  /** Power was lost while an entry was written: nothing of it counts. */
  | 'half-written'
  /** The entry's CRC is wrong: the entry is lost. */
  | 'bad-entry'
  /** The entry is in order, its data are not: the key is listed and cannot be read. */
  | 'bad-data'
  /** A blob's index whose chunks are missing or do not add up. */
  | 'bad-blob'
  /** Chunks of a blob without their index. */
  | 'orphan-chunks'
  /** An older copy that was to be erased. */
  | 'duplicate'
  /** The name of its namespace is lost. */
  | 'unnamed-namespace'
  /** A string that is no UTF-8; shown with replacement characters. */
  | 'not-utf8'
  /** It cannot be mounted, and why. */
  | NvsMountRefusalCode;

export interface NvsProblem {
  readonly code: NvsProblemCode;
  /** Empty where the namespace has no name. */
  readonly namespace?: string;
  readonly key?: string;
  readonly page?: number;
  /** English, for the log. */
  readonly message: string;
}

export type NvsMountRefusalCode =
  /** No whole number of pages, or too few. */
  | 'bad-size'
  /** Neither blank nor one page of NVS; firmware would take it for empty and overwrite it. */
  | 'not-nvs'
  /** NEW_VERSION_FOUND: a page of a format that is newer than 2; firmware on esp-idf-svc erases the partition. */
  | 'newer-version'
  /** NO_FREE_PAGES: firmware on esp-idf-svc erases the partition. */
  | 'no-free-page'
  /** Page headers in order, but not one entry. */
  | 'encrypted';

type NvsEditRefusalCode =
  /** `missingBytes` says how much lacks. */
  | 'no-space'
  /** 1 to 15 bytes of UTF-8 without NUL. */
  | 'bad-namespace'
  | 'bad-key'
  /** Outside its type, a NUL inside a string, or longer than the library takes (string 4000 bytes with NUL, blob 508,000). */
  | 'bad-value'
  /** The library knows 254. */
  | 'too-many-namespaces';

export interface NvsMountRefusal {
  readonly code: NvsMountRefusalCode;
  /** English, for the log. */
  readonly message: string;
}

/** Nothing was changed. */
export type NvsRefusal =
  | NvsMountRefusal
  | { readonly code: NvsEditRefusalCode; readonly message: string; readonly missingBytes?: number };

/** Counts of entries (32 bytes each) as the library reports them once it has mounted. */
export interface NvsStats {
  readonly used: number;
  readonly free: number;
  /** `free` without the page that has to stay free. */
  readonly available: number;
  readonly total: number;
  readonly namespaces: number;
}

export interface NvsReading {
  readonly pages: readonly NvsPage[];
  /** By namespace, then by key; none where `mount` failed. */
  readonly entries: readonly NvsEntry[];
  readonly problems: readonly NvsProblem[];
  readonly mount: Result<NvsStats, NvsMountRefusal>;
}

/** A key has one value, whatever its type: setting it replaces any other. Erasing what is absent changes nothing. */
export type NvsEdit =
  | ({ readonly op: 'set'; readonly namespace: string; readonly key: string } & NvsValue)
  | { readonly op: 'erase'; readonly namespace: string; readonly key: string };

export interface NvsEdited {
  /** As large as the partition. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Pages that differ, in the order in which it is safe to write them: what is new first, what is cleaned up last. */
  readonly changedPages: readonly number[];
}
