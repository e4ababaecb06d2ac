import { describe, expect, it } from 'vitest';
import { createRandom, noise } from './random.testing.ts';
import { periodicity } from './vowel-voicing.ts';
import { lowPassed, sayVowel } from './vowel.testing.ts';

const rate = 16_000;
const length = 1024;

/** Harmonics of a pitch that changes evenly. */
function glide(fromHz: number, toHz: number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length }, (_, i) => {
    phase += (2 * Math.PI * (fromHz + ((toHz - fromHz) * i) / length)) / rate;
    return 0.1 * [1, 2, 3, 4, 5].reduce((sum, n) => sum + Math.sin(n * phase), 0);
  });
}

describe('periodicity', () => {
  it.each([80, 110, 160, 230, 320, 390])('is above 0.75 for voices of %i Hz', (pitchHz) => {
    const random = createRandom(pitchHz);
    for (const formants of [
      [730, 1090, 2440],
      [270, 2290, 3010],
      [370, 950, 2670],
    ]) {
      const voice = sayVowel({ formants, pitchHz, levelDb: -20, snrDb: 20, length }, random);
      expect(periodicity(voice, rate)).toBeGreaterThan(0.75);
    }
  });

  it.each([
    [140, 120],
    [200, 230],
  ])('is above 0.6 while the pitch goes from %i to %i Hz', (fromHz, toHz) => {
    expect(periodicity(glide(fromHz, toHz), rate)).toBeGreaterThan(0.6);
  });

  it('is below 0.45 for hiss and for its low part', () => {
    for (let seed = 1; seed <= 200; seed++) {
      expect(periodicity(noise(seed, length), rate)).toBeLessThan(0.45);
      expect(periodicity(lowPassed(noise(seed, 8000), 500).subarray(6000, 7024), rate)).toBeLessThan(0.45);
    }
  });

  it('is 0 for silence and next to nothing for a slope', () => {
    expect(periodicity(new Float32Array(length), rate)).toBe(0);
    expect(
      periodicity(
        Float32Array.from({ length }, (_, i) => i / length),
        rate,
      ),
    ).toBeLessThan(0.1);
    expect(periodicity(new Float32Array(3), rate)).toBe(0);
  });
});
