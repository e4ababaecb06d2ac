import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { request, words } from '../simulators/esp32s3/host.testing.ts';
import { op } from '../simulators/esp32s3/requests.ts';
import { encodeSlip, SlipDecoder } from '../simulators/esp32s3/slip.ts';
import { runCommand } from './run-command.ts';
import { readSimChipArguments } from './sim-chip.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
let out: string[];
let complaints: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sim-chip-'));
  // As in the reference: the table that sessions.json names lies in the tree around the recordings.
  cpSync(join(root, 'simulators/esp32s3/fixtures'), join(folder, 'sessions'), { recursive: true });
  mkdirSync(join(folder, 'partitions'));
  cpSync(join(root, 'core/esp/table/fixtures/echokit.bin'), join(folder, 'partitions/echokit.bin'));
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

describe('readSimChipArguments', () => {
  it('fills in what is not said, by the kind of port', () => {
    expect(readSimChipArguments(['--listen', 'tcp://127.0.0.1:0'])).toMatchObject({
      transport: 'tcp',
      port: 0,
      size: 0x100_0000,
      faults: [],
      start: 'download',
      timing: { lineRate: 'instant', sectorEraseMs: 0 },
    });
    expect(readSimChipArguments(['--listen', 'rfc2217://127.0.0.1:4000'])).toMatchObject({
      start: 'app',
      port: 4000,
    });
  });

  it('reads every option', () => {
    const line =
      '--listen tcp://127.0.0.1:1 --flash a.bin --size 8MB --fault drop@5,flash-size=4MB --line-rate 921600 --start app --trace t';
    expect(readSimChipArguments(line.split(' '))).toMatchObject({
      flash: 'a.bin',
      size: 0x40_0000,
      faults: [
        { kind: 'drop', at: 5 },
        { kind: 'flash-size', bytes: 0x40_0000 },
      ],
      timing: { lineRate: 921_600, sectorEraseMs: 45, blockEraseMs: 150, pageProgramMs: 0.7 },
      start: 'app',
      trace: 't',
    });
  });

  it.each([
    ['', '--listen is missing'],
    ['--listen tcp://0.0.0.0:1', '--listen is "tcp://0.0.0.0:1"'],
    ['--listen tcp://127.0.0.1:70000', '--listen is'],
    ['--listen udp://127.0.0.1:7000', '--listen is'],
    ['--listen tcp://127.0.0.1:0 --size 3MB', '--size is "3MB"'],
    ['--listen tcp://127.0.0.1:0 --fault nothing', 'fault "nothing" is not known'],
    ['--listen tcp://127.0.0.1:0 --line-rate fast', '--line-rate is "fast"'],
    ['--listen tcp://127.0.0.1:0 --start now', '--start is "now"'],
    ['--listen tcp://127.0.0.1:0 more', '"more" is no option'],
  ])('refuses %s', (line, sentence) => {
    expect(() => readSimChipArguments(line.split(' ').filter((word) => word !== ''))).toThrow(sentence);
  });
});

describe('replay and check', () => {
  it('finds no mismatch in the recordings of esptool', async () => {
    await runCommand(['sim-chip', 'check', join(folder, 'sessions')]);
    expect(complaints).toEqual([]);
    expect(JSON.parse(out[0]!)).toEqual({ cases: 4, frames: 548, mismatches: [] });
    expect(process.exitCode).toBeUndefined();
  });

  it('tells where a recording differs, and what is left in the flash', async () => {
    const path = join(folder, 'sessions/esptool-4.11-flash-id.jsonl');
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    lines[1] = lines[1]!.replace('0708', '0008').replace('"010804', '"010805');
    writeFileSync(join(folder, 'sessions/other.jsonl'), lines.join('\n'));
    await runCommand(['sim-chip', 'replay', join(folder, 'sessions/other.jsonl')]);
    expect(JSON.parse(out[0]!)).toEqual({
      frames: 108,
      mismatches: [{ frame: 1, message: expect.stringContaining('instead of 010805') }],
      flashSha256: 'a2cbe8cac129d9bbbed77c58b5689a82ef14e8af1f4393ed1c105cfef6192387',
    });
    expect(process.exitCode).toBe(1);
  });

  it.each([
    ['replay @partitions/echokit.bin', 'sessions.json: there is no such file'],
    ['replay @sessions/sessions.json', 'sessions.json: line 1 is no frame'],
    ['replay', 'expected one RECORDING.jsonl'],
    ['check', 'expected one DIR'],
  ])('%s is refused in one line', async (line, sentence) => {
    await runCommand(['sim-chip', ...line.split(' ').map((word) => word.replace('@', `${folder}/`))]);
    expect(complaints).toEqual([expect.stringContaining(sentence)]);
    expect(process.exitCode).toBe(1);
  });
});

describe('the command', () => {
  it('serves a chip, keeps its flash in a file, and writes what was said', async () => {
    const flash = join(folder, 'flash.bin');
    const trace = join(folder, 'trace.jsonl');
    writeFileSync(flash, Uint8Array.of(1, 2, 3));
    const args = ['--listen', 'tcp://127.0.0.1:0', '--size', '1MB', '--flash', flash, '--trace', trace];
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'sim-chip', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const isOver = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { listening } = JSON.parse(line) as { readonly listening: string };
    expect(statSync(flash).size).toBe(0x10_0000);

    const host = connect(Number(new URL(listening).port), '127.0.0.1');
    const answers = listen(host);
    host.write(encodeSlip(request(op.readFlashSlow, words(0, 4))));
    const read = await answers.next();
    expect([...read.subarray(8, 12)]).toEqual([1, 2, 3, 0xff]);
    host.write(encodeSlip(request(op.flashBegin, words(0x1000, 4, 0x400, 0, 0))));
    await answers.next();
    host.destroy();
    // Written back although nobody told the command to stop.
    await vi.waitFor(() => expect(readFileSync(flash)[0]).toBe(0xff), { timeout: 10_000, interval: 20 });

    child.kill('SIGTERM');
    expect(await isOver).toEqual([0, null]);
    const frames = readFileSync(trace, 'utf8').trim().split('\n');
    expect(frames).toHaveLength(4);
    expect(JSON.parse(frames[2]!)).toMatchObject({
      from: 'host',
      kind: 'request',
      op: '0x02',
      name: 'FLASH_BEGIN',
    });
  });

  it('refuses a file that is larger than the flash', async () => {
    const path = join(folder, 'large.bin');
    writeFileSync(path, new Uint8Array(0x10_0001));
    await runCommand(['sim-chip', '--listen', 'tcp://127.0.0.1:0', '--size', '1MB', '--flash', path]);
    expect(complaints).toEqual([expect.stringContaining('1048577 bytes, the flash only 1048576')]);
  });
});

/** Packets of the chip, one after the other. */
function listen(socket: Socket): { next(): Promise<Uint8Array> } {
  const decoder = new SlipDecoder({ maxBytes: 0x8000, empty: 'gap' });
  const packets: Uint8Array[] = [];
  socket.on('data', (bytes) => {
    for (const byte of bytes) {
      const packet = decoder.push(byte);
      if (packet !== null) packets.push(packet);
    }
  });
  return {
    next: () =>
      vi.waitFor(
        () => {
          const packet = packets.shift();
          if (packet === undefined) throw new Error('nothing yet');
          return packet;
        },
        { timeout: 10_000, interval: 10 },
      ),
  };
}
