/** What is to be in flash, as the files say: stretches of bytes at offsets, whatever their number. */
import { isBlank } from '../flash-bytes.ts';

/** The bytes of one file, at the place where they go. */
export interface Extent {
  readonly file: number;
  readonly name: string;
  readonly offset: number;
  /** Up to the last sector that holds something: filling at the end of a file says nothing. */
  readonly bytes: Uint8Array;
}

/** A part of an extent. */
export interface Slice {
  readonly file: number;
  readonly name: string;
  readonly offset: number;
  /** In the file. */
  readonly from: number;
  readonly bytes: Uint8Array;
}

export const endOf = ({ offset, bytes }: Pick<Extent, 'offset' | 'bytes'>): number => offset + bytes.length;

/** What the files have between two offsets, by offset. */
export function slicesWithin(extents: readonly Extent[], start: number, end: number): Slice[] {
  return extents.flatMap((extent) => {
    const from = Math.max(start, extent.offset);
    const to = Math.min(end, endOf(extent));
    if (from >= to) return [];
    const bytes = extent.bytes.subarray(from - extent.offset, to - extent.offset);
    return [{ file: extent.file, name: extent.name, offset: from, from: from - extent.offset, bytes }];
  });
}

/** The rest of the file that has something at this offset; null where none has, or only blank sectors. */
export function contentAt(extents: readonly Extent[], offset: number, sector: number): Slice | null {
  const slice = slicesWithin(extents, offset, Infinity).find(({ offset: at }) => at === offset);
  return slice === undefined || isBlank(slice.bytes.subarray(0, sector)) ? null : slice;
}

export const hasContent = (extents: readonly Extent[], start: number, end: number): boolean =>
  slicesWithin(extents, start, end).some(({ bytes }) => !isBlank(bytes));
