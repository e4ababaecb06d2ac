/** What the generator demands of a table beyond what a box needs to read it. Source: gen_esp32part.py (ESP-IDF v5.4). */
import { hex } from '../flash-bytes.ts';
import type { Partition } from '../partition-table-types.ts';
import { checkPartitions } from './check-partitions.ts';
import { dataSubtypes, partitionTypes, subtypesOf } from './partition-names.ts';
import { tableFormat } from './table-format.ts';

/** What the bookkeeping of updates over the air takes: two sectors. */
const otaDataBytes = 0x2000;

/** @returns the first thing that is wrong, in words */
export function checkCsvTable(
  partitions: readonly Partition[],
  options: { readonly flashBytes?: number },
): string | null {
  const labels = new Set<string>();
  for (const partition of partitions) {
    const problem = checkOne(partition);
    if (problem !== null) return `partition "${partition.label}" ${problem}`;
    if (labels.has(partition.label)) return `two partitions are named "${partition.label}"`;
    labels.add(partition.label);
  }
  const [problem] = checkPartitions(partitions, options);
  if (problem !== undefined) return problem.message;
  for (const subtype of ['ota', 'tee_ota']) {
    const found = partitions.filter((partition) => isData(partition, subtype));
    if (found.length > 1) return `there are ${found.length} partitions of type data, ${subtype}`;
    if (found.some(({ size }) => size !== otaDataBytes))
      return `partition "${found[0]!.label}" has to be ${hex(otaDataBytes)} bytes`;
  }
  return null;
}

function checkOne(partition: Partition): string | null {
  const { type, subtype, size, readOnly } = partition;
  if (type === partitionTypes.app && size % tableFormat.sectorBytes !== 0)
    return `has ${hex(size)} bytes, which is no multiple of ${hex(tableFormat.sectorBytes)}`;
  const alwaysWritten = subtype === dataSubtypes.ota || isData(partition, 'coredump');
  if (readOnly && type === partitionTypes.data && alwaysWritten) return 'cannot be read-only';
  return null;
}

const isData = ({ type, subtype }: Partition, name: string): boolean =>
  type === partitionTypes.data && subtypesOf(type).get(name) === subtype;
