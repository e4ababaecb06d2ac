import { expect, it } from 'vitest';
import { formatBoxId } from './box-id.ts';
import { clockTime, exactTime } from './clock-time.ts';

it('shows a MAC as people know it, and any other name as it is', () => {
  expect(formatBoxId('A0B1c2d3e4f5')).toBe('a0:b1:c2:d3:e4:f5');
  expect(formatBoxId('kitchen-box')).toBe('kitchen-box');
});

it('shows an instant on the clock of this computer', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5).getTime() + 21.9;
  expect(clockTime(at)).toBe('03:04:05');
  expect(exactTime(at)).toBe('03:04:05.021');
});
