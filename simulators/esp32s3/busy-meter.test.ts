import { expect, it } from 'vitest';
import { BusyMeter } from './busy-meter.ts';
import { createRandom } from './random.ts';

it('counts overlapping uses once, and what lies ahead later', () => {
  const meter = new BusyMeter();
  meter.add(0, 10);
  meter.add(5, 15);
  meter.add(20, 30);
  expect(meter.advance(12)).toBe(12);
  meter.add(12, 13);
  meter.add(14, 22);
  expect(meter.advance(18)).toBe(18);
  expect(meter.advance(100)).toBe(30);
  meter.add(100, 100);
  expect(meter.advance(200)).toBe(30);
});

it('agrees with milliseconds that are ticked off, seed 4', () => {
  const random = createRandom(4);
  const meter = new BusyMeter();
  const ticks = new Set<number>();
  for (let now = 0; now < 2000; now += random() % 20) {
    const from = now + (random() % 30);
    const to = from + (random() % 40);
    meter.add(from, to);
    for (let tick = from; tick < to; tick++) ticks.add(tick);
    expect(meter.advance(now)).toBe([...ticks].filter((tick) => tick < now).length);
  }
});
