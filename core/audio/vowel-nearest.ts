import type { Formant } from './vowel-formants.ts';
import { vowelMeans } from './vowel-means.ts';
import type { Vowel } from './vowel-means.ts';

/** How far F1, F2 and F3 stray from their means, as shares: what speakers differ in and what the analysis errs by. */
const spread = [0.16, 0.13, 0.1] as const;
/** Lower than every F1 and higher than every F3, a tenth left over: pitch and the upper formants are not meant. */
const lowestHz = 150;
const highestHz = 4500;
/** Wider than any formant: the tilt of the spectrum. */
const widestHz = 800;
/** A resonance this wide costs 1 (with the square of the width) when it is taken for a formant. */
const blurredHz = 280;
/** What it costs to pass over a sharp resonance below the highest formant taken; nothing for one that is wide. */
const passOverCost = 40;
const sharpHz = 150;
/** What a vowel without its F3 costs: in O and U it is often below the noise. */
const missingCost = 2;
/** What a child's vowel costs: children are heard less often, and their O lies where men have A. */
const childCost = 3;
/** Beyond this nothing is meant: mains hum, a low beep. Of 1,800 scattered vowels the farthest was at 9.5. */
const unlikeCost = 16;

interface Candidate {
  readonly logHz: number;
  readonly takeCost: number;
  readonly passCost: number;
}

const means = vowelMeans.map(({ vowel, speaker, formants }) => ({
  vowel,
  cost: speaker === 'child' ? childCost : 0,
  logHz: formants.map(Math.log),
}));

/**
 * The vowel whose mean formants are nearest, by distances in the logarithm of frequency; 0 without two formants,
 * or when none is near.
 *
 * Which resonance is F1, F2, F3 is chosen for every mean anew, so that one resonance too many (a harmonic, noise) or
 * one too few does not shift all those above it.
 * @param formants lowest first
 */
export function nearestVowel(formants: readonly Formant[]): Vowel {
  const candidates = formants.filter(isUsable).map(toCandidate);
  let vowel: Vowel = 0;
  let least = unlikeCost;
  for (const mean of means) {
    const cost = mean.cost + cheapest(candidates, mean.logHz, 0, 0);
    if (cost < least) {
      least = cost;
      vowel = mean.vowel;
    }
  }
  return vowel;
}

function isUsable({ hz, widthHz }: Formant): boolean {
  return hz > lowestHz && hz < highestHz && widthHz < widestHz;
}

function toCandidate({ hz, widthHz }: Formant): Candidate {
  return {
    logHz: Math.log(hz),
    takeCost: (widthHz / blurredHz) ** 2,
    passCost: passOverCost * Math.exp(-((widthHz / sharpHz) ** 2)),
  };
}

/** Least cost of finding formants `wanted` (0 is F1) and above among the candidates from `start` on. */
function cheapest(
  candidates: readonly Candidate[],
  means: readonly number[],
  wanted: number,
  start: number,
): number {
  if (wanted === spread.length) return 0;
  // Only F3 may be missing.
  let least = wanted === spread.length - 1 ? missingCost : Infinity;
  let passed = 0;
  for (let i = start; i < candidates.length && passed < least; i++) {
    const { logHz, takeCost, passCost } = candidates[i]!;
    const distance = ((logHz - means[wanted]!) / spread[wanted]!) ** 2;
    const here = passed + takeCost + distance;
    if (here < least) least = Math.min(least, here + cheapest(candidates, means, wanted + 1, i + 1));
    passed += passCost;
  }
  return least;
}
