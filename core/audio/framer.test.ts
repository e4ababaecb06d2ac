import { describe, expect, it } from 'vitest';
import { Framer } from './framer.ts';
import { counting, createRandom, cut } from './random.testing.ts';

describe('Framer', () => {
  it('makes frames of 512 of quanta of 128', () => {
    const starts: number[] = [];
    const framer = new Framer((frame, start) => {
      expect(frame).toEqual(counting(512, start));
      starts.push(start);
    });
    for (let quantum = 0; quantum < 10; quantum++) framer.push(counting(128, 128 * quantum));
    expect(starts).toEqual([0, 512]);
    expect(framer.clock).toBe(1280);
    expect(framer.pending).toBe(256);
  });

  it.each([1, 2, 3])('loses and repeats nothing however the audio is cut, seed %i', (seed) => {
    const random = createRandom(seed);
    const heard: number[] = [];
    const framer = new Framer((frame, start) => {
      expect(start).toBe(heard.length);
      heard.push(...frame);
    }, 100);
    const whole = counting(10_050);
    for (const block of cut(whole, random, 333)) framer.push(block);
    expect(heard).toEqual([...whole.subarray(0, 10_000)]);
    expect(framer.pending).toBe(50);
  });

  it('takes only as many samples as it is told', () => {
    const framer = new Framer(() => expect.unreachable());
    framer.push(counting(512), 43);
    expect(framer.clock).toBe(43);
  });

  it('uses one buffer for all frames', () => {
    const buffers = new Set<Float32Array>();
    const framer = new Framer((frame) => buffers.add(frame), 4);
    framer.push(counting(40));
    expect(buffers.size).toBe(1);
  });

  it('restarts on another clock', () => {
    const starts: number[] = [];
    const framer = new Framer((_, start) => starts.push(start), 4);
    framer.push(counting(6));
    framer.restart(1000);
    framer.push(counting(8));
    expect(starts).toEqual([0, 1000, 1004]);
  });

  it('refuses a length that is no count of samples', () => {
    expect(() => new Framer(() => undefined, 0)).toThrow(RangeError);
  });
});
