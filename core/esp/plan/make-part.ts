import { roundUp, sectorBytes } from '../flash-bytes.ts';
import { findRuns } from '../image/flash-runs.ts';
import type { Partition } from '../partition-table-types.ts';
import type { PlannedPart } from './flash-plan.ts';
import { slicesWithin, type Extent, type Slice } from './flash-content.ts';

/** The first bytes of a slice. */
export const filePart = (
  name: string,
  { offset, file, from }: Omit<Slice, 'bytes'>,
  length: number,
): PlannedPart => ({ name, offset, length, source: 'file', file, from });

/** Whole sectors: nothing smaller can be erased. */
function blankPart(name: string, offset: number, length: number): PlannedPart {
  const sectors = roundUp(length, sectorBytes);
  return { name, offset, length: sectors, source: 'blank' };
}

export const settingsPart = ({ label, offset, size }: Partition): PlannedPart => ({
  name: label,
  offset,
  length: size,
  source: 'settings',
});

/** Makes a stretch of flash what the files say, blank where they say nothing. */
export function wholePart(
  name: string,
  extents: readonly Extent[],
  { offset, size }: Pick<Partition, 'offset' | 'size'>,
): PlannedPart[] {
  const parts: PlannedPart[] = [];
  let done = offset;
  for (const slice of slicesWithin(extents, offset, offset + size)) {
    if (slice.offset > done) parts.push(blankPart(name, done, slice.offset - done));
    parts.push(...writtenParts(name, slice));
    done = roundUp(slice.offset + slice.bytes.length, sectorBytes);
  }
  if (offset + size > done) parts.push(blankPart(name, done, offset + size - done));
  return parts;
}

/** What a file has, long blank stretches erased and not sent. */
export const writtenParts = (name: string, slice: Slice): PlannedPart[] =>
  findRuns(slice.bytes).map(({ from, length, blank }) =>
    blank
      ? blankPart(name, slice.offset + from, length)
      : filePart(name, { ...slice, offset: slice.offset + from, from: slice.from + from }, length),
  );
