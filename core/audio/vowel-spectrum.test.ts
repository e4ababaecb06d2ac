import { describe, expect, it } from 'vitest';
import { noise } from './random.testing.ts';
import { powerSpectrum } from './vowel-spectrum.ts';

/** The definition, term by term. */
function slowly(samples: Float32Array, size: number): number[] {
  return Array.from({ length: size / 2 + 1 }, (_, k) => {
    let re = 0;
    let im = 0;
    samples.forEach((sample, i) => {
      const weighted = sample * (1 - Math.cos((2 * Math.PI * i) / (samples.length - 1)));
      re += weighted * Math.cos((2 * Math.PI * k * i) / size);
      im -= weighted * Math.sin((2 * Math.PI * k * i) / size);
    });
    return re * re + im * im;
  });
}

describe('powerSpectrum', () => {
  it.each([
    [1024, 1024],
    [700, 1024],
    [64, 64],
    [5, 8],
  ])('of %i samples in a transform of %i is what the definition says', (length, size) => {
    const samples = noise(31, length);
    const expected = slowly(samples, size);
    const spectrum = powerSpectrum(samples, size);
    expect(spectrum).toHaveLength(expected.length);
    spectrum.forEach((power, k) => expect(power).toBeCloseTo(expected[k]!, 6));
  });
});
