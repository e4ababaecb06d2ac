import { err, ok, type Result } from '../../result.ts';
import type { PartitionTable } from '../partition-table-types.ts';
import { inspectPartitionTable, type TableOptions } from './inspect-partition-table.ts';
import type { PartitionTableRefusal } from './partition-table-refusal.ts';

/**
 * A table as it lies in flash at 0x8000.
 * @param bytes from the table's first byte on (3,072, the sector, or more)
 * @returns the first thing that is wrong, where something is
 */
export function parsePartitionTable(
  bytes: Uint8Array,
  options: TableOptions = {},
): Result<PartitionTable, PartitionTableRefusal> {
  const { partitions, md5, problems } = inspectPartitionTable(bytes, options);
  const [problem] = problems;
  return problem === undefined ? ok({ partitions, md5: md5 === null ? 'absent' : 'ok' }) : err(problem);
}
