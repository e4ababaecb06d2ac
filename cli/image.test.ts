import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.ts';

const firmware = fileURLToPath(new URL('../core/esp/image/fixtures', import.meta.url));
interface Printed {
  readonly problems: readonly { readonly code: string }[];
  readonly merged: { readonly parts: readonly unknown[] };
  readonly mismatches: readonly { readonly case: string; readonly field: string }[];
}

let folder: string;
let out: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  out = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});
const json = async (...words: string[]): Promise<Printed> => {
  await runCommand(words);
  return JSON.parse(out[0] ?? 'null') as Printed;
};

describe('image info', () => {
  it.each([
    'app.bin',
    'app-no-hash.bin',
    'bootloader.bin',
    'truncated.bin',
    'wrong-chip-c3.bin',
    'not-an-image.bin',
  ])('prints the fields of firmware.json for %s, and no others', async (name) => {
    const { files } = JSON.parse(await readFile(join(firmware, 'firmware.json'), 'utf8'));
    const { esptoolImageInfo: _, ...fields } = files[name];
    const { problems, ...printed } = await json('image', 'info', join(firmware, name));
    expect(printed).toEqual(fields);
    expect(process.exitCode).toBe(problems.length > 0 ? 1 : undefined);
  });

  it('says what lies where in a merged image, and which part is bad', async () => {
    const printed = await json('image', 'info', join(firmware, 'merged.bin.gz'));
    expect(printed).toMatchObject({
      size: 2_268_304,
      bootloaderDescriptor: { idfVersion: 'v5.4.1' },
      problems: [],
    });
    expect(printed.merged.parts).toMatchObject([
      { offset: '0x0', name: 'boot-loader', size: 6_064 },
      { offset: '0x8000', name: 'partition-table', size: 3_072 },
      { offset: '0x210000', name: 'factory', size: 105_616, version: '0.3.2' },
    ]);
    const bytes = new Uint8Array(0x230000).fill(0xff);
    for (const [at, name] of [
      [0, 'bootloader.bin'],
      [0x210000, 'bad-hash.bin'],
    ] as const)
      bytes.set(await readFile(join(firmware, name)), at);
    bytes.set(await readFile(join(firmware, '../../table/fixtures/echokit.bin')), 0x8000);
    await writeFile(join(folder, 'bad.bin'), bytes);
    out = [];
    expect((await json('image', 'info', join(folder, 'bad.bin'))).problems).toMatchObject([
      { code: 'bad-hash', partition: 'factory' },
    ]);
    expect(process.exitCode).toBe(1);
  });

  it('prints what there is of an empty file', async () => {
    await writeFile(join(folder, 'empty.bin'), '');
    expect(await json('image', 'info', join(folder, 'empty.bin'))).toMatchObject({
      size: 0,
      problems: [{ code: 'empty' }],
    });
  });
});

describe('image check', () => {
  it('finds no difference in the reference', async () => {
    expect(await json('image', 'check', firmware)).toEqual({ cases: 9, mismatches: [] });
    expect(process.exitCode).toBeUndefined();
  });

  it('finds what differs: a bit of a file, and a refusal that does not come', async () => {
    const copy = join(folder, 'copy');
    await cp(firmware, copy, { recursive: true });
    const app = await readFile(join(copy, 'app.bin'));
    app[5_000]! ^= 1;
    await writeFile(join(copy, 'app.bin'), app);
    await cp(join(copy, 'app-no-hash.bin'), join(copy, 'bad-hash.bin'));
    const { mismatches } = await json('image', 'check', copy);
    const found = mismatches.map((one) => `${one.case} ${one.field}`);
    expect(found).toEqual(
      expect.arrayContaining([
        'app.bin refusedFor',
        'app.bin sha256',
        'app.bin checksumComputed',
        'bad-hash.bin refusedFor',
        'bad-hash.bin hashStored',
        'merged.bin.gz 0x210000 sha256',
      ]),
    );
    expect(process.exitCode).toBe(1);
  });
});
