import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.ts';

const tables = fileURLToPath(new URL('../core/esp/table/fixtures', import.meta.url));
const firmware = fileURLToPath(new URL('../core/esp/image/fixtures', import.meta.url));
interface Printed {
  readonly mismatches: readonly { readonly case: string; readonly field: string }[];
}

let folder: string;
let out: string[];
let complaints: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  [out, complaints] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void complaints.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});
const json = async (...words: string[]): Promise<Printed> => {
  await runCommand(words);
  return JSON.parse(out[0] ?? 'null') as Printed;
};

describe('partitions dump', () => {
  it.each(['echokit', 'echokit-no-md5', 'two-ota'])('prints the fields of %s.json', async (name) => {
    const expected = JSON.parse(await readFile(join(tables, `${name}.json`), 'utf8'));
    const { description: _d, source: _s, ...fields } = expected;
    expect(await json('partitions', 'dump', join(tables, `${name}.bin`))).toEqual({
      ...fields,
      problems: [],
    });
    expect(process.exitCode).toBeUndefined();
  });

  it('prints a damaged table too, with exit code 1', async () => {
    const dumped = await json('partitions', 'dump', join(tables, 'echokit-bad-md5.bin'));
    expect(dumped).toMatchObject({ md5Ok: false, problems: [{ code: 'bad-md5' }, { code: 'overlap' }] });
    expect(process.exitCode).toBe(1);
  });

  it('finds the table of a packed flash image, and what the chip cannot hold', async () => {
    const args = ['partitions', 'dump', join(firmware, 'merged.bin.gz'), '--flash-size', '8MB'];
    expect(await json(...args)).toMatchObject({
      tableOffset: '0x8000',
      bytes: 3072,
      problems: [{ code: 'outside-flash' }],
    });
  });
});

describe('partitions build', () => {
  it("writes the generator's bytes", async () => {
    const path = join(folder, 'table.bin');
    await json('partitions', 'build', join(tables, 'two-ota.csv'), path);
    expect(await readFile(path)).toEqual(await readFile(join(tables, 'two-ota.bin')));
    await json('partitions', 'build', join(tables, 'echokit-no-md5.csv'), path, '--disable-md5sum');
    expect(await readFile(path)).toEqual(await readFile(join(tables, 'echokit-no-md5.bin')));
  });

  it('writes nothing where the table would be no good', async () => {
    const path = join(folder, 'none.bin');
    await runCommand(['partitions', 'build', join(tables, 'echokit.csv'), path, '--flash-size', '8MB']);
    expect(complaints[0]).toMatch(/"factory" ends|"model" ends at 0xa10000, the flash has 8 MB/);
    expect(process.exitCode).toBe(1);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });
});

describe('partitions check', () => {
  it('finds no difference in the reference', async () => {
    expect(await json('partitions', 'check', tables)).toEqual({ cases: 4, mismatches: [] });
    expect(process.exitCode).toBeUndefined();
  });

  it('finds what differs', async () => {
    const copy = join(folder, 'copy');
    await cp(tables, copy, { recursive: true });
    const bin = await readFile(join(copy, 'two-ota.bin'));
    bin[bin.indexOf('factory')] = 0x46;
    await writeFile(join(copy, 'two-ota.bin'), bin);
    const { mismatches } = await json('partitions', 'check', copy);
    const fields = mismatches.map((found) => `${found.case} ${found.field}`);
    expect(fields.sort()).toEqual([
      'two-ota builtFromCsv',
      'two-ota entries',
      'two-ota md5Ok',
      'two-ota refused',
      'two-ota sha256',
    ]);
    expect(process.exitCode).toBe(1);
  });
});
