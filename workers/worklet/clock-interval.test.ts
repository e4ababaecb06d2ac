import { expect, it } from 'vitest';
import { clockIntervalQuanta } from './clock-interval.ts';

it.each([
  { rate: 16_000, quantum: 128, quanta: 13 },
  { rate: 24_000, quantum: 128, quanta: 23 },
  { rate: 44_100, quantum: 128, quanta: 43 },
  { rate: 48_000, quantum: 128, quanta: 43 },
  { rate: 24_000, quantum: 1024, quanta: 2 },
  { rate: 8_000, quantum: 4096, quanta: 2 },
])('is $quanta quanta of $quantum at $rate Hz', ({ rate, quantum, quanta }) => {
  expect(clockIntervalQuanta(rate, quantum)).toBe(quanta);
});

it('meets every place of a device buffer of 10 or 20 ms', () => {
  for (const rate of [16_000, 24_000, 44_100, 48_000]) {
    for (const burstMs of [10, 20]) {
      const burst = (rate * burstMs) / 1000;
      const step = clockIntervalQuanta(rate, 128) * 128;
      const met = new Set(Array.from({ length: 200 }, (_, i) => Math.round((i * step) % burst)));
      const every = new Set(Array.from({ length: 5000 }, (_, i) => Math.round((i * 128) % burst)));
      const reached = [...every].filter((place) =>
        [...met].some((other) => Math.abs(other - place) <= rate / 1000),
      );
      expect(reached.length, `${rate} Hz, ${burstMs} ms`).toBe(every.size);
    }
  }
});
