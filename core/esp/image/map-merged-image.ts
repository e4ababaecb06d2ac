/**
 * What lies where in an image for offset 0: boot loader, table, partitions, and what is between them.
 * Source: reference sheet of the box on a cable, B.3.
 */
import { ok, type Result } from '../../result.ts';
import type { PartitionTable } from '../partition-table-types.ts';
import { areasOf, type FlashArea } from '../table/flash-areas.ts';
import { parsePartitionTable } from '../table/parse-partition-table.ts';
import type { PartitionTableRefusal } from '../table/partition-table-refusal.ts';
import { tableFormat } from '../table/table-format.ts';
import type { AppImage, ImageRefusal } from './app-image.ts';
import { readAppDescriptor } from './descriptors.ts';
import { findRuns, type FlashRun } from './flash-runs.ts';
import type { ImageOptions } from './inspect-image.ts';
import { parseAppImage } from './parse-app-image.ts';

interface MergedImage {
  readonly table: PartitionTable;
  /** By offset, without gaps, up to the file's end or the last partition's. */
  readonly regions: readonly MergedRegion[];
}

/** What the table gives to an area, and what the file has of it. */
export interface MergedRegion extends FlashArea {
  /** Of what the file has of it, from `offset` on. */
  readonly runs: readonly FlashRun[];
  /** Of a boot loader or application; null where there is nothing, or data. */
  readonly image: Result<AppImage, ImageRefusal> | null;
}

/** Whether the file brings its own table. An application that has a row's first bytes at 0x8000 does not. */
export function isMergedImage(bytes: Uint8Array): boolean {
  const { offset, rowMagic } = tableFormat;
  return (
    bytes[offset] === (rowMagic & 0xff) &&
    bytes[offset + 1] === rowMagic >> 8 &&
    readAppDescriptor(bytes) === null
  );
}

/** @returns the reason where its table cannot be read; images in it are judged one by one */
export function mapMergedImage(
  bytes: Uint8Array,
  options: ImageOptions & { readonly flashBytes?: number } = {},
): Result<MergedImage, PartitionTableRefusal> {
  const table = parsePartitionTable(bytes.subarray(tableFormat.offset), options);
  if (!table.ok) return table;
  const regions = areasOf(table.value.partitions, bytes.length).map((area): MergedRegion => {
    const content = bytes.subarray(area.offset, area.offset + area.size);
    const runs = findRuns(content);
    const isCode = area.kind === 'boot-loader' || area.kind === 'app';
    const holdsImage = isCode && runs[0]?.blank === false;
    return { ...area, runs, image: holdsImage ? parseAppImage(content, options) : null };
  });
  return ok({ table: table.value, regions });
}
