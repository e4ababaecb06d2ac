import { describe, expect, it } from 'vitest';
import { rmsDb, silenceDb } from './level.ts';
import { NoiseFloor } from './noise-floor.ts';
import { noise } from './random.testing.ts';

const rate = 16_000;
const frame = 512;
const quiet = 0.01;

function hear(floor: NoiseFloor, sound: Float32Array): number {
  for (let at = 0; at + frame <= sound.length; at += frame) floor.update(sound.subarray(at, at + frame));
  return floor.db;
}

/** Noise with bursts 30 dB above it, 400 ms out of every 500 ms: busier than speech. */
function withBursts(seed: number, seconds: number): Float32Array {
  const sound = noise(seed, seconds * rate, quiet);
  return sound.map((sample, i) => (i % 8000 < 6400 ? sample * 31.6 : sample));
}

describe('NoiseFloor', () => {
  it('knows nothing but silence before the first block', () => {
    expect(new NoiseFloor(rate).db).toBe(silenceDb);
  });

  it('settles within 1.5 dB of steady noise in half a second', () => {
    const sound = noise(3, rate / 2, quiet);
    expect(Math.abs(hear(new NoiseFloor(rate), sound) - rmsDb(sound))).toBeLessThan(1.5);
  });

  it('is not lifted by what comes and goes above the noise', () => {
    const floor = new NoiseFloor(rate);
    const before = hear(floor, noise(4, 2 * rate, quiet));
    expect(hear(floor, withBursts(5, 20)) - before).toBeLessThan(12);
    expect(Math.abs(hear(floor, noise(6, rate / 2, quiet)) - before)).toBeLessThan(2);
  });

  it('follows a noise that stays, up within 2.5 s and down within half a second', () => {
    const floor = new NoiseFloor(rate);
    hear(floor, noise(7, 3 * rate, quiet));
    const loud = noise(8, 2.5 * rate, 0.1);
    expect(Math.abs(hear(floor, loud) - rmsDb(loud))).toBeLessThan(2);
    const soft = noise(9, rate / 2, quiet);
    expect(hear(floor, soft)).toBeLessThan(rmsDb(soft) + 2);
  });

  it('starts over on reset', () => {
    const floor = new NoiseFloor(rate);
    hear(floor, noise(10, rate, 0.1));
    floor.reset();
    expect(floor.db).toBe(silenceDb);
  });
});
