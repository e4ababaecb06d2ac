import { describe, expect, it } from 'vitest';
import { createRandom } from './random.testing.ts';
import { resonances } from './vowel-formants.ts';

const rate = 10_000;

/** The polynomial with these resonances, and with these real roots as well. */
function filterOf(formants: readonly { hz: number; widthHz: number }[], realRoots: readonly number[] = []) {
  let a = [1];
  const times = (factor: readonly number[]) => {
    const product = Array.from({ length: a.length + factor.length - 1 }, () => 0);
    a.forEach((x, i) => factor.forEach((y, j) => (product[i + j]! += x * y)));
    a = product;
  };
  for (const { hz, widthHz } of formants) {
    const radius = Math.exp((-Math.PI * widthHz) / rate);
    times([1, -2 * radius * Math.cos((2 * Math.PI * hz) / rate), radius * radius]);
  }
  for (const root of realRoots) times([1, -root]);
  return Float64Array.from(a);
}

describe('resonances', () => {
  it('gives back the frequencies and widths a filter was made of, lowest first', () => {
    const random = createRandom(21);
    for (let run = 0; run < 200; run++) {
      const formants = [400, 1100, 2000, 3000, 4200].map((hz) => {
        return { hz: hz + 600 * (random.next() - 0.5), widthHz: 30 + 400 * random.next() };
      });
      const found = resonances(filterOf(formants, [0.9 * random.next(), -0.9 * random.next()]), rate);
      expect(found).toHaveLength(5);
      found.forEach(({ hz, widthHz }, i) => {
        expect(hz).toBeCloseTo(formants[i]!.hz, 2);
        expect(widthHz).toBeCloseTo(formants[i]!.widthHz, 2);
      });
    }
  });

  it('tells two apart whose peaks have grown together', () => {
    const [low, high] = resonances(
      filterOf([
        { hz: 600, widthHz: 150 },
        { hz: 700, widthHz: 150 },
      ]),
      rate,
    );
    expect(low!.hz).toBeCloseTo(600, 2);
    expect(high!.hz).toBeCloseTo(700, 2);
  });

  it('finds none where all roots are real, and ends on what is not a number', () => {
    expect(resonances(filterOf([], [0.2, 0.5, -0.7, 0.9]), rate)).toEqual([]);
    expect(resonances(Float64Array.of(1), rate)).toEqual([]);
    expect(resonances(Float64Array.of(1, NaN, 0.5), rate)).toEqual([]);
  });
});
