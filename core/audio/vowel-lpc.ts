/**
 * Linear prediction of a short piece of voice: the all-pole filter that its spectrum looks like.
 *
 * Selective: only the band in which speech has its first formants is looked at, as if it had been sampled at
 * {@link predictedRate}, and what lies above tells how much noise there is. Source of the method: J. Makhoul, "Linear
 * prediction: a tutorial review", Proc. IEEE 63 (1975): spectral and selective linear prediction, and the recursion of
 * Levinson and Durbin.
 */
import type { Hertz } from '../units.ts';

/** The rate that the filter is for: twice the upper end of the band, which holds F1 to F4 of men and F3 of children. */
export const predictedRate: Hertz = 10_000;
/** Five resonances in 5 kHz, and one pair of poles for the tilt. */
const order = 12;
/** Where hardly any voice is left, and the noise is measured. */
const noiseFromHz = 5500;
/** Noise is taken off more than once, for it fluctuates; what is left is not taken for peaks below this share of it. */
const noiseShare = 1.5;
const remainder = 0.02;
/** Lifts the upper formants, which a voice has weaker by some 6 dB an octave; the coefficient is for the full rate. */
const preEmphasis = 0.95;
/** Bins on each side in the triangular smoothing (47 Hz): the filter is to follow formants, not harmonics. */
const smoothingBins = 3;
/** Noise added at -50 dB, so that a pure tone has a filter as well. */
const addedNoise = 1e-5;

/**
 * @param power bins from 0 Hz to half the rate, both included; 513 for the widths above
 * @param rate of the samples behind them
 * @returns a[0] = 1, a[1], ..., a[12]: the error of prediction is the sum of a[k] x[n - k]; null for silence
 */
export function linearPrediction(power: Float64Array, rate: Hertz): Float64Array | null {
  return levinsonDurbin(autocorrelation(speechBand(power, rate)));
}

/** The spectrum of the band without its noise, smoothed and pre-emphasised. */
function speechBand(power: Float64Array, rate: Hertz): Float64Array {
  const last = power.length - 1;
  const toBin = (hz: Hertz) => Math.round((hz * last * 2) / rate);
  const noise = mean(power, toBin(noiseFromHz), last);
  const band = new Float64Array(toBin(predictedRate / 2) + 1);
  for (let k = 0; k < band.length; k++) {
    const smooth = smoothed(power, k);
    const lift = 1 + preEmphasis ** 2 - 2 * preEmphasis * Math.cos((Math.PI * k) / last);
    band[k] = lift * Math.max(smooth - noiseShare * noise, remainder * Math.min(smooth, noise));
  }
  return band;
}

function mean(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let k = start; k < end; k++) sum += values[k]!;
  return sum / (end - start);
}

function smoothed(power: Float64Array, bin: number): number {
  const reach = smoothingBins + 1;
  let sum = 0;
  // The spectrum goes on mirrored below 0 Hz.
  for (let d = -smoothingBins; d <= smoothingBins; d++) {
    sum += (reach - Math.abs(d)) * power[Math.abs(bin + d)]!;
  }
  return sum / reach ** 2;
}

/** By the cosine transform of the power spectrum; its cosines are made by rotation. */
function autocorrelation(band: Float64Array): Float64Array {
  const last = band.length - 1;
  const r = new Float64Array(order + 1);
  for (let lag = 0; lag <= order; lag++) {
    const twice = 2 * Math.cos((Math.PI * lag) / last);
    let before = 1;
    let cosine = twice / 2;
    let sum = band[0]! / 2;
    for (let k = 1; k < last; k++) {
      sum += band[k]! * cosine;
      const next = twice * cosine - before;
      before = cosine;
      cosine = next;
    }
    r[lag] = sum + (band[last]! * cosine) / 2;
  }
  r[0]! *= 1 + addedNoise;
  return r;
}

function levinsonDurbin(r: Float64Array): Float64Array | null {
  let error = r[0]!;
  if (!(error > 0 && error < Infinity)) return null;
  const a = new Float64Array(r.length);
  a[0] = 1;
  for (let i = 1; i < r.length; i++) {
    let sum = 0;
    for (let j = 0; j < i; j++) sum += a[j]! * r[i - j]!;
    const reflection = -sum / error;
    // From both ends at once: a[j] and a[i - j] need each other's old value.
    for (let j = 0, k = i; j <= k; j++, k--) {
      const low = a[j]!;
      const high = a[k]!;
      a[j] = low + reflection * high;
      a[k] = high + reflection * low;
    }
    error *= 1 - reflection * reflection;
  }
  return a;
}
