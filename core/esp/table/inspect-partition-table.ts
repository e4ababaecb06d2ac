/** Reads whatever of a table can be read, and says all that is wrong with it: for the doors and for `parsePartitionTable`. */
import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { decodeUtf8 } from '../../echokit/utf8.ts';
import type { Partition } from '../partition-table-types.ts';
import { isAll } from '../flash-bytes.ts';
import { checkPartitions } from './check-partitions.ts';
import { tableRefusal, type PartitionTableRefusal } from './partition-table-refusal.ts';
import { tableFormat } from './table-format.ts';

interface PartitionTableReport {
  readonly partitions: readonly Partition[];
  /** The flags word of each partition as stored, with the bits that nobody knows. */
  readonly flags: readonly number[];
  /** As stored, 32 hex digits; null where there is no such row. */
  readonly md5: string | null;
  readonly md5Ok: boolean;
  readonly problems: readonly PartitionTableRefusal[];
}

export interface TableOptions {
  /** The chip's size, where it is known. */
  readonly flashBytes?: number;
}

/** @param bytes from the table's first byte on; at most 3,072 of them are looked at */
export function inspectPartitionTable(bytes: Uint8Array, options: TableOptions = {}): PartitionTableReport {
  const { rowBytes, rowMagic, md5Magic, md5At } = tableFormat;
  const table = bytes.subarray(0, tableFormat.bytes);
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  const partitions: Partition[] = [];
  const flags: number[] = [];
  const problems: PartitionTableRefusal[] = [];
  let stored: string | null = null;
  let md5Ok = true;
  let ended = false;
  for (let at = 0; at + rowBytes <= table.length; at += rowBytes) {
    const row = table.subarray(at, at + rowBytes);
    if (isAll(row, 0xff)) {
      ended = true;
      break;
    }
    const magic = view.getUint16(at, true);
    const label = magic === rowMagic ? readLabel(row.subarray(12, 12 + tableFormat.labelBytes)) : null;
    if (magic === md5Magic && stored === null) {
      stored = bytesToHex(row.subarray(md5At));
      const computed = bytesToHex(md5(table.subarray(0, at)));
      md5Ok = stored === computed;
      if (!md5Ok)
        problems.push(
          tableRefusal('bad-md5', `the table is damaged: its MD5 is ${computed}, the stored one ${stored}`),
        );
    } else if (label !== null && stored === null) {
      flags.push(view.getUint32(at + 28, true));
      partitions.push(readRow(view, at, label));
    } else {
      problems.push(badRow(at / rowBytes, magic, stored !== null));
      break;
    }
  }
  if (table.length < rowBytes)
    problems.push(tableRefusal('too-short', `${table.length} bytes hold no row of a partition table`));
  else if (ended && partitions.length === 0)
    problems.push(tableRefusal('blank', 'this place in flash is blank: there is no partition table'));
  else if (!ended && problems.every(({ code }) => code !== 'bad-row'))
    problems.push(tableRefusal('no-terminator', `the table has no end within ${table.length} bytes`));
  return {
    partitions,
    flags,
    md5: stored,
    md5Ok,
    problems: [...problems, ...checkPartitions(partitions, options)],
  };
}

function readRow(view: DataView, at: number, label: string): Partition {
  const flags = view.getUint32(at + 28, true);
  return {
    label,
    type: view.getUint8(at + 2),
    subtype: view.getUint8(at + 3),
    offset: view.getUint32(at + 4, true),
    size: view.getUint32(at + 8, true),
    encrypted: (flags & tableFormat.flags.encrypted) !== 0,
    readOnly: (flags & tableFormat.flags.readOnly) !== 0,
  };
}

/** Null where it is no text. */
function readLabel(bytes: Uint8Array): string | null {
  const end = bytes.indexOf(0);
  return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end));
}

function badRow(row: number, magic: number, afterMd5: boolean): PartitionTableRefusal {
  if (afterMd5)
    return tableRefusal('bad-row', `row ${row} follows the MD5, which has to be the last one`, { row });
  return magic === tableFormat.rowMagic
    ? tableRefusal('bad-row', `row ${row} has a label that is no text`, { row })
    : tableRefusal(
        'bad-row',
        `row ${row} begins with 0x${magic.toString(16).padStart(4, '0')}: it is neither a partition, an MD5 nor the end`,
        { row },
      );
}
