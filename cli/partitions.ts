/** `partitions dump`, `build` and `check`: partition tables, for scripts. */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { buildPartitionTable } from '../core/esp/table/build-partition-table.ts';
import { parsePartitionCsv } from '../core/esp/table/partition-csv.ts';
import { tableFormat } from '../core/esp/table/table-format.ts';
import { fileTrouble, onlyOne, parseOptions, readInputText } from './command-line.ts';
import { checkTables } from './partitions-check.ts';
import { readFlashFile, readSize } from './image-file.ts';
import { tableJson } from './partitions-json.ts';

const usage = `usage:
  partitions dump BIN [--flash-size 16MB]      a table, or a flash image that has one at 0x8000, as JSON
  partitions build CSV OUT [--flash-size 16MB] [--disable-md5sum]     the 3,072 bytes for 0x8000
  partitions check DIR                         every table of a folder of .bin, .json and .csv
Files may be packed with gzip. Exit code 1 where a table is refused or a check finds a difference.`;

export const partitions = { usage, run: partitionsCommand };

/** Prints one line of JSON. @throws with words for stderr */
async function partitionsCommand(argv: string[]): Promise<void> {
  const [name, ...args] = argv;
  switch (name) {
    case 'dump':
      return dump(args);
    case 'build':
      return build(args);
    case 'check': {
      const result = await checkTables(onlyOne(parseOptions(args, {}).positionals, 'DIR'));
      console.log(JSON.stringify(result));
      if (result.mismatches.length > 0) process.exitCode = 1;
      return;
    }
    default:
      throw new Error(
        `say which: partitions dump, build or check${name === undefined ? '' : `, not "${name}"`}; --help tells more`,
      );
  }
}

const text = { type: 'string' } as const;

async function dump(args: string[]): Promise<void> {
  const { values, positionals } = parseOptions(args, { 'flash-size': text });
  const path = onlyOne(positionals, 'BIN');
  const { offset, bytes } = findTable(await readFlashFile(path));
  const json = tableJson(bytes, flashSize(values['flash-size']));
  const place = offset === 0 ? {} : { tableOffset: `0x${offset.toString(16)}` };
  console.log(JSON.stringify({ name: basename(path).replace(/\.bin(\.gz)?$/, ''), ...place, ...json }));
  if (json.problems.length > 0) process.exitCode = 1;
}

/** A file that begins with a row, or is too short for more, is the table itself. */
function findTable(bytes: Uint8Array): { readonly offset: number; readonly bytes: Uint8Array } {
  const { offset, rowMagic, bytes: tableBytes } = tableFormat;
  const isRow = (at: number) => bytes[at] === (rowMagic & 0xff) && bytes[at + 1] === rowMagic >> 8;
  return isRow(0) || !isRow(offset)
    ? { offset: 0, bytes }
    : { offset, bytes: bytes.subarray(offset, offset + tableBytes) };
}

async function build(args: string[]): Promise<void> {
  const { values, positionals } = parseOptions(args, {
    'flash-size': text,
    'disable-md5sum': { type: 'boolean' },
  });
  const [csv, out, ...more] = positionals;
  if (csv === undefined || out === undefined || more.length > 0)
    throw new Error(`expected CSV and OUT, got ${positionals.length} names; --help tells the rest`);
  const table = parsePartitionCsv(await readInputText(csv), {
    ...flashSize(values['flash-size']),
    md5: values['disable-md5sum'] === true ? 'absent' : 'ok',
  });
  if (!table.ok) throw new Error(`${csv}: ${table.error.message}`);
  const bytes = buildPartitionTable(table.value);
  await writeFile(out, bytes).catch((cause: unknown) => {
    throw fileTrouble(out, cause);
  });
  console.log(JSON.stringify(tableJson(bytes)));
}

const flashSize = (value: string | undefined): { readonly flashBytes?: number } =>
  value === undefined ? {} : { flashBytes: readSize('flash-size', value) };
