import { hex } from '../flash-bytes.ts';
import type { Partition } from '../partition-table-types.ts';
import { partitionTypes } from './partition-names.ts';
import { tableFormat } from './table-format.ts';

/** A stretch of flash that one thing owns. */
export interface FlashArea {
  /** `boot-loader`, `partition-table`, a partition's label, or `0x...` for what belongs to none. */
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  /** Null for boot loader, table and gaps. */
  readonly partition: Partition | null;
  readonly kind: 'boot-loader' | 'partition-table' | 'app' | 'data' | 'gap';
}

/** All of the flash up to `end`, by offset and without gaps. */
export function areasOf(partitions: readonly Partition[], end: number): readonly FlashArea[] {
  const { offset, firstOffset, sectorBytes } = tableFormat;
  const areas: FlashArea[] = [
    { name: 'boot-loader', offset: 0, size: offset, partition: null, kind: 'boot-loader' },
    { name: 'partition-table', offset, size: sectorBytes, partition: null, kind: 'partition-table' },
  ];
  let reached: number = firstOffset;
  const addGap = (to: number) => {
    if (to > reached)
      areas.push({ name: hex(reached), offset: reached, size: to - reached, partition: null, kind: 'gap' });
  };
  // Rows for boot loader and table themselves lie before.
  const sorted = partitions.filter(({ offset: at }) => at >= firstOffset).sort((a, b) => a.offset - b.offset);
  for (const partition of sorted) {
    addGap(partition.offset);
    const { label, offset: at, size, type } = partition;
    const kind = type === partitionTypes.app ? 'app' : 'data';
    areas.push({ name: label, offset: at, size, partition, kind });
    reached = Math.max(reached, at + size);
  }
  addGap(end);
  return areas;
}
