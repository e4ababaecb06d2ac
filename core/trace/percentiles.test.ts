import { describe, expect, it } from 'vitest';
import { percentile } from './percentiles.ts';

describe('percentile', () => {
  it('has none of nothing', () => {
    expect(percentile([], 0.5)).toBeUndefined();
  });
  it('is the value itself where there is one', () => {
    expect([0, 0.5, 0.95, 1].map((share) => percentile([7], share))).toEqual([7, 7, 7, 7]);
  });
  it('is a value that at least that share does not exceed, and the smallest such', () => {
    const values = Array.from({ length: 20 }, (_, index) => (index * 7) % 20);
    for (const share of [0, 0.05, 0.5, 0.51, 0.95, 1]) {
      const found = percentile(values, share)!;
      const within = (limit: number) => values.filter((value) => value <= limit).length / values.length;
      expect(values).toContain(found);
      expect(within(found)).toBeGreaterThanOrEqual(share);
      for (const smaller of values.filter((value) => value < found))
        expect(within(smaller)).toBeLessThan(share);
    }
  });
  it('leaves the values as they are', () => {
    const values = [3, 1, 2];
    percentile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});
