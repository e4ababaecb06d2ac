/**
 * What would be written where, decided before anything is erased, by
 * `planFlash(files: readonly FlashFile[], target: FlashTarget, wishes: FlashWishes): Result<FlashDecision, FlashRefusal>`
 * in `plan-flash.ts`. Who asks knows the box, reads what the plan wants read, and writes.
 * Source: reference sheet of the box on a cable, B.3.
 */
import type { AppDescriptor } from '../app-descriptor-types.ts';
import type { EchoError } from '../../errors.ts';
import type { ImageRefusalCode } from '../image/app-image.ts';
import type { BoxLayout, Partition, PartitionTable } from '../partition-table-types.ts';
import type { PartitionTableRefusalCode } from '../table/partition-table-refusal.ts';

/** One file. Without an offset it goes where it says itself: merged at 0, an application to the box's partition for it. */
export interface FlashFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** A multiple of 4,096. */
  readonly offset?: number;
}

/** What is known of the box. */
export interface FlashTarget {
  readonly flashBytes: number;
  /** Null where there is none that can be read. */
  readonly table: PartitionTable | null;
  /** Of the application that starts (factory, or the first one of the table), null where there is none. */
  readonly installed: AppDescriptor | null;
  /**
   * `good`: the box's boot loader is a whole image (checksum and hash right), so it may stay where tables are equal.
   * Otherwise the file's is written.
   */
  readonly bootLoader: 'good' | 'bad' | 'unknown';
  /**
   * `none`: the box's `nvs` is blank or cannot be mounted, there is nothing to keep. With `pictureBytes` (both GIFs
   * together) the plan can tell whether they fit a smaller partition; without it they are counted as present.
   */
  readonly settings: 'none' | 'unknown' | { readonly pictureBytes: number };
}

export interface FlashWishes {
  /** A clean start: data partitions become what the file has in them, and blank where it has nothing. */
  readonly eraseSettings: boolean;
}

/**
 * One part, in the order in which parts are written; `cutPieces` cuts it into what is written and checked at once.
 * - `file`: `length` bytes of `files[file].bytes` from `from` on.
 * - `blank`: 0xFF; what is blank already (MD5) needs no erasing.
 * - `settings`: an image of the `to` partition, made of what was read from `from` before the first write.
 */
export type PlannedPart = {
  /** `boot-loader`, `partition-table`, a partition's label, or `0x...` for bytes outside of all partitions. */
  readonly name: string;
  readonly offset: number;
  readonly length: number;
} & PartSource;

type PartSource =
  | { readonly source: 'file'; readonly file: number; readonly from: number }
  | { readonly source: 'blank' }
  | { readonly source: 'settings' };

/**
 * What becomes of Wi-Fi, server and pictures.
 * - `kept`: the bytes stay where they are.
 * - `moved`: read from `from` first, written to `to` (the part with source `settings`).
 * - `erased`: the person asked for it, or a file of theirs lies there.
 * - `none`: there are none.
 */
export type SettingsFate =
  | { readonly kind: 'kept'; readonly partition: Partition }
  | { readonly kind: 'moved' | 'moved-without-pictures'; readonly from: Partition; readonly to: Partition }
  | { readonly kind: 'erased' | 'none' };

export type FlashWarning =
  | { readonly code: 'older-than-installed'; readonly installed: string; readonly offered: string }
  | { readonly code: 'same-as-installed'; readonly version: string }
  | { readonly code: 'not-echokit'; readonly project: string }
  | { readonly code: 'other-partitions-written'; readonly labels: readonly string[] };

export interface FlashDecision {
  /** `app-only`: nothing but applications is written. `merged`: the file brought a partition table. */
  readonly kind: 'app-only' | 'merged' | 'raw';
  /** Of the application that will start; null where none is written. */
  readonly descriptor: AppDescriptor | null;
  /** Of the box afterwards; null where it is not known. */
  readonly table: PartitionTable | null;
  readonly parts: readonly PlannedPart[];
  readonly settings: SettingsFate;
  /** Where the box has a table and the file brings another. */
  readonly layoutChange: { readonly from: BoxLayout; readonly to: BoxLayout } | null;
  readonly warnings: readonly FlashWarning[];
}

/**
 * Beside what image and table may be refused for (`details.file` names the file, `details.partition` the place):
 * - `nothing-to-write`: no files, or all blank.
 * - `unknown-file`: it says by itself neither what it is nor where it goes; give an offset.
 * - `unaligned-offset`, `overlapping-files`: offsets that no sector begins at, two files for one place.
 * - `flash-too-small`: `details.needed` and `details.flashBytes`.
 * - `no-table`: an application alone, and the box has no table that says where it goes.
 * - `no-app-partition`: the table has no place for one, or the person named one where none can be.
 * - `no-app`: the merged file has none in it.
 * - `app-too-large`: larger than its partition.
 * - `boot-loader-too-large`: it would reach into the table.
 */
export type FlashRefusalCode =
  | ImageRefusalCode
  | PartitionTableRefusalCode
  | 'nothing-to-write'
  | 'unknown-file'
  | 'unaligned-offset'
  | 'overlapping-files'
  | 'flash-too-small'
  | 'no-table'
  | 'no-app-partition'
  | 'no-app'
  | 'app-too-large'
  | 'boot-loader-too-large';
export type FlashRefusal = EchoError<FlashRefusalCode>;
