import { describe, expect, test } from 'vitest';
import { mean, median, p95, slope } from './statistics.ts';

describe('median', () => {
  test('is the middle one, whatever the order', () => expect(median([9, 1, 5])).toBe(5));
  test('is the mean of the two in the middle of an even number', () =>
    expect(median([4, 1, 3, 2])).toBe(2.5));
  test('hides no missing value', () => expect(median([1, Number.NaN, 2])).toBeNaN());
  test('of nothing is no number', () => expect(median([])).toBeNaN());
});

test('p95 is a value that occurred, and of twenty the last but one', () => {
  const values = Array.from({ length: 20 }, (_, index) => index + 1);
  expect(p95(values)).toBe(19);
  expect(p95([])).toBeNaN();
});

test('mean of nothing is no number', () => expect(mean([])).toBeNaN());

describe('slope', () => {
  test('of a line is its own, of a level 0', () => {
    expect(slope([0, 1, 2].map((x) => [x, 3 * x + 7]))).toBeCloseTo(3, 12);
    expect(slope([0, 1, 2].map((x) => [x, 7]))).toBe(0);
  });
  test('goes through the middle of what scatters', () => {
    const points = [0, 1, 2, 3].map((x) => [x, x + (x % 2 === 0 ? 1 : -1)] as const);
    expect(slope(points)).toBeCloseTo(0.6, 12);
  });
  test('of a single point is no number', () => expect(slope([[1, 1]])).toBeNaN());
});
