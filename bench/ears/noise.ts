/** Noise of several kinds, seeded, at a given distance below a voice. */
import { createRandom } from '../../core/audio/random.testing.ts';
import { heardRate } from '../../core/units.ts';
import { sum } from '../statistics.ts';

export const noiseKinds = ['white', 'pink', 'fan', 'typing', 'babble'] as const;
export type NoiseKind = (typeof noiseKinds)[number];

export interface NoiseOptions {
  readonly kind: NoiseKind;
  readonly seed: number;
  /** Samples at 16 kHz. */
  readonly length: number;
  /** Of which babble is made: played backwards, many at once. */
  readonly voices: readonly Float32Array[];
}

export const power = (samples: Float32Array): number =>
  samples.reduce((total, sample) => total + sample * sample, 0) / samples.length;

/** Noise whose mean power is 1. */
export function makeNoise(options: NoiseOptions): Float32Array {
  const samples = generators[options.kind](options);
  const scale = 1 / Math.sqrt(power(samples));
  return samples.map((sample) => sample * scale);
}

/** Noise scaled so that a voice is `snrDb` above it. */
export function noiseBelow(voice: Float32Array, snrDb: number, options: NoiseOptions): Float32Array {
  const scale = Math.sqrt(power(voice) * 10 ** (-snrDb / 10));
  return makeNoise(options).map((sample) => sample * scale);
}

function white({ seed, length }: NoiseOptions): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => 2 * random.next() - 1);
}

/** 3 dB less per octave. Source: Paul Kellet's economy filter, accurate to 0.5 dB above 10 Hz at 44.1 kHz. */
function pink(options: NoiseOptions): Float32Array {
  let low = 0;
  let middle = 0;
  let high = 0;
  return white(options).map((sample) => {
    low = 0.99765 * low + sample * 0.099046;
    middle = 0.963 * middle + sample * 0.2965164;
    high = 0.57 * high + sample * 1.0526913;
    return low + middle + high + sample * 0.1848;
  });
}

/** The rush of air below some 500 Hz, and the hum of a motor with its overtones. */
function fan(options: NoiseOptions): Float32Array {
  const hum = [1, 0.6, 0.35, 0.2].map((level, index) => ({
    level: 0.05 * level,
    radians: (2 * Math.PI * 118 * (index + 1)) / heardRate,
  }));
  let rush = 0;
  return white(options).map((sample, n) => {
    rush += 0.18 * (sample - rush);
    return rush + sum(hum.map(({ level, radians }) => level * Math.sin(radians * n)));
  });
}

/** Four to nine strokes a second, each a click that dies away in some 10 ms. */
function typing({ seed, length }: NoiseOptions): Float32Array {
  const random = createRandom(seed);
  const samples = new Float32Array(length);
  const stroke = 0.03 * heardRate;
  let at = 0;
  while (at < length) {
    const level = 0.4 + 0.6 * random.next();
    for (let n = 0; n < stroke && at + n < length; n += 1)
      samples[at + n]! += level * (2 * random.next() - 1) * Math.exp(-n / (0.006 * heardRate));
    at += Math.round(heardRate / (4 + 5 * random.next()));
  }
  return samples;
}

/** Twelve voices at once, backwards: the sound of talk without a word in it. */
function babble({ seed, length, voices }: NoiseOptions): Float32Array {
  const random = createRandom(seed);
  const samples = new Float32Array(length);
  for (let talker = 0; talker < 12; talker += 1) {
    let at = -random.integer(0, heardRate);
    while (at < length) {
      const voice = voices[random.integer(0, voices.length - 1)]!;
      for (let n = Math.max(0, -at); n < voice.length && at + n < length; n += 1)
        samples[at + n]! += voice[voice.length - 1 - n]!;
      at += voice.length;
    }
  }
  return samples;
}

const generators: Readonly<Record<NoiseKind, (options: NoiseOptions) => Float32Array>> = {
  white,
  pink,
  fan,
  typing,
  babble,
};
