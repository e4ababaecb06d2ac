/** Reads the recorded results of upstream code beside the tests. See `fixtures/README.md` for what is in them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseWav } from '../audio/wav.ts';
import { parseUpstreamParameters, type BatchParameters } from './parameters.ts';
import type { Segment } from './batch-segmenter.ts';

export interface IteratorEvent {
  readonly frame: number;
  readonly start?: number;
  readonly end?: number;
}

interface IteratorRun {
  readonly params: Readonly<Record<string, number>>;
  readonly events: readonly IteratorEvent[];
}

/** `NAME.v5.json` and `NAME.v6.json`. */
export interface Reference {
  readonly file: string;
  readonly model: 'v5' | 'v6';
  readonly sampleRate: 8_000 | 16_000;
  readonly windowSamples: number;
  readonly numSamples: number;
  readonly probs: readonly number[];
  readonly cases: readonly {
    readonly id: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly timestamps: readonly Segment[];
    readonly seconds?: readonly Segment[];
  }[];
  readonly iterator: readonly IteratorRun[];
}

/** One sequence of `segmentation-vectors.json`. */
export interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly sampleRate: number;
  readonly numSamples: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly probs: readonly number[];
  readonly timestamps: readonly Segment[];
  readonly seconds: readonly Segment[];
  readonly iterator?: readonly IteratorEvent[];
}

/** `NAME.truth.json`: where the voices were put. */
export interface Truth {
  readonly file: string;
  readonly sampleRate: number;
  readonly numSamples: number;
  readonly utterances: readonly (Segment & { readonly text: string; readonly snrDb?: number })[];
}

export const fixturesFolder = fileURLToPath(new URL('./fixtures/', import.meta.url));
/** The fixture set that this one was copied from. It alone has the recorded `real_*.wav`. */
const sharedFolder = fileURLToPath(new URL('../../../shared/fixtures/vad/', import.meta.url));
export const sharedMicFolder = fileURLToPath(new URL('../../../shared/fixtures/mic/', import.meta.url));

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

function namesIn(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => folder + name);
}

export function loadReferences(): Reference[] {
  const pattern = /\.v[56]\.json$/;
  const paths = [...namesIn(fixturesFolder, pattern), ...namesIn(`${fixturesFolder}mic/`, pattern)];
  return paths.map((path) => json(path) as Reference);
}

export function loadVectors(): Vector[] {
  return (json(`${fixturesFolder}segmentation-vectors.json`) as { vectors: Vector[] }).vectors;
}

export function loadTruths(): Truth[] {
  return namesIn(fixturesFolder, /\.truth\.json$/).map((path) => json(path) as Truth);
}

/**
 * Path of a recording, or null for a recorded one on a machine without the shared set. That is said aloud, so that a
 * green run cannot be taken for a complete one.
 */
export function findRecording(file: string): string | null {
  for (const folder of [fixturesFolder, sharedFolder, sharedMicFolder]) {
    if (existsSync(folder + file)) return folder + file;
  }
  process.stderr.write(
    `NOT CHECKED: ${file} is only in the shared fixture set, which is not on this machine\n`,
  );
  return null;
}

export function upstreamParameters(params: Readonly<Record<string, unknown>>): BatchParameters {
  const parsed = parseUpstreamParameters(params);
  if (!parsed.ok) throw parsed.error;
  return parsed.value;
}

export function readRecording(path: string): { readonly rate: number; readonly pcm: Float32Array } {
  const wav = parseWav(readFileSync(path));
  if (!wav.ok) throw wav.error;
  return { rate: wav.value.format.sampleRate, pcm: wav.value.samples };
}
