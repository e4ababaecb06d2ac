import { describe, expect, it } from 'vitest';
import { linePath } from './line-path.ts';

describe('the path of a small chart', () => {
  it('goes from left to right, the largest value on top', () => {
    expect(linePath([0, 100], 10, 22)).toBe('M0.0 21.0L10.0 1.0');
  });
  it('leaves gaps out, and draws a single value across', () => {
    expect(linePath([undefined, 5, undefined, 10], 30, 22)).toBe('M10.0 11.0L30.0 1.0');
    expect(linePath([7], 30, 22)).toBe('M0.0 1.0h30');
    expect(linePath([undefined], 30, 22)).toBe('');
  });
});
