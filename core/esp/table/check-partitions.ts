/** What has to be true of partitions, whoever wrote the table. Source: reference sheet of the box on a cable, B.1. */
import { byteWords, hex } from '../flash-bytes.ts';
import type { Partition } from '../partition-table-types.ts';
import { dataSubtypes, partitionTypes } from './partition-names.ts';
import { tableRefusal, type PartitionTableRefusal } from './partition-table-refusal.ts';
import { tableFormat } from './table-format.ts';

/** All that is wrong, in the order of the table, overlaps last. */
export function checkPartitions(
  partitions: readonly Partition[],
  { flashBytes }: { readonly flashBytes?: number },
): PartitionTableRefusal[] {
  return [
    ...partitions.flatMap((partition) => checkOne(partition, flashBytes)),
    ...checkOverlaps(partitions),
  ];
}

/** The chip's addresses are 32 bits wide. */
const addressSpace = 2 ** 32;

function checkOne(partition: Partition, flashBytes: number | undefined): PartitionTableRefusal[] {
  const { label, type, offset, size } = partition;
  const problems: PartitionTableRefusal[] = [];
  const end = offset + size;
  if (end > (flashBytes ?? addressSpace))
    problems.push(
      tableRefusal(
        'outside-flash',
        flashBytes === undefined
          ? `partition "${label}" ends at ${hex(end)}, beyond any flash`
          : `partition "${label}" ends at ${hex(end)}, the flash has ${byteWords(flashBytes)}`,
        { label, end, ...(flashBytes === undefined ? {} : { flashBytes }) },
      ),
    );
  const alignment =
    type === partitionTypes.app ? tableFormat.appAlignment : (tableFormat.sectorBytes as number);
  if (offset % alignment !== 0)
    problems.push(
      tableRefusal(
        'not-aligned',
        `partition "${label}" begins at ${hex(offset)}, which is no multiple of ${hex(alignment)}`,
        { label, offset, alignment },
      ),
    );
  if (isNvs(partition)) problems.push(...checkNvsSize(partition));
  return problems;
}

const isNvs = ({ type, subtype }: Partition): boolean =>
  type === partitionTypes.data && subtype === dataSubtypes.nvs;

/** What is never written needs no free page: two, even one, will do then. */
function checkNvsSize({ label, size, readOnly }: Partition): PartitionTableRefusal[] {
  const { sectorBytes, nvsPages } = tableFormat;
  const least = (readOnly ? 1 : nvsPages) * sectorBytes;
  if (size % sectorBytes === 0 && size >= least) return [];
  const message =
    size % sectorBytes === 0
      ? `partition "${label}" has ${size / sectorBytes} pages for settings, at least ${least / sectorBytes} are needed`
      : `partition "${label}" has ${size} bytes for settings, which are no whole pages of ${sectorBytes}`;
  return [tableRefusal('bad-nvs-size', message, { label, size })];
}

function checkOverlaps(partitions: readonly Partition[]): PartitionTableRefusal[] {
  const problems: PartitionTableRefusal[] = [];
  const sorted = [...partitions].sort((a, b) => a.offset - b.offset);
  /** The one so far that reaches furthest: a long one may cover several that follow. */
  let furthest: Partition | undefined;
  for (const partition of sorted) {
    const { label, type, offset, size } = partition;
    const ownsFirstSectors = type === partitionTypes.bootLoader || type === partitionTypes.partitionTable;
    if (offset < tableFormat.firstOffset && !ownsFirstSectors)
      problems.push(
        tableRefusal(
          'overlap',
          `partition "${label}" begins at ${hex(offset)}, where boot loader and table lie (up to ${hex(tableFormat.firstOffset)})`,
          { label, offset },
        ),
      );
    if (furthest !== undefined && size > 0 && offset < furthest.offset + furthest.size)
      problems.push(
        tableRefusal(
          'overlap',
          `partitions "${furthest.label}" and "${label}" overlap: ${hex(furthest.offset)} to ${hex(furthest.offset + furthest.size)}, and from ${hex(offset)}`,
          { label, other: furthest.label, offset },
        ),
      );
    if (furthest === undefined || offset + size > furthest.offset + furthest.size) furthest = partition;
  }
  return problems;
}
