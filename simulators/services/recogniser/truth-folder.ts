/** Reads recordings with known words: `NAME.truth.json` beside its WAV, as in the project's fixture sets. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { resample } from '../../../core/audio/resampler.ts';
import { parseWav } from '../../../core/audio/wav.ts';
import { heardRate } from '../../../core/units.ts';
import type { Samples } from '../../../core/units.ts';
import { cutTemplate } from './sound-print.ts';
import type { Template } from './sound-print.ts';

const position = v.pipe(v.number(), v.integer(), v.minValue(0));
const truthSchema = v.object({
  file: v.string(),
  sampleRate: v.pipe(v.number(), v.integer(), v.minValue(1)),
  utterances: v.array(v.object({ start: position, end: position, text: v.string() })),
});

/** Borders are samples at 16 kHz, end exclusive. */
export interface TruthUtterance {
  readonly start: Samples;
  readonly end: Samples;
  readonly text: string;
}

/** A recording brought to 16 kHz mono, with its utterances. */
export interface TruthRecording {
  readonly source: string;
  readonly pcm: Float32Array;
  readonly utterances: readonly TruthUtterance[];
}

/** Shorter sounds cannot be told from others. */
const leastUtteranceSamples: Samples = heardRate / 5;

/**
 * All recordings of a folder that have words.
 * @throws an Error that names the file and what is wrong with it
 */
export function readTruthFolder(folder: string): TruthRecording[] {
  const names = listFolder(folder).filter((name) => name.endsWith('.truth.json'));
  if (names.length === 0) throw new Error(`${folder} holds no NAME.truth.json`);
  return names.sort().flatMap((name) => readRecording(folder, name) ?? []);
}

/** The templates of a recording, one per utterance. */
export function templatesOf(recording: TruthRecording): Template[] {
  return recording.utterances.map((utterance) => cutTemplate(recording.pcm, utterance, recording.source));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new Error(`cannot read the folder ${folder}`, { cause });
  }
}

function readRecording(folder: string, name: string): TruthRecording | undefined {
  const path = join(folder, name);
  const truth = v.safeParse(truthSchema, parseJson(path));
  if (!truth.success) throw new Error(`${path}: ${v.summarize(truth.issues)}`);
  const { file, sampleRate, utterances } = truth.output;
  if (utterances.length === 0) return undefined;

  const wavPath = join(folder, basename(file));
  const wav = parseWav(readFile(wavPath));
  if (!wav.ok) throw new Error(`${wavPath}: ${wav.error.message}`, { cause: wav.error });
  const { format, samples } = wav.value;
  if (format.sampleRate !== sampleRate) {
    throw new Error(`${wavPath} has ${format.sampleRate} Hz, its truth file says ${sampleRate} Hz`);
  }
  const pcm = resample(samples, sampleRate, heardRate);
  const scaled = utterances.map(({ start, end, text }) => ({
    start: Math.round((start * heardRate) / sampleRate),
    end: Math.round((end * heardRate) / sampleRate),
    text,
  }));
  for (const { start, end, text } of scaled) {
    if (end > pcm.length || end - start < leastUtteranceSamples) {
      throw new Error(`${path}: "${text}" must lie inside the recording and last 200 ms or more`);
    }
  }
  return { source: basename(name, '.truth.json'), pcm, utterances: scaled };
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`cannot read ${path}`, { cause });
  }
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(Buffer.from(readFile(path)).toString('utf8'));
  } catch (cause) {
    throw new Error(`${path} is not JSON`, { cause });
  }
}
