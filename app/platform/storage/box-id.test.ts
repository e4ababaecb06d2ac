import { expect, it } from 'vitest';
import { boxIdOf } from './box-id.ts';
import { memoryStore } from './memory-store.testing.ts';

const random = (value: number) => (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(value);

it('is 12 hex digits of a locally given address, and stays', () => {
  const storage = memoryStore();
  expect(boxIdOf(storage, random(0xff))).toBe('feffffffffff');
  expect(boxIdOf(storage, random(0x00))).toBe('feffffffffff');
  expect(boxIdOf(memoryStore(), random(0x00))).toBe('020000000000');
});

it('is made anew where something else was kept, and without storage', () => {
  const storage = memoryStore();
  storage.setItem('echokit.box-id', 'nonsense');
  expect(boxIdOf(storage, random(0x11))).toBe('121111111111');
  const blocked = {
    getItem: () => {
      throw new Error('blocked');
    },
    setItem: () => {
      throw new Error('blocked');
    },
  };
  expect(boxIdOf(blocked, random(0x11))).toBe('121111111111');
});
