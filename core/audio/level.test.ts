import { describe, expect, it } from 'vitest';
import { LevelMeter, amplitudeToDb, rmsDb, silenceDb } from './level.ts';
import { noise, tone } from './random.testing.ts';

describe('levels', () => {
  it('read a full-scale square wave as 0 dBFS and a sine 3 dB below', () => {
    expect(rmsDb(Float32Array.of(1, -1, 1, -1))).toBe(0);
    expect(rmsDb(tone(1000, 16_000, 1600))).toBeCloseTo(-3.01, 2);
    expect(amplitudeToDb(0.5)).toBeCloseTo(-6.02, 2);
  });

  it('call silence -100 dBFS, never minus infinity', () => {
    expect(rmsDb(new Float32Array(100))).toBe(silenceDb);
    expect(rmsDb(new Float32Array(0))).toBe(silenceDb);
    expect(amplitudeToDb(1e-9)).toBe(silenceDb);
  });

  it('look at the range they are given', () => {
    expect(rmsDb(Float32Array.of(1, 0.1, 0.1, 1), 1, 3)).toBeCloseTo(-20, 5);
  });
});

describe('LevelMeter', () => {
  const rate = 16_000;

  it('rises quickly and falls slowly', () => {
    const meter = new LevelMeter({ rate });
    meter.update(tone(1000, rate, 480, 0.5));
    expect(meter.db).toBeGreaterThan(-9.03 - 0.5);
    meter.update(new Float32Array(480));
    expect(meter.db).toBeGreaterThan(-11);
    meter.update(new Float32Array(rate));
    expect(meter.db).toBeLessThan(-35);
  });

  it('reads the same however steady sound is cut', () => {
    const blocks = (length: number) => {
      const meter = new LevelMeter({ rate });
      for (let at = 0; at < 1600; at += length) meter.update(new Float32Array(length).fill(0.25));
      return meter.db;
    };
    expect(blocks(16)).toBeCloseTo(blocks(160), 9);
    expect(blocks(1600)).toBeCloseTo(blocks(160), 9);
  });

  it('settles on the level of noise', () => {
    const meter = new LevelMeter({ rate, attackMs: 50, decayMs: 50 });
    const sound = noise(1, rate, 0.1);
    for (let at = 0; at < rate; at += 128) meter.update(sound.subarray(at, at + 128));
    expect(Math.abs(meter.db - rmsDb(sound))).toBeLessThan(1.5);
    meter.reset();
    expect(meter.db).toBe(silenceDb);
  });
});
