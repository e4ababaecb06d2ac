import { describe, expect, it } from 'vitest';
import type { RelayFact } from '../../../workers/relay-api.ts';
import { aFrame, macB } from '../relay.testing.ts';
import { appendFacts, clearLog, emptyLog, liveLimits } from './inspector-log.ts';

const submit = '{"event":"Submit"}';
const append = (facts: readonly RelayFact[], limits = liveLimits) => appendFacts(emptyLog, facts, limits);

describe('the list of what passed', () => {
  it('keeps frames in their order, with numbers that are never used again', () => {
    const log = append([aFrame(0, submit), aFrame(1, submit)]);
    expect(log.entries.map(({ key }) => key)).toEqual([0, 1]);
    const cleared = appendFacts(clearLog(log), [aFrame(2, submit)], liveLimits);
    expect(cleared.entries).toMatchObject([{ key: 2, seq: 2 }]);
    expect(cleared.lost.gaps).toBe(0);
  });

  it('tells a gap that it was told of', () => {
    const log = append([
      aFrame(0, submit),
      { kind: 'gap', box: aFrame(0, '').box, socket: 1, at: 1, lost: 3 },
      aFrame(4, submit),
    ]);
    expect(log.entries.map(({ kind }) => kind)).toEqual(['frame', 'gap', 'frame']);
    expect(log.lost).toEqual({ frames: 3, gaps: 1 });
  });

  it('finds a gap that nobody told it of', () => {
    const log = append([aFrame(5, submit), aFrame(9, submit)]);
    expect(log.entries).toMatchObject([{ seq: 5 }, { kind: 'gap', lost: 3 }, { seq: 9 }]);
    expect(log.lost).toEqual({ frames: 3, gaps: 1 });
  });

  it('numbers each socket of each box by itself', () => {
    const log = append([
      aFrame(0, submit),
      aFrame(0, submit, { socket: 2 }),
      aFrame(0, submit, { box: macB }),
      aFrame(1, submit),
    ]);
    expect(log.entries).toHaveLength(4);
    expect(log.lost.gaps).toBe(0);
  });

  it('leaves out what comes a second time', () => {
    const log = append([aFrame(0, submit), aFrame(1, submit), aFrame(0, submit), aFrame(1, submit)]);
    expect(log.entries).toHaveLength(2);
  });

  it('lets the oldest go, by number and by bytes, and says how many', () => {
    const many = Array.from({ length: 30 }, (_, seq) => aFrame(seq, new Uint8Array(10)));
    const byCount = append(many, { entries: 20, bytes: 1e9 });
    expect(byCount.entries).toHaveLength(20);
    expect(byCount.entries[0]).toMatchObject({ seq: 10 });
    expect([byCount.forgotten, byCount.bytes]).toEqual([10, 200]);
    const byBytes = append(many, { entries: 1e9, bytes: 55 });
    expect(byBytes.entries).toHaveLength(5);
    expect([byBytes.forgotten, byBytes.bytes]).toEqual([25, 50]);
  });
});
