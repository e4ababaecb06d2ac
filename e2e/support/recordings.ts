/** The recordings with known utterances that serve as microphones, and how uploads are compared with them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resample } from '../../core/audio/resampler.ts';
import { parseWav } from '../../core/audio/wav.ts';
import { heardRate, type Samples } from '../../core/units.ts';

const folder = new URL('../../simulators/services/fixtures/', import.meta.url);

export interface Stretch {
  readonly start: Samples;
  readonly end: Samples;
}

export interface Utterance extends Stretch {
  readonly text: string;
  readonly turn: number;
}

export interface Recording {
  readonly path: string;
  readonly seconds: number;
  /** At 16 kHz. */
  readonly samples: Float32Array;
  /** Positions at 16 kHz. */
  readonly utterances: readonly Utterance[];
  readonly pauses: readonly (Stretch & { readonly ms: number })[];
  /** What a pure silence timer of 500, 800 or 1200 ms finds. */
  readonly segmentsBySilenceMs: Readonly<Record<string, readonly Stretch[]>>;
}

interface Truth {
  readonly sampleRate: number;
  readonly utterances: readonly Utterance[];
  readonly pauses: readonly (Stretch & { readonly ms: number })[];
  readonly segmentsBySilenceMs: Record<string, Stretch[]>;
}

function readWav(path: string | URL) {
  const wav = parseWav(readFileSync(path));
  if (!wav.ok) throw wav.error;
  return wav.value;
}

/** @param name of a recording of the microphone set, such as `mic_a` */
export function loadRecording(name: string): Recording {
  const path = fileURLToPath(new URL(`${name}.wav`, folder));
  const truth = JSON.parse(readFileSync(new URL(`${name}.truth.json`, folder), 'utf8')) as Truth;
  const { format, samples } = readWav(path);
  const scale = heardRate / truth.sampleRate;
  const scaled = <T extends Stretch>(stretch: T): T => ({
    ...stretch,
    start: stretch.start * scale,
    end: stretch.end * scale,
  });
  return {
    path,
    seconds: samples.length / format.sampleRate,
    samples: resample(samples, format.sampleRate, heardRate),
    utterances: truth.utterances.map(scaled),
    pauses: truth.pauses.map(scaled),
    segmentsBySilenceMs: Object.fromEntries(
      Object.entries(truth.segmentsBySilenceMs).map(([ms, stretches]) => [ms, stretches.map(scaled)]),
    ),
  };
}

/** How far an utterance may stick out of a stretch and still belong to it: 10 ms. */
const borderSamples: Samples = 160;

/** What is said from the beginning to the end of a stretch. */
export const wordsIn = ({ utterances }: Recording, { start, end }: Stretch): string =>
  utterances
    .filter((one) => one.start >= start - borderSamples && one.end <= end + borderSamples)
    .map(({ text }) => text)
    .join(' ');

interface Alignment {
  /** Position of the clip's first sample in the source; fractions count. */
  readonly offset: number;
  /** Normalised correlation there, -1 to 1. */
  readonly correlation: number;
}

const coarseFactor = 8;

/** Means of eight samples: enough to find the place, which is then found anew at the full rate. */
function decimate(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / coarseFactor) }, (_, n) => {
    let sum = 0;
    for (let k = 0; k < coarseFactor; k += 1) sum += samples[n * coarseFactor + k]!;
    return sum / coarseFactor;
  });
}

/** Normalised correlation of the clip with the source at an integer offset; outside the source there is silence. */
function correlationAt(source: Float32Array, clip: Float32Array, offset: number): number {
  let both = 0;
  let ofSource = 0;
  let ofClip = 0;
  const from = Math.max(0, -offset);
  const to = Math.min(clip.length, source.length - offset);
  for (let i = from; i < to; i += 1) {
    const a = source[offset + i]!;
    const b = clip[i]!;
    both += a * b;
    ofSource += a * a;
    ofClip += b * b;
  }
  return ofSource === 0 || ofClip === 0 ? 0 : both / Math.sqrt(ofSource * ofClip);
}

function bestOf(candidates: Iterable<number>, score: (candidate: number) => number): Alignment {
  let best: Alignment = { offset: 0, correlation: -2 };
  for (const offset of candidates) {
    const correlation = score(offset);
    if (correlation > best.correlation) best = { offset, correlation };
  }
  return best;
}

function* range(from: number, to: number, step = 1): Iterable<number> {
  for (let value = from; value <= to; value += step) yield value;
}

/** Delays by a fraction of a sample (windowed sinc, 32 taps). */
function shifted(samples: Float32Array, fraction: number): Float32Array {
  const half = 16;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, k) => {
    const x = k - half - fraction;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / (half + 1)));
  });
  return samples.map((_, n) => {
    let sum = 0;
    for (let k = -half; k <= half; k += 1) sum += (samples[n - k] ?? 0) * taps[k + half]!;
    return sum;
  });
}

/** Where a clip lies in the source: found at 2 kHz anywhere, then to the sample, then to a twentieth of one. */
export function align(source: Float32Array, clip: Float32Array): Alignment {
  const coarseSource = decimate(source);
  const coarseClip = decimate(clip);
  const anywhere = range(-coarseClip.length / 2, coarseSource.length - coarseClip.length / 2);
  const coarse = bestOf(anywhere, (offset) => correlationAt(coarseSource, coarseClip, Math.floor(offset)));
  const around = Math.floor(coarse.offset) * coarseFactor;
  const whole = bestOf(range(around - 24, around + 24), (offset) => correlationAt(source, clip, offset));
  const fine = bestOf(range(-0.5, 0.5, 0.05), (fraction) =>
    correlationAt(source, shifted(clip, fraction), whole.offset),
  );
  return { offset: whole.offset - fine.offset, correlation: fine.correlation };
}

/** Correlation of only that stretch of the source with the clip that was aligned to it, best within 50 ms. */
export function utteranceCorrelation(
  source: Float32Array,
  clip: Float32Array,
  clipOffset: number,
  { start, end }: Stretch,
): number {
  const from = Math.max(0, Math.round(start - clipOffset));
  const part = clip.subarray(from, Math.round(end - clipOffset));
  const around = Math.round(start);
  const window = Math.round(0.05 * heardRate);
  const whole = bestOf(range(around - window, around + window), (offset) =>
    correlationAt(source, part, offset),
  );
  const fine = bestOf(range(-0.5, 0.5, 0.05), (fraction) =>
    correlationAt(source, shifted(part, fraction), whole.offset),
  );
  return fine.correlation;
}
