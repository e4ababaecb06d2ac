import { expect, it } from 'vitest';
import { createRandom } from '../../core/audio/random.testing.ts';
import { scrollToShow, visibleRows } from './window-rows.ts';

it('draws what can be seen, and only little more, wherever one has scrolled to', () => {
  const random = createRandom(3);
  for (let i = 0; i < 500; i++) {
    const count = random.integer(0, 20_000);
    const list = { height: 420, rowHeight: 28, count, scrollTop: random.integer(0, count * 28) };
    const [first, end] = visibleRows(list);
    const seenFrom = Math.min(count, Math.floor(list.scrollTop / 28));
    const seenTo = Math.min(count, Math.ceil((list.scrollTop + 420) / 28));
    expect(first).toBeLessThanOrEqual(seenFrom);
    expect(end).toBeGreaterThanOrEqual(seenTo);
    expect(end).toBeLessThanOrEqual(count);
    expect(end - first).toBeLessThan(60);
  }
});

it('draws nothing beyond a list that has become shorter', () => {
  expect(visibleRows({ scrollTop: 99_999, height: 420, rowHeight: 28, count: 3 })).toEqual([3, 3]);
});

it('scrolls only as far as is needed to see a row', () => {
  const list = { scrollTop: 280, height: 140, rowHeight: 28, count: 100 };
  expect(scrollToShow(12, list)).toBe(280);
  expect(scrollToShow(9, list)).toBe(252);
  expect(scrollToShow(15, list)).toBe(308);
});
