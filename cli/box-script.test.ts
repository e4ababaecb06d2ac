import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../simulators/box/virtual-clock.testing.ts';
import { BoxScriptRunner, firstPress, parseBoxScript, scriptFile } from './box-script.ts';

describe('a script', () => {
  it('is a line each, with defaults; K0 is pressed first unless it says when', () => {
    const text =
      '{"when":"speaking","n":2,"afterMs":300,"do":"k0"}\n\n{"when":"waiting","do":"play","wav":"a.wav"}\n';
    expect(parseBoxScript(text, 's')).toEqual([
      firstPress,
      { when: 'speaking', n: 2, afterMs: 300, do: 'k0' },
      { when: 'waiting', n: 1, afterMs: 0, do: 'play', wav: 'a.wav' },
    ]);
    expect(parseBoxScript('{"when":"start","n":2,"do":"k0"}', 's')).toHaveLength(1);
  });

  it.each([
    ['{"when":"start"}', 's, line 1: "do" is missing, expected k0, k0-long, play'],
    ['\n[]', 's, line 2: expected an object'],
    ['{', 's, line 1: this is no JSON'],
    ['{"when":"idle","do":"k0"}', '"when" is "idle", expected start, listening, speaking, waiting'],
    ['{"when":"start","do":"k0","n":0}', '"n" is 0, expected a whole number from 1 on'],
    ['{"when":"start","do":"k0","afterMs":-1}', '"afterMs" is -1, expected 0 to 3600000'],
    ['{"when":"start","do":"play"}', '"play" wants a "wav"'],
    ['{"when":"start","do":"k0","after":5}', '"after" means nothing here'],
  ])('%j is refused', (text, words) => {
    expect(() => parseBoxScript(text, 's')).toThrow(words);
  });

  it('finds its files where it says, or beside itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'box-script-'));
    await writeFile(join(folder, 'beside.wav'), '');
    const script = join(folder, 'script.jsonl');
    expect(await scriptFile(script, 'beside.wav')).toBe(join(folder, 'beside.wav'));
    expect(await scriptFile(script, join(folder, 'beside.wav'))).toBe(join(folder, 'beside.wav'));
    expect(await scriptFile(script, 'absent.wav')).toBe('absent.wav');
    await rm(folder, { recursive: true });
  });
});

describe('the runner', () => {
  it('does each line at its moment, so much later, and nothing once it is stopped', () => {
    const clock = new VirtualClock();
    const done: string[] = [];
    const runner = new BoxScriptRunner(
      [
        { when: 'listening', n: 2, afterMs: 100, do: 'k0' },
        { when: 'listening', n: 1, afterMs: 0, do: 'k0-long' },
        { when: 'speaking', n: 1, afterMs: 50, do: 'play', wav: 'a' },
      ],
      clock,
      (line) => done.push(line.do),
    );
    runner.reach('listening');
    clock.advance(1000);
    expect(done).toEqual(['k0-long']);
    runner.reach('listening');
    expect(runner.armed).toBe(1);
    clock.advance(99);
    expect(done).toHaveLength(1);
    clock.advance(1);
    expect(done).toEqual(['k0-long', 'k0']);
    runner.reach('speaking');
    runner.stop();
    clock.advance(1000);
    expect(done).toHaveLength(2);
    expect(runner.armed).toBe(0);
  });
});
