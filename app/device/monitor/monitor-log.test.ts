import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../workers/loader-api.ts';
import { createMonitorLog, keptLines } from './monitor-log.ts';

const lines = (from: number, count: number): readonly LogLine[] =>
  Array.from({ length: count }, (_, offset) => ({
    index: from + offset,
    at: 0,
    level: 'info',
    runs: [{ text: `line ${from + offset}` }],
  }));
const status = { heap: [], reboots: 1 };

describe('the log that is kept', () => {
  it('grows, tells that it did, and is emptied', () => {
    const log = createMonitorLog();
    log.add({ lines: lines(0, 3), partial: null, status });
    expect(log.store.getState()).toMatchObject({ version: 1, status });
    expect(log.store.getState().lines).toHaveLength(3);
    log.clear();
    expect(log.store.getState()).toMatchObject({ version: 2, lines: [], status: { reboots: 0 } });
  });

  it('keeps the newest lines, and never more than it may', () => {
    const log = createMonitorLog();
    log.add({ lines: lines(0, keptLines), partial: null, status });
    log.add({ lines: lines(keptLines, 5), partial: null, status });
    const { lines: kept } = log.store.getState();
    expect(kept.length).toBeLessThan(keptLines);
    expect(kept.at(-1)?.index).toBe(keptLines + 4);
    expect(kept[0]!.index).toBe(keptLines + 5 - kept.length);
  });
});
