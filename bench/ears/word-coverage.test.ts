import { expect, test } from 'vitest';
import { coverageOf } from './word-coverage.ts';

const words = [
  { text: 'one', start: 0, end: 1000 },
  { text: 'two', start: 1200, end: 2200 },
  { text: 'three', start: 2400, end: 3400 },
];

test('audio that began before the clip has every word', () => {
  expect(coverageOf(words, 500, 5000)).toEqual({ missingAtStart: 0, lostWords: [] });
});

test('audio that began later lacks what was said before', () => {
  expect(coverageOf(words, -1500, 5000)).toEqual({ missingAtStart: 1500, lostWords: ['one', 'two'] });
});

test('a tenth of a word may be missing, not more', () => {
  expect(coverageOf(words, -100, 5000).lostWords).toEqual([]);
  expect(coverageOf(words, -101, 5000).lostWords).toEqual(['one']);
});

test('audio that ended early lacks the last word', () => {
  expect(coverageOf(words, 200, 3000)).toEqual({ missingAtStart: 0, lostWords: ['three'] });
});
