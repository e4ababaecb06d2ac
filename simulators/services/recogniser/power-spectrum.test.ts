import { describe, expect, it } from 'vitest';
import { noise } from '../../../core/audio/random.testing.ts';
import { createPowerSpectrum } from './power-spectrum.ts';

/** By the definition of the transform. */
function slowPower(frame: Float32Array, bin: number): number {
  let re = 0;
  let im = 0;
  for (const [n, sample] of frame.entries()) {
    re += sample * Math.cos((2 * Math.PI * bin * n) / frame.length);
    im -= sample * Math.sin((2 * Math.PI * bin * n) / frame.length);
  }
  return re * re + im * im;
}

describe('createPowerSpectrum', () => {
  it.each([4, 8, 64, 512])('gives the power of every bin of %i samples', (size) => {
    const frame = noise(size, size);
    const power = new Float32Array(size / 2 + 1);
    createPowerSpectrum(size)(frame, power);
    for (const [bin, value] of power.entries()) {
      expect(Math.abs(value - slowPower(frame, bin))).toBeLessThan(1e-4 * size);
    }
  });

  it('refuses sizes that are no power of two', () => {
    expect(() => createPowerSpectrum(480)).toThrow('FFT size is 480, expected a power of two');
  });
});
