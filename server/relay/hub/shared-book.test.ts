import { expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import type { SharedValue } from './hub-message.ts';
import { createSharedBook } from './shared-book.ts';

it('agrees with all others, in whatever order they hear of each other', () => {
  const random = createRandom(6);
  for (let round = 0; round < 50; round++) {
    let now = 1_000;
    const said: SharedValue[] = [];
    const clock = { now: () => now, after: () => () => undefined };
    const books = ['a', 'b', 'c'].map((name) => createSharedBook(name, clock, (value) => said.push(value)));
    for (let n = 0; n < 12; n++) {
      now += random.integer(-3, 3);
      books[random.integer(0, 2)]!.set(random.chance(0.5) ? 'x' : 'y', Uint8Array.of(n));
    }
    for (const book of books) {
      const waiting = [...said, ...said];
      while (waiting.length > 0) book.take(waiting.splice(random.integer(0, waiting.length - 1), 1)[0]!);
    }
    const [one, ...others] = books.map((book) => ['x', 'y'].map((key) => book.get(key)));
    for (const other of others) expect(other).toEqual(one);
  }
});

it('takes no more than it has room for, and tells only what is new', () => {
  const clock = { now: () => 1, after: () => () => undefined };
  const book = createSharedBook('a', clock, () => undefined);
  const heard: string[] = [];
  book.onAny(({ key }) => heard.push(key));
  const value = (key: string, at: number, length = 1) => ({
    key,
    at,
    by: 'b',
    value: new Uint8Array(length),
  });
  expect(book.take(value('x', 2))).toBe(true);
  expect(book.take(value('x', 2))).toBe(false);
  expect(book.take(value('x', 1))).toBe(false);
  expect(book.take(value('y', 1, 65_537))).toBe(false);
  expect(heard).toEqual(['x']);
  expect(() => book.set('a b', new Uint8Array(1))).toThrow();
  for (let n = 0; n < 5_000; n++) book.take(value(`k${n}`, 1));
  expect(book.all()).toHaveLength(4_096);
});
