import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.ts';

const fixtures = fileURLToPath(new URL('../core/esp/nvs/fixtures', import.meta.url));
const imageOf = (name: string) => join(fixtures, name, 'image.bin');

interface Printed {
  readonly cases: number;
  readonly edits: number;
  readonly mismatches: readonly { readonly case: string; readonly what: string }[];
  readonly pages: readonly object[];
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  readonly problems: readonly { readonly code: string; readonly key?: string }[];
  readonly changedPages: readonly number[];
}

let folder: string;
let out: string[];
let complaints: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nvs-'));
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
const inFolder = (name: string) => join(folder, name);
async function run(...words: string[]): Promise<Printed> {
  await runCommand(['nvs', ...words]);
  return JSON.parse(out.shift() ?? 'null') as Printed;
}

describe('nvs check', () => {
  it('finds every image of the generator and of the library read, edited and refused as it says', async () => {
    expect(await run('check', fixtures)).toEqual({ cases: 30, edits: 30, mismatches: [] });
    expect(process.exitCode).toBeUndefined();
  });

  it('finds what differs', async () => {
    const name = 'l01-overwrites';
    await cp(join(fixtures, name), join(inFolder('changed'), name), { recursive: true });
    const path = join(inFolder('changed'), name, 'case.json');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text
        .replaceAll('192.168.1.4', '192.168.1.5')
        .replaceAll('"secret', '"public')
        .replace('"used": 94', '"used": 95'),
    );
    const { mismatches } = await run('check', inFolder('changed'));
    expect(mismatches.map(({ what }) => what)).toContain('stats');
    expect(process.exitCode).toBe(1);
  });
});

describe('nvs dump', () => {
  it('prints numbers as decimal text, blobs in base64, format 1 as such', async () => {
    const { entries, problems } = await run('dump', imageOf('g02-all-settings'), '--size', '24K');
    expect(entries).toContainEqual({
      namespace: 'setting',
      key: 'agc_cg_db',
      type: 'i32',
      value: '-2147483648',
    });
    expect(entries).toContainEqual({
      namespace: 'setting',
      key: 'ssid',
      type: 'str',
      value: 'Café-日本語-📶',
    });
    expect(entries).toContainEqual({
      namespace: 'setting',
      key: 'afe_linear_gain',
      type: 'blob',
      base64: 'AACgPw==',
    });
    expect(problems).toEqual([]);
    const legacy = await run('dump', imageOf('g06-format-v1'), '--size', '0x6000');
    expect(legacy.entries.filter((entry) => entry['legacy'] === true)).toHaveLength(2);
  });

  it('prints one namespace', async () => {
    const { entries } = await run('dump', imageOf('l01-overwrites'), '--size', '24K', '--namespace', 'phy');
    expect(entries.map(({ key }) => key)).toEqual(['cal_data', 'cal_mac', 'cal_version']);
  });

  it.each([
    ['l22-newer-version', '24K', 'newer-version', 1],
    ['l23-no-free-page', '8K', 'no-free-page', 2],
    ['l24-not-nvs', '24K', 'not-nvs', 6],
  ])('prints %s too, with exit code 1', async (name, size, code, pages) => {
    const dumped = await run('dump', imageOf(name), '--size', size);
    expect(dumped.pages).toHaveLength(pages);
    expect(dumped.entries).toEqual([]);
    expect(dumped.problems.at(-1)?.code).toBe(code);
    expect(process.exitCode).toBe(1);
  });
});

