import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const takes = (bucket: TokenBucket, amount: number, nowMs: number): number => {
  let taken = 0;
  while (taken < 1_000 && bucket.take(amount, nowMs)) taken += 1;
  return taken;
};

test('a burst at once, then so much per second, never more than a burst', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 50 }, 0);
  expect(takes(bucket, 1, 0)).toBe(50);
  expect(takes(bucket, 1, 1_000)).toBe(10);
  expect(takes(bucket, 1, 1_050)).toBe(0);
  expect(takes(bucket, 1, 1_100)).toBe(1);
  expect(takes(bucket, 1, 3_600_000)).toBe(50);
});

test('what does not fit is not taken', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 50 }, 0);
  expect(bucket.take(51, 0)).toBe(false);
  expect(bucket.take(50, 0)).toBe(true);
});

test('a clock that goes back takes nothing away', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 50 }, 1_000);
  bucket.take(40, 1_000);
  expect(takes(bucket, 1, 0)).toBe(10);
});
