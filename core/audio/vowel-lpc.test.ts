import { describe, expect, it } from 'vitest';
import { resonances } from './vowel-formants.ts';
import { linearPrediction, predictedRate } from './vowel-lpc.ts';

const rate = 16_000;
const bins = 513;

/** Power spectrum of formants in cascade over a source that falls 6 dB an octave, plus a flat noise. */
function spectrumOf(formants: readonly (readonly [hz: number, widthHz: number])[], noise = 0): Float64Array {
  const loudest = (power: Float64Array) => power.reduce((most, value) => Math.max(most, value), 0);
  const power = Float64Array.from({ length: bins }, (_, k) => {
    const hz = (k * rate) / 2 / (bins - 1);
    return formants.reduce(
      (product, [f, width]) => (product * f ** 4) / ((f * f - hz * hz) ** 2 + (width * hz) ** 2),
      1 / (1 + (hz / 200) ** 2),
    );
  });
  const floor = noise * loudest(power);
  return power.map((value) => value + floor);
}

const sharp = (power: Float64Array) =>
  resonances(linearPrediction(power, rate)!, predictedRate)
    .filter(({ widthHz }) => widthHz < 400)
    .map(({ hz }) => hz);

describe('linearPrediction', () => {
  const e = [
    [530, 60],
    [1840, 100],
    [2480, 140],
    [3500, 200],
  ] as const;

  it('has its resonances within 3 % of the formants of the spectrum', () => {
    const found = sharp(spectrumOf(e));
    for (const [hz] of e) {
      const nearest = found.reduce((best, f) => (Math.abs(f - hz) < Math.abs(best - hz) ? f : best));
      expect(Math.abs(nearest / hz - 1)).toBeLessThan(0.03);
    }
  });

  it('takes flat noise off: F1 and F2 stay where they were', () => {
    const [f1, f2] = sharp(spectrumOf(e, 1e-4));
    expect(Math.abs(f1! / 530 - 1)).toBeLessThan(0.03);
    expect(Math.abs(f2! / 1840 - 1)).toBeLessThan(0.03);
  });

  it('is a stable filter of order 12 that does not depend on the level', () => {
    const power = spectrumOf(e, 1e-3);
    const quiet = linearPrediction(power, rate)!;
    const loud = linearPrediction(
      power.map((value) => 1e6 * value),
      rate,
    )!;
    expect(quiet).toHaveLength(13);
    expect(quiet[0]).toBe(1);
    quiet.forEach((value, k) => expect(loud[k]).toBeCloseTo(value, 9));
    for (const { widthHz } of resonances(quiet, predictedRate)) expect(widthHz).toBeGreaterThan(0);
  });

  it('is null for silence and for what is not a number', () => {
    expect(linearPrediction(new Float64Array(bins), rate)).toBeNull();
    expect(linearPrediction(new Float64Array(bins).fill(NaN), rate)).toBeNull();
    expect(linearPrediction(new Float64Array(bins).fill(Infinity), rate)).toBeNull();
  });
});
