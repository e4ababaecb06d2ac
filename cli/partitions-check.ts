/** `partitions check DIR`: whether a folder's tables are read, judged and built as its `.json` files say. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { buildPartitionTable } from '../core/esp/table/build-partition-table.ts';
import { parsePartitionCsv } from '../core/esp/table/partition-csv.ts';
import { parsePartitionTable } from '../core/esp/table/parse-partition-table.ts';
import { fileTrouble, readInputText } from './command-line.ts';
import { readFlashFile, readJson } from './image-file.ts';
import { tableJson } from './partitions-json.ts';

export interface CheckResult {
  readonly cases: number;
  readonly mismatches: readonly Mismatch[];
}

export interface Mismatch {
  readonly case: string;
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** @throws where the folder has no cases, or a file of one is missing */
export async function checkTables(folder: string): Promise<CheckResult> {
  const files = await readdir(folder).catch((cause: unknown) => {
    throw fileTrouble(folder, cause);
  });
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
  if (names.length === 0) throw new Error(`${folder}: there are no tables with a .json in it`);
  const mismatches: Mismatch[] = [];
  for (const name of names) mismatches.push(...(await checkTable(folder, name, files)));
  return { cases: names.length, mismatches };
}

/** Facts about the files; what a table holds is beside them. */
const aboutTheFile = ['name', 'description', 'source'];

async function checkTable(
  folder: string,
  name: string,
  files: readonly string[],
): Promise<readonly Mismatch[]> {
  const expected = await readJson<Record<string, unknown>>(join(folder, `${name}.json`));
  const bytes = await readFlashFile(join(folder, `${name}.bin`));
  const { problems, ...json } = tableJson(bytes);
  const found: Record<string, unknown> = { ...json, refused: problems.length > 0 };
  const words = String(expected['description']) + String(expected['source']);
  const damaged = expected['md5Ok'] === false || /refused|damaged/.test(words);
  const wanted: Record<string, unknown> = { ...expected, refused: damaged };
  const table = parsePartitionTable(bytes);
  if (table.ok) {
    found['builtAgain'] = sameBytes(buildPartitionTable(table.value), bytes);
    wanted['builtAgain'] = true;
  }
  if (files.includes(`${name}.csv`)) {
    const csv = parsePartitionCsv(await readInputText(join(folder, `${name}.csv`)), {
      md5: expected['md5Present'] === false ? 'absent' : 'ok',
    });
    found['builtFromCsv'] = csv.ok ? sameBytes(buildPartitionTable(csv.value), bytes) : csv.error.message;
    wanted['builtFromCsv'] = !damaged;
  }
  return compareFields(name, wanted, found, aboutTheFile);
}

/** Every field that is expected, apart from some. */
export function compareFields(
  name: string,
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
  leftOut: readonly string[] = [],
): Mismatch[] {
  return Object.entries(expected)
    .filter(([field, value]) => !leftOut.includes(field) && !isDeepStrictEqual(found[field], value))
    .map(([field, value]) => ({ case: name, field, expected: value, got: found[field] ?? null }));
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
