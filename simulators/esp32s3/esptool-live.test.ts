/**
 * The real esptool at the simulated chip. `ECHOKIT_ESPTOOL_4` and `ECHOKIT_ESPTOOL_5` name executables of version 4.11
 * and 5.x; else one on the path is taken. With `ECHOKIT_ESPTOOL_FULL=1` the payloads are those of the issue (4 MB with the
 * stub, 1 MB without) and the whole list runs over RFC 2217 too, where pySerial spends 0.1 s on most requests.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FlashModel } from './flash-model.ts';
import { findEsptools, openEsptool, type Esptool, type EsptoolRun } from './esptool.testing.ts';
import { serveChip, type ServedChip } from './node/serve-chip.ts';
import { createRandom } from './random.ts';

const isFull = process.env['ECHOKIT_ESPTOOL_FULL'] === '1';
const tools = findEsptools(process.env);
for (const [joint, major] of [
  ['_', 4],
  ['-', 5],
]) {
  if (!tools.some((tool) => tool.joint === joint)) {
    process.stderr.write(
      `NOT TESTED: esptool ${major} at the simulated chip. Set ECHOKIT_ESPTOOL_${major} to have it tested.\n`,
    );
  }
}

const flashBytes = 0x100_0000;
const address = 0x1_0000;
const stubBytes = isFull ? 0x40_0000 : 0x1_8000;
const romBytes = isFull ? 0x10_0000 : 0x4000;
const readBytes = isFull ? 0x1_0000 : 0x3000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'echokit-esptool-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Half of it compresses well, half not at all. */
function makePayload(size: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: size }, (_, index) => (index % 0x2000 < 0x1000 ? index >> 8 : random()));
}

/** What was in the flash before, all over. */
function usedFlash(): FlashModel {
  const flash = new FlashModel(flashBytes);
  for (let at = 0; at < flashBytes; at += 0x10_0000) flash.load(at, makePayload(0x2_1000, at + 7));
  return flash;
}

interface Desk {
  readonly tool: Esptool;
  readonly served: ServedChip;
  readonly esptool: (...words: string[]) => Promise<EsptoolRun>;
  /** Runs it and expects success. */
  readonly ok: (...words: string[]) => Promise<string>;
  readonly file: (name: string, bytes?: Uint8Array) => Promise<string>;
}

async function atDesk(
  tool: Esptool,
  transport: 'tcp' | 'rfc2217',
  use: (desk: Desk) => Promise<void>,
): Promise<void> {
  const served = await serveChip({
    transport,
    port: 0,
    start: transport === 'tcp' ? 'download' : 'app',
    flash: usedFlash(),
  });
  const url = served.url.replace('tcp:', 'socket:');
  const prefix = `${tool.version}-${transport}-${served.url.split(':').at(-1)}`;
  const esptool = (...words: string[]) => tool.run(['--chip', 'esp32s3', '--port', url, ...words]);
  try {
    await use({
      tool,
      served,
      esptool,
      ok: async (...words) => {
        const { code, output } = await esptool(...words);
        expect(code, `${words.join(' ')}\n${output}`).toBe(0);
        return output;
      },
      file: async (name, bytes) => {
        const path = join(folder, `${prefix}-${name}`);
        if (bytes !== undefined) await writeFile(path, bytes);
        return path;
      },
    });
  } finally {
    await served.close();
  }
}

/** Options of every long transfer. */
const fast = ['--baud', '921600'];
const hex = (value: number) => `0x${value.toString(16)}`;
const limitMs = isFull ? 1_500_000 : 90_000;

/** Not by `toEqual`, which takes seconds for megabytes and would keep the chip from answering meanwhile. */
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
const usedBefore = usedFlash();

