/** What lies where on a flash chip, gaps included, for the drawn map. Pure. */
import type { Partition } from '../../../core/esp/partition-table-types.ts';

export type RegionKind = 'boot' | 'table' | 'nvs' | 'app' | 'phy' | 'data' | 'free';

export interface Region {
  readonly kind: RegionKind;
  /** Empty where the table has no name for it. */
  readonly label: string;
  readonly offset: number;
  readonly size: number;
}

const tableOffset = 0x8000;
const tableSize = 0x1000;
/** Gaps below this are alignment, not space. */
const smallestGap = 0x1_0000;

/** In the order of the chip. @param flashBytes of the chip */
export function regionsOf(partitions: readonly Partition[], flashBytes: number): readonly Region[] {
  const unsorted: readonly Region[] = [
    { kind: 'boot', label: '', offset: 0, size: tableOffset },
    { kind: 'table', label: '', offset: tableOffset, size: tableSize },
    ...partitions.map(({ label, type, subtype, offset, size }) => ({
      kind: kindOf(type, subtype),
      label,
      offset,
      size,
    })),
  ];
  const known = unsorted.toSorted((a, b) => a.offset - b.offset);
  const regions: Region[] = [];
  let end = 0;
  const fill = (to: number) => {
    if (to - end >= smallestGap) regions.push({ kind: 'free', label: '', offset: end, size: to - end });
  };
  for (const region of known) {
    fill(region.offset);
    regions.push(region);
    end = Math.max(end, region.offset + region.size);
  }
  fill(flashBytes);
  return regions;
}

/** Types and subtypes of the table. Source: reference sheet of the box on a cable, B.1. */
function kindOf(type: number, subtype: number): RegionKind {
  if (type === 0) return 'app';
  if (type !== 1) return 'data';
  return subtype === 2 ? 'nvs' : subtype === 1 ? 'phy' : 'data';
}
