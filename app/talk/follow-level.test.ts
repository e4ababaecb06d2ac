import { describe, expect, it } from 'vitest';
import { followLevel } from './follow-level.ts';

const shownFrom = (shown: number, level: number, reports = 20): number[] =>
  Array.from({ length: reports }, () => (shown = followLevel(shown, level)));

describe('followLevel', () => {
  it('rises at once and falls by and by', () => {
    expect(followLevel(0.1, 0.8)).toBe(0.8);
    const falling = shownFrom(0.8, 0.2);
    expect(falling[0]).toBeGreaterThan(0.4);
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
  });

  it('comes to rest at the level, wherever it falls from', () => {
    for (let from = 0.05; from <= 1; from += 0.05) {
      expect(shownFrom(from, 0).at(-1)).toBe(0);
      expect(Math.abs(shownFrom(from, 0.3).at(-1)! - 0.3)).toBeLessThan(0.03);
    }
  });

  it('draws nothing for what cannot be seen', () => {
    expect(followLevel(0.5, 0.52)).toBe(0.5);
    expect(followLevel(0.5, 0.48)).toBe(0.5);
    expect(followLevel(0, 0)).toBe(0);
  });
});
