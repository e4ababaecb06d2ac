import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../../workers/loader-api.ts';
import { fileOf, findMatches, textOf } from './log-text.ts';

const line = (index: number, ...texts: readonly string[]): LogLine => ({
  index,
  at: 1_700_000_000_000 + index,
  level: 'info',
  runs: texts.map((text) => ({ text })),
});

describe('the log as text', () => {
  it('joins the runs of a line, and puts the instant in front of it in a file', () => {
    expect(textOf(line(0, 'I (440) ', 'wifi: up'))).toBe('I (440) wifi: up');
    expect(fileOf([line(1, 'a'), line(2, 'b')])).toBe(
      '2023-11-14T22:13:20.001Z a\n2023-11-14T22:13:20.002Z b\n',
    );
  });

  it('finds in any case, across runs, and looks at new lines only', () => {
    const lines = [line(0, 'WI', 'FI up'), line(1, 'no')];
    const first = findMatches('wifi', lines, 2, null);
    expect(first.at).toEqual([0]);
    lines.push(line(2, 'wifi lost'));
    // What was seen is not looked at again, so a line that changed under our hands is not found.
    lines[1] = line(1, 'wifi too');
    expect(findMatches('wifi', lines, 3, first).at).toEqual([0, 2]);
    expect(findMatches('up', lines, 3, first).at).toEqual([0]);
    expect(findMatches('wifi', lines.slice(), 3, first).at).toEqual([0, 1, 2]);
  });
});
