import { expect, test } from 'vitest';
import { extraDelays, MessageStream } from './message-stream.ts';

const stream = (
  sent: readonly (readonly [Uint8Array | string, number])[],
  arrived: readonly (readonly [Uint8Array | string, number])[],
): MessageStream => {
  const made = new MessageStream();
  for (const [payload, at] of sent) made.send(payload, at);
  for (const [payload, at] of arrived) made.arrive(payload, at);
  return made;
};

const [a, b] = [new Uint8Array([1, 2]), new Uint8Array([3])];

test('what came as it went is unchanged, and each delay is known', () => {
  const { delaysMs, lost, sent, isUnchanged } = stream(
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
  expect({ delaysMs, lost, sent, isUnchanged }).toEqual({
    delaysMs: [4, 1, 10],
    lost: 0,
    sent: 3,
    isUnchanged: true,
  });
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
] as const)('where %s it is not', (_, sent, arrived, lost) => {
  const made = stream(sent, arrived);
  expect([made.isUnchanged, made.lost]).toEqual([false, lost]);
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
