/** A partition table as JSON, with the fields of the reference's `fixtures/partitions`. */
import { createHash } from 'node:crypto';
import { inspectPartitionTable } from '../core/esp/table/inspect-partition-table.ts';
import { subtypeName, typeName } from '../core/esp/table/partition-names.ts';

const hex = (value: number): string => `0x${value.toString(16)}`;

export const digestOf = (algorithm: 'sha256' | 'md5', bytes: Uint8Array): string =>
  createHash(algorithm).update(bytes).digest('hex');

/** @param bytes the table from its first byte on */
export function tableJson(bytes: Uint8Array, options: { readonly flashBytes?: number } = {}) {
  const { partitions, flags, md5, md5Ok, problems } = inspectPartitionTable(bytes, options);
  return {
    bytes: bytes.length,
    sha256: digestOf('sha256', bytes),
    entries: partitions.map(({ label, type, subtype, offset, size, encrypted, readOnly }, row) => ({
      name: label,
      type,
      typeName: typeName(type),
      subtype,
      subtypeName: subtypeName(type, subtype),
      offset: hex(offset),
      size: hex(size),
      end: hex(offset + size),
      flags: flags[row]!,
      encrypted,
      readonly: readOnly,
    })),
    md5Present: md5 !== null,
    md5Ok: md5 === null ? null : md5Ok,
    md5,
    problems: problems.map(({ code, message }) => ({ code, message })),
  };
}
