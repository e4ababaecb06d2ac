import { describe, expect, it } from 'vitest';
import { aFrame } from '../relay.testing.ts';
import { appendFacts, emptyLog, liveLimits } from './inspector-log.ts';
import { advance, nextDueMs, openReplay, pause, play, showing, step, withSpeed } from './replay.ts';

/** Frames at 0, 100, 300 and 1,000 ms of the recording. */
const { entries } = appendFacts(
  emptyLog,
  [0, 100, 300, 1000].map((ms, seq) => aFrame(seq, '{"event":"Submit"}', { at: 5_000 + ms })),
  liveLimits,
);
const opened = openReplay('a.jsonl', entries);

describe('playing a recording', () => {
  it('shows all of it at first, and plays from the beginning then', () => {
    expect(opened.shown).toBe(4);
    expect(play(opened, 0).shown).toBe(1);
  });

  it('goes on in its own time, and stops at its end', () => {
    let replay = play(opened, 70_000);
    expect(nextDueMs(replay, 70_000)).toBe(100);
    replay = advance(replay, 70_099);
    expect(replay.shown).toBe(1);
    replay = advance(replay, 70_300);
    expect(replay.shown).toBe(3);
    replay = advance(replay, 71_000);
    expect(replay.shown).toBe(4);
    expect(replay.running).toBeUndefined();
    expect(nextDueMs(replay, 71_000)).toBeUndefined();
  });

  it('goes on from where it was stopped', () => {
    const stopped = pause(advance(play(opened, 0), 120));
    expect(stopped.shown).toBe(2);
    const again = play(stopped, 9_000);
    expect(nextDueMs(again, 9_000)).toBe(200);
  });

  it('changes its speed on the way without a jump', () => {
    let replay = withSpeed(advance(play(opened, 0), 200), 4, 200);
    expect(replay.shown).toBe(2);
    expect(nextDueMs(replay, 200)).toBe(25);
    replay = advance(replay, 225);
    expect(replay.shown).toBe(3);
    expect(withSpeed(opened, 16, 0)).toMatchObject({ speed: 16, shown: 4 });
  });

  it('steps and jumps within its bounds, and stands still afterwards', () => {
    const playing = play(opened, 0);
    expect(step(playing, 1)).toMatchObject({ shown: 2 });
    expect(step(playing, 1).running).toBeUndefined();
    expect(step(step(playing, -1), -1).shown).toBe(0);
    expect(showing(opened, 99).shown).toBe(4);
    expect(step(opened, 1).shown).toBe(4);
  });

  it('plays nothing of an empty one', () => {
    expect(advance(play(openReplay('empty', []), 0), 10).running).toBeUndefined();
  });
});
