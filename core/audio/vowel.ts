import { heardRate } from '../units.ts';
import type { Samples } from '../units.ts';
import { rmsDb } from './level.ts';
import { resonances } from './vowel-formants.ts';
import { linearPrediction, predictedRate } from './vowel-lpc.ts';
import type { Vowel } from './vowel-means.ts';
import { nearestVowel } from './vowel-nearest.ts';
import { powerSpectrum } from './vowel-spectrum.ts';
import { periodicity } from './vowel-voicing.ts';

/** What is looked at: 64 ms. Source: the EchoKit server, of each of its Opus frames of 1,920. */
const windowSamples: Samples = 1024;
/** With less there is no pitch to be seen. */
const leastSamples: Samples = 512;
/** Nobody opens the mouth for less: 20 dB below a soft voice. */
const silentBelowDb = -55;
/** Voices have 0.7 and more, also where the pitch falls; noise seldom has 0.4. */
const voicedFrom = 0.5;

/**
 * The mouth shape of an Opus frame: 0 none, 1 A, 2 E, 3 I, 4 O, 5 U, as in `AudioChunkWithVowel`.
 *
 * By formants: the resonances of the linear prediction of the first 1,024 samples, and the published means that they
 * are nearest to. Silence, hiss, breath and anything else without a pitch is 0; what has one without being a vowel is
 * the vowel it resembles (M and N mostly U, a beep by its height). Takes some 0.1 ms and keeps nothing between calls.
 * @param samples 16 kHz mono in [-1, 1], usually 1,920 (120 ms); only the first 1,024 are read, below 512 it is 0
 */
export function vowelOf(samples: Float32Array): Vowel {
  if (samples.length < leastSamples) return 0;
  const head = samples.subarray(0, windowSamples);
  if (rmsDb(head) < silentBelowDb || periodicity(head, heardRate) < voicedFrom) return 0;
  const filter = linearPrediction(powerSpectrum(head, windowSamples), heardRate);
  return filter === null ? 0 : nearestVowel(resonances(filter, predictedRate));
}
