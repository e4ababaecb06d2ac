import { expect, test } from 'vitest';
import { WrongTries } from './wrong-tries.ts';

test('the sixth try waits, each further one twice as long, up to five seconds', () => {
  const tries = new WrongTries(200);
  const waits = Array.from({ length: 14 }, () => tries.add('192.168.1.7', 0).waitMs);
  expect(waits).toEqual([0, 0, 0, 0, 0, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000]);
});

test('one address does not make another wait', () => {
  const tries = new WrongTries(200);
  for (let n = 0; n < 50; n += 1) tries.add('192.168.1.7', 0);
  expect(tries.add('192.168.1.8', 0)).toEqual({ count: 1, waitMs: 0 });
});

test('ten minutes of peace are forgiveness', () => {
  const tries = new WrongTries(200);
  for (let n = 0; n < 9; n += 1) tries.add('192.168.1.7', 0);
  expect(tries.add('192.168.1.7', 600_000).count).toBe(10);
  expect(tries.add('192.168.1.7', 1_200_001)).toEqual({ count: 1, waitMs: 0 });
});

test('of very many addresses, those not seen for longest are forgotten', () => {
  const tries = new WrongTries(200);
  tries.add('busy', 0);
  tries.add('quiet', 0);
  for (let n = 0; n < 1_500; n += 1) {
    tries.add(`address ${n}`, 1);
    if (n % 100 === 0) tries.add('busy', 1);
  }
  expect([tries.add('busy', 2).count, tries.add('quiet', 2).count]).toEqual([17, 1]);
});
