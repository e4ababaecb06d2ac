import { describe, expect, it } from 'vitest';
import { vowelMeans } from './vowel-means.ts';
import { nearestVowel } from './vowel-nearest.ts';

const sharp = (...hz: number[]) => hz.map((f) => ({ hz: f, widthHz: 80 }));

describe('nearestVowel', () => {
  const adults = vowelMeans.filter(({ speaker }) => speaker !== 'child');

  it.each(adults)('is itself for the mean formants $formants of a $speaker', ({ vowel, formants }) => {
    expect(nearestVowel(sharp(...formants))).toBe(vowel);
    expect(nearestVowel(sharp(...formants, 3700, 4400))).toBe(vowel);
  });

  it('does without F3', () => {
    expect(nearestVowel(sharp(300, 870))).toBe(5);
    expect(nearestVowel(sharp(570, 840))).toBe(4);
  });

  it('passes over one resonance too many, if it is a wide one', () => {
    const [f1, f2, f3] = sharp(270, 2290, 3010);
    expect(nearestVowel([f1!, { hz: 900, widthHz: 500 }, f2!, f3!])).toBe(3);
    expect(nearestVowel([f1!, { hz: 900, widthHz: 60 }, f2!, f3!])).toBe(5);
  });

  it('is 0 far from all of them', () => {
    expect(nearestVowel(sharp(160, 200, 240))).toBe(0);
    expect(nearestVowel(sharp(2500, 3000, 4000))).toBe(0);
  });

  it('is 0 with fewer than two resonances of speech', () => {
    expect(nearestVowel([])).toBe(0);
    expect(nearestVowel(sharp(500))).toBe(0);
    expect(nearestVowel([...sharp(100, 500, 4800), { hz: 1500, widthHz: 900 }])).toBe(0);
    expect(nearestVowel([{ hz: NaN, widthHz: NaN }, ...sharp(500)])).toBe(0);
  });
});
