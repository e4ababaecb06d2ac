import { md5 } from '@noble/hashes/legacy.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { invariant } from '../../assert.ts';
import type { Partition, PartitionTable } from '../partition-table-types.ts';
import { tableFormat } from './table-format.ts';

/** Rows that fit beside the MD5 and at least one blank row as the end. */
export const mostPartitions = tableFormat.bytes / tableFormat.rowBytes - 2;

/** The 3,072 bytes for 0x8000, as Espressif's generator makes them. @throws over {@link mostPartitions} */
export function buildPartitionTable({ partitions, md5: digest }: PartitionTable): Uint8Array<ArrayBuffer> {
  invariant(partitions.length <= mostPartitions, 'more partitions than a table can hold');
  const bytes = new Uint8Array(tableFormat.bytes).fill(0xff);
  partitions.forEach((partition, row) => {
    bytes.set(rowOf(partition), row * tableFormat.rowBytes);
  });
  if (digest === 'ok') {
    const end = partitions.length * tableFormat.rowBytes;
    new DataView(bytes.buffer).setUint16(end, tableFormat.md5Magic, true);
    bytes.set(md5(bytes.subarray(0, end)), end + tableFormat.md5At);
  }
  return bytes;
}

function rowOf({ label, type, subtype, offset, size, encrypted, readOnly }: Partition): Uint8Array {
  const row = new Uint8Array(tableFormat.rowBytes);
  const view = new DataView(row.buffer);
  view.setUint16(0, tableFormat.rowMagic, true);
  view.setUint8(2, type);
  view.setUint8(3, subtype);
  view.setUint32(4, offset, true);
  view.setUint32(8, size, true);
  row.set(utf8ToBytes(label).subarray(0, tableFormat.labelBytes), 12);
  const { flags } = tableFormat;
  view.setUint32(28, (encrypted ? flags.encrypted : 0) | (readOnly ? flags.readOnly : 0), true);
  return row;
}