async function workWithStub({ ok, esptool, file, served }: Desk): Promise<void> {
  const { flash } = served.chip;
  const payload = makePayload(stubBytes, 1);
  const path = await file('payload.bin', payload);
  const told = await ok('flash-id');
  for (const fact of ['ESP32-S3', '98:a3:16:e5:d8:4a', '16MB', 'Embedded PSRAM 8MB', 'revision v0.2']) {
    expect(told).toContain(fact);
  }

  await ok(...fast, 'write-flash', hex(address), path);
  expect(isSame(flash.read(address, payload.length), payload), 'written').toBe(true);
  const behind = address + Math.ceil(payload.length / 0x1000) * 0x1000;
  expect(isSame(flash.read(behind, 0x8000), usedBefore.read(behind, 0x8000)), 'behind it').toBe(true);
  await ok('verify-flash', hex(address), path);

  const plain = makePayload(stubBytes, 2);
  await ok(...fast, 'write-flash', '--no-compress', hex(address), await file('plain.bin', plain));
  expect(isSame(flash.read(address, plain.length), plain), 'written plain').toBe(true);
  expect((await esptool('verify-flash', hex(address), path)).code).not.toBe(0);

  const saved = await file('read.bin');
  await ok(...fast, 'read-flash', hex(address + 1000), hex(readBytes), saved);
  expect(isSame(await readFile(saved), plain.slice(1000, 1000 + readBytes)), 'read').toBe(true);

  await ok('erase-region', hex(address), '0x2000');
  expect(flash.isBlank(address, 0x2000)).toBe(true);
  expect(isSame(flash.read(address + 0x2000, 0x1000), plain.slice(0x2000, 0x3000))).toBe(true);
  await ok('erase-flash');
  expect(flash.isBlank(0, flashBytes)).toBe(true);
}

async function workWithoutStub({ ok, esptool, file, served, tool }: Desk): Promise<void> {
  const { flash } = served.chip;
  const payload = makePayload(romBytes, 3);
  const path = await file('payload.bin', payload);
  expect(await ok('--no-stub', 'flash-id')).toContain('16MB');
  await ok('--no-stub', 'write-flash', hex(address), path);
  expect(isSame(flash.read(address, payload.length), payload), 'written').toBe(true);
  await ok('--no-stub', 'verify-flash', hex(address), path);
  const saved = await file('read.bin');
  await ok('--no-stub', 'read-flash', hex(address), hex(readBytes), saved);
  expect(isSame(await readFile(saved), flash.read(address, readBytes)), 'read').toBe(true);
  if (tool.joint === '-') {
    await ok('--no-stub', 'erase-region', hex(address), '0x1000');
    expect(flash.isBlank(address, 0x1000)).toBe(true);
  }
  const before = flash.changes;
  expect((await esptool('--no-stub', 'erase-flash')).code).not.toBe(0);
  expect(flash.changes, 'as on silicon').toBe(before);
}

/** The board has power before the host comes, and runs its application. */
async function workWithLines({ ok, file, served }: Desk): Promise<void> {
  const payload = makePayload(0x3001, 4);
  const path = await file('payload.bin', payload);
  expect(served.chip.state).toBe('app');
  await ok(...fast, 'write-flash', hex(address), path);
  expect(isSame(served.chip.flash.read(address, payload.length), payload), 'written').toBe(true);
  expect(served.chip.state, 'after the reset by lines').toBe('app');
}

async function stayInStub({ ok, served, tool }: Desk): Promise<void> {
  await ok('--after', `no${tool.joint}reset${tool.joint}stub`, 'flash-id');
  expect(served.chip.state).toBe('stub');
  await ok('flash-id');
  expect(served.chip.state).toBe('app');
}

describe.each(tools.map((tool) => ({ tool, name: tool.version })))(
  'esptool $name',
  { concurrent: true, timeout: limitMs },
  ({ tool }) => {
    it('does all with its stub over TCP', () => atDesk(tool, 'tcp', workWithStub));
    it('does all without a stub over TCP', () => atDesk(tool, 'tcp', workWithoutStub));
    it('resets by the lines, and writes, over RFC 2217', () => atDesk(tool, 'rfc2217', workWithLines));
    if (!isFull) return;
    it('does all with its stub over RFC 2217', () => atDesk(tool, 'rfc2217', workWithStub));
    it('does all without a stub over RFC 2217', () => atDesk(tool, 'rfc2217', workWithoutStub));
    it('leaves its stub running', () => atDesk(tool, 'rfc2217', stayInStub));
  },
);

it('is not taken for there where it is not', () => {
  expect(openEsptool('/nowhere/esptool')).toEqual([]);
  // Something that runs, but tells no version.
  expect(openEsptool('true')).toEqual([]);
});
