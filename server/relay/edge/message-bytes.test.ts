import { expect, test } from 'vitest';
import { payloadOf } from './message-bytes.ts';

const block = Buffer.alloc(65_536, 7);

test('text is text, in however many pieces it comes', () => {
  const bytes = Buffer.from('你好');
  expect(payloadOf(bytes, false)).toBe('你好');
  expect(payloadOf([bytes.subarray(0, 2), bytes.subarray(2)], false)).toBe('你好');
  expect(payloadOf(Uint8Array.from(bytes).buffer, false)).toBe('你好');
});

test('bytes that are a small part of a block do not hold on to it', () => {
  const small = payloadOf(block.subarray(100, 16_484), true) as Uint8Array;
  expect(small.length).toBe(16_384);
  expect(small.buffer.byteLength).toBe(16_384);
  expect(small.every((byte) => byte === 7)).toBe(true);
});

test('bytes that are most of a block are not copied', () => {
  const large = payloadOf(block.subarray(0, 40_000), true) as Uint8Array;
  expect([large.length, large.buffer]).toEqual([40_000, block.buffer]);
});
