import { describe, expect, it } from 'vitest';
import { counting, createRandom } from './random.testing.ts';
import { RingBuffer } from './ring-buffer.ts';

describe('RingBuffer', () => {
  it('gives back what was written, in order, across the wrap', () => {
    const ring = new RingBuffer(5);
    const target = new Float32Array(3);
    ring.write(Float32Array.of(1, 2, 3, 4));
    expect(ring.read(target)).toBe(3);
    ring.write(Float32Array.of(5, 6, 7, 8));
    expect(ring.size).toBe(5);
    expect(ring.read(target)).toBe(3);
    expect([...target]).toEqual([4, 5, 6]);
  });

  it('refuses the newest when full, and counts them', () => {
    const ring = new RingBuffer(4);
    expect(ring.write(counting(6))).toBe(4);
    expect(ring.write(counting(1))).toBe(0);
    expect(ring.overrunSamples).toBe(3);
    const target = new Float32Array(4);
    ring.read(target);
    expect([...target]).toEqual([0, 1, 2, 3]);
  });

  it('reads only what is there and leaves the rest of the target alone', () => {
    const ring = new RingBuffer(4);
    ring.write(Float32Array.of(1));
    const target = Float32Array.of(9, 9);
    expect(ring.read(target)).toBe(1);
    expect([...target]).toEqual([1, 9]);
    expect(ring.read(target)).toBe(0);
  });

  it('refuses a capacity that is no count of samples', () => {
    expect(() => new RingBuffer(0)).toThrow('capacity must be a whole number of samples above 0, got 0');
    expect(() => new RingBuffer(1.5)).toThrow(RangeError);
  });

  it.each([1, 2, 3])('does what a plain array does, seed %i', (seed) => {
    const random = createRandom(seed);
    const ring = new RingBuffer(37);
    let model: number[] = [];
    let overrun = 0;
    let written = 0;
    for (let step = 0; step < 20_000; step++) {
      const count = random.integer(0, 45);
      switch (random.integer(0, 9)) {
        case 0:
          ring.clear();
          model = [];
          break;
        case 1:
        case 2:
          expect(ring.skip(count)).toBe(model.splice(0, count).length);
          break;
        case 3: {
          const offset = random.integer(0, 40);
          const target = new Float32Array(count);
          const found = ring.peek(target, offset);
          expect([...target.subarray(0, found)]).toEqual(model.slice(offset, offset + count));
          break;
        }
        case 4:
        case 5:
        case 6: {
          const target = new Float32Array(count);
          const found = ring.read(target);
          expect([...target.subarray(0, found)]).toEqual(model.splice(0, count));
          break;
        }
        default: {
          const taken = Math.min(count, 37 - model.length);
          const samples = counting(count, written % 65_536);
          expect(ring.write(samples)).toBe(taken);
          model.push(...samples.subarray(0, taken));
          overrun += count - taken;
          written += count;
        }
      }
      expect(ring.size).toBe(model.length);
      expect(ring.overrunSamples).toBe(overrun);
    }
  });
});
