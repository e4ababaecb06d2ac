/** Reads the recordings of `fixtures/`; see the README there. */
import { readFileSync } from 'node:fs';
import { resample } from '../audio/resampler.ts';
import { parseWav } from '../audio/wav.ts';
import { heardRate, type Samples } from '../units.ts';
import type { HeardSpan } from './turn-state.ts';

export interface Truth {
  readonly sampleRate: number;
  readonly utterances: readonly { readonly start: Samples; readonly end: Samples; readonly text: string }[];
  readonly pauses: readonly { readonly ms: number }[];
  readonly segmentsBySilenceMs: Readonly<Record<string, readonly HeardSpan[]>>;
  readonly noise: { readonly burstsAtSec?: readonly number[] };
}

export type Recording = 'mic_a' | 'mic_b' | 'mic_c';

const read = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

export const truthOf = (name: Recording): Truth => JSON.parse(read(`${name}.truth.json`).toString()) as Truth;

/** One per frame of 512 samples at 16 kHz. */
export const probabilitiesOf = (name: Recording): readonly number[] =>
  (JSON.parse(read(`${name}.v6.json`).toString()) as { probs: readonly number[] }).probs;

/** At 16 kHz, through the project's own resampler. */
export function soundOf(name: 'mic_c' | 'mic_c.farend'): Float32Array {
  const wav = parseWav(read(`${name}.wav`));
  if (!wav.ok) throw wav.error;
  return resample(wav.value.samples, wav.value.format.sampleRate, heardRate);
}

/** A position of the truth on the heard clock. */
export const heardPosition = ({ sampleRate }: Truth, position: Samples): Samples =>
  (position * heardRate) / sampleRate;
