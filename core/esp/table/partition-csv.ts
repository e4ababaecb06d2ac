/**
 * Partition tables as people write them, read as Espressif's generator reads them: empty offsets are computed, sizes may
 * be `24K`, `2M` or negative (up to that offset), types and subtypes names or numbers. Environment variables are not
 * known here. Source: ESP-IDF v5.4, Partition Tables and gen_esp32part.py.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeUtf8 } from '../../echokit/utf8.ts';
import { EchoError } from '../../errors.ts';
import { err, ok, type Result } from '../../result.ts';
import { hex, roundUp } from '../flash-bytes.ts';
import type { Partition, PartitionTable } from '../partition-table-types.ts';
import { mostPartitions } from './build-partition-table.ts';
import { checkCsvTable } from './check-csv-table.ts';
import { partitionTypes, subtypesOf, typeValues } from './partition-names.ts';
import { readCsvNumber } from './csv-number.ts';
import { tableFormat } from './table-format.ts';

/**
 * - `too-long`: more than 64 KiB of text, or more partitions than a table holds.
 * - `bad-line`: a field that is missing or cannot be read; `details.line` counts from 1.
 * - `bad-table`: the lines can be read, but the box could not use what they say.
 */
type PartitionCsvRefusal = EchoError<'too-long' | 'bad-line' | 'bad-table'>;

const longestText = 0x1_0000;

/** @param options `md5: 'absent'` for readers that are older than the MD5 row */
export function parsePartitionCsv(
  text: string,
  options: { readonly flashBytes?: number; readonly md5?: PartitionTable['md5'] } = {},
): Result<PartitionTable, PartitionCsvRefusal> {
  if (text.length > longestText)
    return err(new EchoError('too-long', `${text.length} characters, at most ${longestText} are read`));
  const rows: CsvRow[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|[\r\n]/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const row = readRow(line);
    if (typeof row === 'string') return badLine(index + 1, row);
    rows.push({ ...row, line: index + 1 });
  }
  if (rows.length > mostPartitions)
    return err(
      new EchoError('too-long', `${rows.length} partitions, a table holds at most ${mostPartitions}`),
    );
  const placed = placeRows(rows);
  if (!placed.ok) return placed;
  const problem = checkCsvTable(placed.value, options);
  if (problem !== null) return err(new EchoError('bad-table', problem));
  return ok({ partitions: placed.value, md5: options.md5 ?? 'ok' });
}

interface CsvRow extends Omit<Partition, 'offset'> {
  readonly line: number;
  /** Null: right behind what comes before. */
  readonly offset: number | null;
}

/** @returns what is wrong where it cannot be read */
function readRow(line: string): Omit<CsvRow, 'line'> | string {
  if (/^\$[A-Za-z_]/.test(line)) return `"${line}": variables are not known here`;
  const [label = '', typeField = '', subtypeField = '', offsetField = '', sizeField = '', flagField = ''] =
    line.split(',').map((field) => field.trim());
  if (typeField === '') return 'the type is missing';
  const type = readCsvNumber(typeField, typeValues);
  if (type === null || type < 0 || type > 0xff) return `"${typeField}" is no type`;
  if (subtypeField === '' && type === partitionTypes.app) return 'an application needs a subtype';
  const subtype = readCsvNumber(subtypeField === '' ? undefinedSubtype : subtypeField, subtypesOf(type));
  if (subtype === null || subtype < 0 || subtype > 0xff) return `"${subtypeField}" is no subtype of ${type}`;
  const place = readPlace(type, subtype, offsetField, sizeField);
  if (typeof place === 'string') return place;
  const flags = flagField.split(':').filter((flag) => flag !== '');
  const unknown = flags.find((flag) => flag !== 'encrypted' && flag !== 'readonly');
  if (unknown !== undefined) return `"${unknown}" is no flag, known: encrypted, readonly`;
  return {
    label: shortenLabel(label),
    type,
    subtype,
    ...place,
    encrypted: flags.includes('encrypted'),
    readOnly: flags.includes('readonly'),
  };
}

/** Longer ones lose their end, as in the generator; here never a part of a character. */
function shortenLabel(label: string): string {
  for (let bytes = utf8ToBytes(label).subarray(0, tableFormat.labelBytes); ; bytes = bytes.subarray(0, -1)) {
    const text = decodeUtf8(bytes);
    if (text !== null) return text;
  }
}

/** What the generator takes where a subtype is left out: data's `undefined`, whatever the type. */
const undefinedSubtype = '6';

/** The first sectors are where the chip looks for them: what the line says of their place and size does not count. */
function readPlace(
  type: number,
  subtype: number,
  offsetField: string,
  sizeField: string,
): Pick<CsvRow, 'offset' | 'size'> | string {
  const isPrimary = subtype === 0;
  if (type === partitionTypes.bootLoader && isPrimary) return { offset: 0, size: tableFormat.offset };
  if (type === partitionTypes.partitionTable && isPrimary)
    return { offset: tableFormat.offset, size: tableFormat.sectorBytes };
  const offset = offsetField === '' ? null : readCsvNumber(offsetField);
  if (offsetField !== '' && (offset === null || offset < 0)) return `"${offsetField}" is no offset`;
  if (type === partitionTypes.bootLoader) return { offset, size: tableFormat.offset };
  if (type === partitionTypes.partitionTable) return { offset, size: tableFormat.sectorBytes };
  if (sizeField === '') return 'the size is missing';
  const size = readCsvNumber(sizeField);
  return size === null ? `"${sizeField}" is no size` : { offset, size };
}

function placeRows(rows: readonly CsvRow[]): Result<Partition[], PartitionCsvRefusal> {
  const partitions: Partition[] = [];
  let lastEnd: number = tableFormat.firstOffset;
  for (const { line, ...row } of rows) {
    const isPrimary =
      row.subtype === 0 &&
      (row.type === partitionTypes.bootLoader || row.type === partitionTypes.partitionTable);
    if (!isPrimary && row.offset !== null && row.offset < lastEnd)
      return badLine(line, `it begins at ${hex(row.offset)}, but what comes before ends at ${hex(lastEnd)}`);
    const alignment = row.type === partitionTypes.app ? tableFormat.appAlignment : tableFormat.sectorBytes;
    const offset = row.offset ?? roundUp(lastEnd, alignment);
    const size = row.size < 0 ? -row.size - offset : row.size;
    if (size < 0)
      return badLine(line, `it would end at ${hex(-row.size)}, before it begins (${hex(offset)})`);
    partitions.push({ ...row, offset, size });
    if (!isPrimary) lastEnd = offset + size;
  }
  return ok(partitions);
}

const badLine = (line: number, message: string): Result<never, PartitionCsvRefusal> =>
  err(new EchoError('bad-line', `line ${line}: ${message}`, { details: { line } }));
