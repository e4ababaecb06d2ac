import { describe, expect, it } from 'vitest';
import { MouthShapes } from './mouth-shapes.ts';

/** Time by hand. */
function world() {
  let now = 1000;
  let timers: { due: number; action: () => void }[] = [];
  const told: [shape: number, at: number][] = [];
  const host = {
    now: () => now,
    after: (ms: number, action: () => void) => {
      const timer = { due: now + ms, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    random: () => 0,
  };
  const shapes = new MouthShapes(host, 16_000, (shape, at) => told.push([shape, at]));
  const advance = (ms: number): void => {
    for (const until = now + ms; now < until; now += 1) {
      for (const timer of timers.filter(({ due }) => due <= now)) {
        timers = timers.filter((other) => other !== timer);
        timer.action();
      }
    }
  };
  return { shapes, told, advance, now: () => now };
}

describe('mouth shapes', () => {
  it('come when their sound is heard, between two playheads too', () => {
    const { shapes, told, advance, now } = world();
    for (const [index, shape] of [1, 2, 2, 3].entries()) shapes.add(0, index * 1920, shape);
    advance(500);
    expect(told).toEqual([]);
    shapes.playhead(0, 0, now());
    advance(100);
    shapes.playhead(0, 1600, now());
    advance(100);
    shapes.playhead(0, 3200, now());
    advance(250);
    expect(told.map(([shape]) => shape)).toEqual([1, 2, 3]);
    const [first, second, third] = told.map(([, at]) => at);
    expect(second! - first!).toBeGreaterThanOrEqual(118);
    expect(second! - first!).toBeLessThanOrEqual(123);
    expect(third! - second!).toBeGreaterThanOrEqual(238);
    expect(third! - second!).toBeLessThanOrEqual(243);
  });

  it('close where the player stands still, and open where it goes on', () => {
    const { shapes, told, advance, now } = world();
    shapes.add(0, 0, 4);
    shapes.add(0, 8000, 5);
    shapes.playhead(0, 0, now());
    advance(450);
    expect(told.map(([shape]) => shape)).toEqual([4, 0]);
    shapes.playhead(0, 8000, now());
    expect(told.map(([shape]) => shape)).toEqual([4, 0, 5]);
    shapes.close();
    shapes.close();
    expect(told.map(([shape]) => shape)).toEqual([4, 0, 5, 0]);
  });

  it('of pieces that were passed over are not shown, those that nobody knows are closed', () => {
    const { shapes, told, advance, now } = world();
    shapes.add(0, 0, 1);
    shapes.add(1, 0, 9);
    shapes.add(1, 1600, 2);
    shapes.playhead(1, 0, now());
    advance(50);
    expect(told).toEqual([]);
    advance(60);
    expect(told.map(([shape]) => shape)).toEqual([2]);
  });
});
