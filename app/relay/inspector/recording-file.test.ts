import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import type { RelayFact } from '../../../workers/relay-api.ts';
import { aFrame, macA, macB } from '../relay.testing.ts';
import { appendFacts, emptyLog, liveLimits } from './inspector-log.ts';
import { readRecording, writeRecording } from './recording-file.ts';

const write = (facts: readonly RelayFact[]) =>
  writeRecording(appendFacts(emptyLog, facts, liveLimits).entries, '2026-01-02T03:04:05.000Z');

describe('a recording as a file', () => {
  it('gives back what was written, bytes and texts alike', () => {
    const random = createRandom(5);
    const facts: RelayFact[] = [{ kind: 'opened', box: macA, socket: 1, at: 5.5, query: 'opus=true' }];
    for (let seq = 0; seq < 300; seq++) {
      const bytes = Uint8Array.from({ length: random.integer(0, 60) }, () => random.integer(0, 255));
      facts.push(
        random.chance(0.3)
          ? aFrame(seq, `{"event":"Text","input":"line\\n ${seq} “你好”\u2028"}`)
          : aFrame(seq, bytes, { direction: random.chance(0.5) ? 'up' : 'down' }),
      );
    }
    facts.push({ kind: 'gap', box: macA, socket: 1, at: 9_000, lost: 4 });
    facts.push({ kind: 'closed', box: macA, socket: 1, at: 9_001, code: 1006, reason: '' });
    facts.push(aFrame(0, '{"event":"StartChat"}', { box: macB, socket: 7 }));
    expect(readRecording(write(facts))).toEqual({ ok: true, value: facts });
  });

  it('has one JSON object on each line, with the name of the event and its size', () => {
    const [head, line, end] = write([aFrame(0, '{"event":"Submit"}')]).split('\n');
    expect(JSON.parse(head!)).toEqual({
      format: 'echokit-frames',
      version: 1,
      exportedAt: '2026-01-02T03:04:05.000Z',
    });
    expect(JSON.parse(line!)).toMatchObject({ event: 'Submit', bytes: 18, direction: 'up', seq: 0 });
    expect(end).toBe('');
  });

  it('reads files with the line ends of other systems', () => {
    const text = write([aFrame(0, '{"event":"Submit"}')]).replaceAll('\n', '\r\n');
    expect(readRecording(text)).toMatchObject({ ok: true, value: [{ seq: 0 }] });
  });

  it('says what is wrong with a file, and where', () => {
    const good = write([aFrame(0, '{"event":"Submit"}'), aFrame(1, '{"event":"Submit"}')]);
    const problem = (text: string) => {
      const read = readRecording(text);
      return read.ok ? undefined : read.error;
    };
    expect(problem('')).toEqual({ code: 'recording-foreign', line: 1 });
    expect(problem('{"a":1}\n')).toEqual({ code: 'recording-foreign', line: 1 });
    expect(problem(good.replace('"version":1', '"version":2'))?.code).toBe('recording-newer');
    const lines = good.split('\n');
    expect(problem([lines[0], lines[1], lines[2]!.slice(0, 30)].join('\n'))).toEqual({
      code: 'recording-line',
      line: 3,
    });
    expect(problem([lines[0], lines[1]!.replace('"seq":0', '"seq":-1')].join('\n'))?.line).toBe(2);
    const bytes = write([aFrame(0, Uint8Array.of(1, 2, 3))]);
    expect(problem(bytes.replace('"data":"', '"data":"%'))?.line).toBe(2);
  });
});