describe('nvs set, erase, compact and create', () => {
  it('writes the whole partition, values split at the first marks only', async () => {
    await writeFile(inFolder('blob'), Uint8Array.of(0, 1, 2, 255));
    const set = [
      'setting:server_url:str=ws://h:1/?a=b',
      'setting:blob:blob=@' + inFolder('blob'),
      'a:b:blob=//8=',
      'a:n:i64=-9',
    ];
    const edited = await run(
      'set',
      imageOf('l06-erased-partition'),
      inFolder('set'),
      '--size',
      '24576',
      ...set,
    );
    expect(edited).toEqual({ bytes: 24_576, changedPages: [0] });
    expect((await stat(inFolder('set'))).size).toBe(24_576);
    expect((await run('dump', inFolder('set'))).entries).toEqual([
      { namespace: 'a', key: 'b', type: 'blob', base64: '//8=' },
      { namespace: 'a', key: 'n', type: 'i64', value: '-9' },
      { namespace: 'setting', key: 'blob', type: 'blob', base64: 'AAEC/w==' },
      { namespace: 'setting', key: 'server_url', type: 'str', value: 'ws://h:1/?a=b' },
    ]);
    await run('erase', inFolder('set'), inFolder('erased'), 'a:b', 'setting:blob', 'a:never-was');
    const keys = (dumped: Printed) => dumped.entries.map(({ key }) => key);
    expect(keys(await run('dump', inFolder('erased')))).toEqual(['n', 'server_url']);
    await run('compact', inFolder('erased'), inFolder('compact'));
    expect(await run('dump', inFolder('compact'))).toMatchObject({ pages: [{ erased: 0 }] });
    await run('create', inFolder('new'), '--size', '3MB', 'a:n:u8=255');
    expect(keys(await run('dump', inFolder('new')))).toEqual(['n']);
    expect(complaints).toEqual([]);
    expect(process.exitCode).toBeUndefined();
  });

  it.each([
    ['l08-nearly-full', '16K', 'setting:server_url:str=' + 'w'.repeat(100), 'no-space'],
    ['l22-newer-version', '24K', 'a:b:u8=1', 'newer-version'],
    ['l23-no-free-page', '8K', 'a:b:u8=1', 'no-free-page'],
    ['l24-not-nvs', '24K', 'a:b:u8=1', 'not-nvs'],
    ['g01-wifi-and-server', '24K', 'a:b:u8=256', 'bad-value'],
    ['g01-wifi-and-server', '24K', 'a:sixteen_letters_:u8=1', 'bad-key'],
    ['g01-wifi-and-server', '24K', ':b:u8=1', 'bad-namespace'],
    ['g01-wifi-and-server', '24K', 'a:b:u9=1', 'the type is "u9", expected u8, i8'],
    ['g01-wifi-and-server', '24K', 'a:b:u8=one', 'u8 takes a decimal number'],
    ['g01-wifi-and-server', '24K', 'a:b:blob=?', 'a blob is @FILE, or base64'],
    ['g01-wifi-and-server', '24K', 'a:b:blob=@/no/such', '/no/such: there is no such file'],
    ['g01-wifi-and-server', '24K', 'a:b', '"a:b" is no NS:KEY:TYPE=VALUE'],
    ['g01-wifi-and-server', '1000', 'a:b:u8=1', '--size is "1000", expected whole pages'],
    ['l01-overwrites', '4K', 'a:b:u8=1', 'no-free-page'],
  ])('refuses %s of %s with %s, and writes nothing', async (name, size, word, words) => {
    expect(await run('set', imageOf(name), inFolder('none'), '--size', size, word)).toBeNull();
    expect(complaints).toEqual([expect.stringContaining(words)]);
    expect(process.exitCode).toBe(1);
    await expect(stat(inFolder('none'))).rejects.toThrow('ENOENT');
  });

  it.each([
    [['set', 'a'], 'expected IMAGE and OUT, got 1'],
    [['set', imageOf('g01-wifi-and-server'), 'b', '--size', '24K'], 'expected at least one change'],
    [['erase', imageOf('g01-wifi-and-server'), 'b', '--size', '24K', 'a'], '"a" is no NS:KEY'],
    [['compact', imageOf('g01-wifi-and-server'), 'b', 'c', '--size', '24K'], '"c" is one name too many'],
    [['dump', imageOf('g04-2mib-partition'), '--size', '4096'], 'are more than --size 4096'],
    [['create', 'a'], '--size is missing'],
    [['create', 'a', '--size', '8K'], 'are not 3 or more pages of 4096'],
    [['create'], 'expected OUT'],
    [['check', join(fixtures, 'absent')], 'there is no such file or folder'],
    [[], 'say which: nvs dump, set, erase, compact, create or check; --help'],
    [['edit'], 'create or check, not "edit"; --help'],
  ])('%j is refused in one line', async (words, complaint) => {
    expect(await run(...words)).toBeNull();
    expect(complaints).toEqual([expect.stringContaining(complaint)]);
    expect(complaints[0]).not.toContain('\n');
    expect(process.exitCode).toBe(1);
  });
});
