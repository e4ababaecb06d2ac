import { expect, it } from 'vitest';
import { FlashModel } from './flash-model.ts';
import { createRandom } from './random.ts';

it('begins with ones everywhere', () => {
  const flash = new FlashModel(0x10000);
  expect(flash.isBlank(0, 0x10000)).toBe(true);
  expect([...flash.read(0xfffe, 4)]).toEqual([0xff, 0xff, 0xff, 0xff]);
});

it('clears bits by programming and sets them by erasing only', () => {
  const flash = new FlashModel(0x10000);
  flash.program(0x10, Uint8Array.of(0b1100));
  flash.program(0x10, Uint8Array.of(0b1010));
  expect([...flash.read(0x10, 1)]).toEqual([0b1000]);
  flash.erase(0x11, 1);
  expect(flash.isBlank(0, 0x1000)).toBe(true);
});

it('erases every sector that is touched and no other', () => {
  const flash = new FlashModel(0x10000, new Uint8Array(0x10000));
  flash.erase(0x1fff, 2);
  expect(flash.isBlank(0x1000, 0x2000)).toBe(true);
  expect([...flash.read(0xfff, 1), ...flash.read(0x3000, 1)]).toEqual([0, 0]);
});

it('loses what is written beyond its end', () => {
  const flash = new FlashModel(0x1000);
  flash.program(0xfff, Uint8Array.of(1, 2, 3));
  flash.program(0x2000, Uint8Array.of(1));
  expect([...flash.read(0xfff, 3)]).toEqual([1, 0xff, 0xff]);
  expect(flash.holds(0xfff, 1)).toBe(true);
  expect(flash.holds(0xfff, 2)).toBe(false);
});

it('tells changes', () => {
  const flash = new FlashModel(0x1000, Uint8Array.of(1));
  const before = flash.changes;
  flash.read(0, 10);
  expect(flash.changes).toBe(before);
  flash.erase(0, 1);
  expect(flash.changes).not.toBe(before);
});

it('refuses a size that no flash has', () => {
  expect(() => new FlashModel(0x1001)).toThrow('4097');
  expect(() => new FlashModel(0)).toThrow();
});

it('agrees with an array that does the same, seed 5', () => {
  const random = createRandom(5);
  const flash = new FlashModel(0x8000);
  const mirror = new Uint8Array(0x8000).fill(0xff);
  for (let turn = 0; turn < 300; turn++) {
    const offset = random() % 0x8000;
    const size = Math.min(0x8000 - offset, random() % 0x2800);
    if (random() % 3 === 0) {
      flash.erase(offset, size);
      const first = offset & ~0xfff;
      if (size > 0) mirror.fill(0xff, first, (offset + size + 0xfff) & ~0xfff);
    } else {
      const bytes = Uint8Array.from({ length: size }, () => random() | 0x80);
      flash.program(offset, bytes);
      for (let i = 0; i < size; i++) mirror[offset + i] = mirror[offset + i]! & bytes[i]!;
    }
    expect(flash.isBlank(offset, size)).toBe(
      mirror.subarray(offset, offset + size).every((byte) => byte === 255),
    );
  }
  expect(Buffer.compare(flash.read(0, 0x8000), mirror)).toBe(0);
});
