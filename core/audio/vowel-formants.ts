import type { Hertz } from '../units.ts';

/** A resonance of the vocal tract. */
export interface Formant {
  readonly hz: Hertz;
  /** Width in Hz, 3 dB below the top: below 200 or so in a clear voice, more where the filter only tilts. */
  readonly widthHz: number;
}

/** Rounds of Aberth's method at most; some ten are needed for an order of 12. */
const maxRounds = 40;
/** A root is found when a round moves it by less; a hundredth of a Hz at 10 kHz is 6e-6. */
const tolerance = 1e-7;
/** Rounding leaves real roots a hair beside the axis; a resonance is never as near (0.002 Hz). */
const realWithin = 1e-6;

/**
 * The resonances of an all-pole filter, lowest first: the roots of its polynomial in the upper half plane.
 *
 * Unlike peaks of the spectrum, roots tell two formants apart that have grown together (F1 and F2 of O and U).
 * @param a a[0] = 1, a[1], ... as of `linearPrediction`
 * @param rate that the filter is for
 */
export function resonances(a: Float64Array, rate: Hertz): Formant[] {
  const { re, im } = rootsOf(a);
  const found: Formant[] = [];
  for (let i = 0; i < re.length; i++) {
    if (!(im[i]! >= realWithin)) continue;
    const hz = (Math.atan2(im[i]!, re[i]!) * rate) / (2 * Math.PI);
    const widthHz = (-Math.log(Math.hypot(re[i]!, im[i]!)) * rate) / Math.PI;
    found.push({ hz, widthHz });
  }
  return found.sort((one, other) => one.hz - other.hz);
}

/**
 * All roots at once by Aberth's method: Newton's step for each, which the other roots push away from themselves.
 * Source: O. Aberth, "Iteration methods for finding all zeros of a polynomial simultaneously", Math. Comp. 27 (1973).
 */
function rootsOf(a: Float64Array): { re: Float64Array; im: Float64Array } {
  const order = a.length - 1;
  const re = new Float64Array(order);
  const im = new Float64Array(order);
  for (let i = 0; i < order; i++) {
    // On a circle inside the unit circle, and not in pairs: a pair could never part to become two real roots.
    const angle = (2 * Math.PI * (i + 0.3)) / order;
    re[i] = 0.9 * Math.cos(angle);
    im[i] = 0.9 * Math.sin(angle);
  }
  for (let round = 0; round < maxRounds; round++) {
    let moved = 0;
    for (let i = 0; i < order; i++) moved = Math.max(moved, improve(a, re, im, i));
    if (moved < tolerance) break;
  }
  return { re, im };
}

/** One step of root `i`, in place. @returns how far it went */
function improve(a: Float64Array, re: Float64Array, im: Float64Array, i: number): number {
  const x = re[i]!;
  const y = im[i]!;
  // Value and slope of z^order + a[1] z^(order - 1) + ... by Horner's scheme.
  let valueRe = 1;
  let valueIm = 0;
  let slopeRe = 0;
  let slopeIm = 0;
  for (let k = 1; k < a.length; k++) {
    const nextSlopeRe = slopeRe * x - slopeIm * y + valueRe;
    slopeIm = slopeRe * y + slopeIm * x + valueIm;
    slopeRe = nextSlopeRe;
    const nextValueRe = valueRe * x - valueIm * y + a[k]!;
    valueIm = valueRe * y + valueIm * x;
    valueRe = nextValueRe;
  }
  const size = valueRe * valueRe + valueIm * valueIm;
  if (size === 0) return 0;
  // slope / value, less the push of the others: the step is one over that.
  let pushRe = (slopeRe * valueRe + slopeIm * valueIm) / size;
  let pushIm = (slopeIm * valueRe - slopeRe * valueIm) / size;
  for (let k = 0; k < re.length; k++) {
    if (k === i) continue;
    const dx = x - re[k]!;
    const dy = y - im[k]!;
    const distance = dx * dx + dy * dy;
    if (distance === 0) continue;
    pushRe -= dx / distance;
    pushIm += dy / distance;
  }
  const push = pushRe * pushRe + pushIm * pushIm;
  if (push === 0) return 0;
  re[i] = x - pushRe / push;
  im[i] = y + pushIm / push;
  return 1 / Math.sqrt(push);
}
