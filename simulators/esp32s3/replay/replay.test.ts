import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FlashModel } from '../flash-model.ts';
import { readRecording, writeRecordedLine, type RecordedFrame } from './recording.ts';
import { replay } from './replay.ts';
import { readSessionBook, type SessionBook } from './session-book.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const table = join(import.meta.dirname, '../../../core/esp/table/fixtures/echokit.bin');

function readBook(): SessionBook {
  const book = readSessionBook(readFileSync(join(fixtures, 'sessions.json'), 'utf8'));
  if (!book.ok) throw new Error(book.error);
  return book.value;
}

function readFrames(file: string): readonly RecordedFrame[] {
  const frames = readRecording(readFileSync(join(fixtures, file), 'utf8'));
  if (!frames.ok) throw new Error(frames.error);
  return frames.value;
}

function flashOf({ facts, flashBefore }: SessionBook): FlashModel {
  const flash = new FlashModel(facts.flashSize);
  for (const content of flashBefore) {
    flash.load(content.offset, content.kind === 'file' ? readFileSync(table) : content.bytes);
  }
  return flash;
}

const book = readBook();

describe("esptool's recordings", () => {
  it.each(book.sessions)('$name', ({ file, flashAfterSha256, hostRequests, readSha256 }) => {
    const outcome = replay(readFrames(file), { ...book, flash: flashOf(book) });
    expect(outcome.mismatches).toEqual([]);
    expect(outcome).toMatchObject({ flashSha256: flashAfterSha256, hostRequests, readSha256 });
  });

  it('tells an answer that differs, is missing, or is too much', () => {
    const frames = readFrames('esptool-4.11-flash-id.jsonl').slice();
    const changed = frames[1]!.bytes.slice();
    changed[8] = 1;
    frames[1] = { from: 'chip', bytes: changed };
    frames.splice(2, 1);
    const last = frames.push({ from: 'chip', bytes: Uint8Array.of(1) }) - 1;
    const { mismatches } = replay(frames, { ...book, flash: flashOf(book) });
    expect(mismatches.map(({ frame }) => frame)).toEqual([1, 8, last]);
  });

  it('compares the value of listed registers only', () => {
    const other = new Map([...book.facts.registers, [0x6000_7044, 1]]);
    const frames = readFrames('esptool-4.11-flash-id.jsonl');
    const facts = { ...book.facts, registers: other };
    expect(replay(frames, { ...book, facts, flash: flashOf(book) }).mismatches).not.toEqual([]);
    const registers = new Map([...book.registers].filter(([address]) => address !== 0x6000_7044));
    expect(replay(frames, { registers, facts, flash: flashOf(book) }).mismatches).toEqual([]);
  });
});

describe('a recording', () => {
  it('is written as it is read', () => {
    const [line = ''] = readFileSync(join(fixtures, 'esptool-4.11-read.jsonl'), 'utf8').split('\n');
    const frame = readFrames('esptool-4.11-read.jsonl')[0]!;
    expect(JSON.parse(writeRecordedLine({ ...frame, kind: 'request' }))).toEqual(JSON.parse(line));
  });

  it.each(['{"from":"host"}', '{"from":"me","hex":"00"}', '{"from":"chip","hex":"0"}', 'x', '[1]'])(
    'refuses %s',
    (line) => {
      expect(readRecording(`\n${line}`)).toEqual({ ok: false, error: expect.stringContaining('line 2') });
    },
  );

  it.each([
    '{}',
    '{"chip":{"mac":"x","flashId":1,"chipId":9,"flashSize":5}}',
    '{"chip":{"mac":"x","flashId":1,"chipId":9,"flashSize":4096},"flashBefore":{"0x0":"something"}}',
    '{"chip":{"mac":"x","flashId":1,"chipId":9,"flashSize":4096,"registers":{"a":"b"}}}',
  ])('refuses a book like %s', (text) => {
    expect(readSessionBook(text).ok).toBe(false);
  });
});
