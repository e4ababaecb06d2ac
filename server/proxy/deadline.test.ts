import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Deadline } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('silence ends the exchange, with what was waited for', () => {
  const exchange = new AbortController();
  new Deadline(exchange).expect('an answer', 100);
  vi.advanceTimersByTime(99);
  expect(exchange.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(exchange.signal.reason).toMatchObject({ code: 'upstream-timeout', details: { waitedMs: 100 } });
});

test('whatever moves puts it off', () => {
  const exchange = new AbortController();
  const deadline = new Deadline(exchange);
  deadline.expect('an answer', 100);
  for (let n = 0; n < 10; n += 1) {
    vi.advanceTimersByTime(99);
    deadline.moved();
  }
  expect(exchange.signal.aborted).toBe(false);
  vi.advanceTimersByTime(100);
  expect(exchange.signal.aborted).toBe(true);
});

test('a new wait replaces the old one, and stopping ends it', () => {
  const exchange = new AbortController();
  const deadline = new Deadline(exchange);
  deadline.expect('an answer', 100);
  deadline.expect('the rest', 1000);
  vi.advanceTimersByTime(999);
  deadline.stop();
  deadline.moved();
  vi.advanceTimersByTime(10_000);
  expect(exchange.signal.aborted).toBe(false);
});
