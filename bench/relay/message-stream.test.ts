import { expect, test } from 'vitest';
import { MessageEnd } from './message-end.ts';
import { delaysMs, extraDelays, isUnchanged, lost, type MessageStream } from './message-stream.ts';

type Messages = readonly (readonly [Uint8Array | string, number])[];

const end = (messages: Messages) => {
  const made = new MessageEnd();
  for (const [payload, at] of messages) made.note(payload, at);
  return made.report();
};
const stream = (sent: Messages, arrived: Messages): MessageStream => ({
  sent: end(sent),
  arrived: end(arrived),
});

const [a, b] = [new Uint8Array([1, 2]), new Uint8Array([3])];

test('what came as it went is unchanged, and each delay is known', () => {
  const made = stream(
    [
      [a, 0],
      ['x', 5],
      [b, 6],
    ],
    [
      [a, 4],
      ['x', 6],
      [b, 16],
    ],
  );
  expect([delaysMs(made), lost(made), isUnchanged(made)]).toEqual([[4, 1, 10], 0, true]);
});

test.each([
  [
    'one is missing',
    [
      [a, 0],
      [b, 0],
    ],
    [[a, 1]],
    1,
  ],
  ['a byte differs', [[a, 0]], [[new Uint8Array([1, 3]), 1]], 0],
  [
    'the order differs',
    [
      [a, 0],
      [b, 0],
    ],
    [
      [b, 1],
      [a, 1],
    ],
    0,
  ],
  [
    'two became one',
    [
      [a, 0],
      [b, 0],
    ],
    [[new Uint8Array([1, 2, 3]), 1]],
    1,
  ],
  ['bytes became text', [[new Uint8Array([120]), 0]], [['x', 1]], 0],
  [
    'one came from nowhere',
    [[a, 0]],
    [
      [a, 1],
      [b, 1],
    ],
    -1,
  ],
] as const)('where %s it is not', (_, sent, arrived, missing) => {
  const made = stream(sent, arrived);
  expect([isUnchanged(made), lost(made)]).toEqual([false, missing]);
});

test('extra delays pair the same messages', () => {
  const through = stream(
    [
      [a, 0],
      [b, 10],
      [a, 20],
    ],
    [
      [a, 3],
      [b, 12],
      [a, 29],
    ],
  );
  const direct = stream(
    [
      [a, 0],
      [b, 10],
      [a, 20],
    ],
    [
      [a, 1],
      [b, 13],
    ],
  );
  expect(extraDelays(through, direct)).toEqual([2, -1]);
});
