import { rmsDb } from './level.ts';
import type { Random } from './random.testing.ts';

/** A voice for {@link sayVowel}: glottal pulses through a cascade of resonators, then noise. */
export interface SyntheticVowel {
  /** F1, F2, F3 and so on, in Hz. */
  readonly formants: readonly number[];
  readonly pitchHz: number;
  /** Level of the whole in dBFS. */
  readonly levelDb: number;
  /** White noise so far below. */
  readonly snrDb: number;
  /** Length in samples at 16 kHz; default one Opus frame of 120 ms. */
  readonly length?: number;
  /** `pulses`: bare impulses, falling 12 dB an octave; default Rosenberg's pulse. */
  readonly source?: 'rosenberg' | 'pulses';
}

const rate = 16_000;
/** Usual widths of F1 to F5. Source: D. H. Klatt, J. Acoust. Soc. Am. 67 (1980), table I, middle of the ranges. */
const bandwidths = [60, 90, 150, 200, 250];

/** Normally distributed, mean 0 and standard deviation 1 (Box and Muller). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** `value` times a factor near 1: normal, cut at two standard deviations. */
export function scattered(value: number, share: number, random: Random): number {
  return value * (1 + share * Math.max(-2, Math.min(2, gaussian(random))));
}

/**
 * A vowel as a source-filter synthesiser says it: jittered and shimmering pulses, radiation at the lips, formants with
 * scattered widths.
 */
export function sayVowel(vowel: SyntheticVowel, random: Random): Float32Array<ArrayBuffer> {
  const { formants, pitchHz, levelDb, snrDb, length = 1920, source = 'rosenberg' } = vowel;
  // The filters' settling is cut off, so that a frame begins anywhere in a pitch period.
  const settling = random.integer(800, 1200);
  let sound = glottis(settling + length, pitchHz, source, random);
  formants.forEach((hz, index) => {
    const width = scattered(bandwidths[Math.min(index, bandwidths.length - 1)]!, 0.15, random);
    sound = resonated(sound, hz, width);
  });
  const voice = sound.subarray(settling);
  const gain = 10 ** (levelDb / 20) / rms(voice);
  const noise = 10 ** ((levelDb - snrDb) / 20);
  return Float32Array.from(voice, (sample) => sample * gain + noise * gaussian(random));
}

function glottis(
  length: number,
  pitchHz: number,
  source: 'rosenberg' | 'pulses',
  random: Random,
): Float64Array {
  const flow = new Float64Array(length);
  const openShare = 0.5 + 0.2 * random.next();
  for (let at = 0; at < length;) {
    const period = scattered(rate / pitchHz, 0.01, random);
    const strength = scattered(1, 0.04, random);
    const opening = openShare * period * 0.66;
    const closing = openShare * period * 0.34;
    const first = Math.ceil(at);
    if (source === 'pulses') {
      if (first < length) flow[first] = strength;
    } else {
      for (let i = first; i < Math.min(length, at + opening + closing); i++) {
        const t = i - at;
        flow[i] =
          strength *
          (t < opening
            ? 0.5 * (1 - Math.cos((Math.PI * t) / opening))
            : Math.cos((Math.PI * (t - opening)) / (2 * closing)));
      }
    }
    at += period;
  }
  if (source === 'pulses') {
    // Two gentle low-passes: 12 dB an octave from 100 Hz up.
    for (let pass = 0; pass < 2; pass++) for (let i = 1; i < length; i++) flow[i]! += 0.96 * flow[i - 1]!;
  }
  // Lips radiate changes of flow.
  for (let i = length - 1; i > 0; i--) flow[i]! -= flow[i - 1]!;
  return flow;
}

function resonated(input: Float64Array, hz: number, widthHz: number): Float64Array {
  const radius = Math.exp((-Math.PI * widthHz) / rate);
  const b = 2 * radius * Math.cos((2 * Math.PI * hz) / rate);
  const c = -radius * radius;
  const output = new Float64Array(input.length);
  for (let i = 0; i < input.length; i++) {
    output[i] = (1 - b - c) * input[i]! + b * (output[i - 1] ?? 0) + c * (output[i - 2] ?? 0);
  }
  return output;
}

function rms(samples: Float64Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** The same sound at another level. */
export function atLevel(samples: Float32Array, db: number): Float32Array<ArrayBuffer> {
  const gain = 10 ** ((db - rmsDb(samples)) / 20);
  return Float32Array.from(samples, (sample) => sample * gain);
}

/** One pole, 6 dB an octave: what makes rumble and breath of hiss. */
export function lowPassed(samples: Float32Array, cutoffHz: number): Float32Array<ArrayBuffer> {
  const share = 1 - Math.exp((-2 * Math.PI * cutoffHz) / rate);
  let state = 0;
  return Float32Array.from(samples, (sample) => (state += share * (sample - state)));
}
