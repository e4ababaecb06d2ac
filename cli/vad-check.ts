/**
 * Compares our results with recorded ones of upstream: probabilities by the model, segments from them, and segments from the
 * probability sequences of `segmentation-vectors.json`.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { resample } from '../core/audio/resampler.ts';
import type { Hertz, Millis } from '../core/units.ts';
import { isSileroRate, type SileroRate } from '../core/vad/silero-frames.ts';
import type { SileroVersion } from '../workers/vad/ort-silero.ts';
import { fileTrouble, readInputText } from './command-line.ts';
import {
  largestDifference,
  largestShift,
  sameSegments,
  secondsOf,
  segmentsOf,
  type Judged,
} from './vad-compare.ts';
import { atModelRate, Judges, readRecording, type Recording } from './vad-recording.ts';
import {
  parseReference,
  parseVectors,
  type Reference,
  type ReferenceCase,
  type Vector,
} from './vad-reference.ts';

/** Half a digit of the recorded four is 5e-5, runtimes differ by 1e-5; the rest is room. */
const probabilityTolerance = 2e-4;
/** What another resampler may move a border by: two frames. */
const resampledToleranceMs: Millis = 64;
const vectorsFile = 'segmentation-vectors.json';

/** What is compared: a file, under one model where a model matters. */
interface Subject {
  readonly file: string;
  readonly model?: SileroVersion;
}

export interface Mismatch extends Subject {
  /** Case or vector; absent where the probabilities themselves differ. */
  readonly id?: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** WAVs at another rate than their reference, which was made from a copy: see {@link checkFolder}. */
export interface ResampledReport {
  readonly files: number;
  readonly cases: number;
  readonly maxProbDiff: number;
  /** Among cases with the same number of segments. */
  readonly maxBorderMs: Millis;
  /** Cases with a border more than 64 ms away, or with another number of segments. */
  readonly apart: readonly Mismatch[];
}

export interface CheckReport {
  /** WAV files judged. */
  readonly files: number;
  /** Parameter sets compared to the sample, over all files and models. */
  readonly cases: number;
  readonly vectors: number;
  readonly maxProbDiff: number;
  readonly mismatches: readonly Mismatch[];
  /** Only where there are such files. */
  readonly resampled?: ResampledReport;
}

/**
 * Checks every WAV of a folder against `NAME.v5.json` and `NAME.v6.json` beside it, and every vector. Folders in it are left
 * alone.
 *
 * A WAV at the reference's rate must give its probabilities and segments. For one at another rate the reference was made from
 * a copy by some other resampler, which moves probabilities by up to 0.2 at the borders of words. There the recorded
 * probabilities must still give the recorded segments, but what the model makes of our copy is reported, not judged.
 * @param note told about files that have no counterpart
 * @throws when the folder has nothing to check, or a file is not what its name says
 */
export async function checkFolder(
  folder: string,
  models: readonly SileroVersion[],
  note: (text: string) => void,
): Promise<CheckReport> {
  const names = (
    await readdir(folder).catch((cause: unknown) => {
      throw fileTrouble(folder, cause);
    })
  ).sort();
  const check = new FolderCheck();
  const wavs = names.filter((name) => /\.wav$/i.test(name));
  for (const file of wavs) {
    const recording = await readRecording(join(folder, file));
    check.files += 1;
    for (const model of models) {
      const reference = file.replace(/\.wav$/i, `.${model}.json`);
      if (names.includes(reference)) {
        await check.recording({ file, model }, recording, await readReference(folder, reference));
      } else {
        await check.judgeOnly(model, recording);
        note(`${file}: no ${reference} to compare with`);
      }
    }
  }
  for (const model of models) {
    const stems = names.filter((name) => name.endsWith(`.${model}.json`)).map((name) => name.slice(0, -8));
    for (const stem of stems.filter((one) => !wavs.some((wav) => wav.slice(0, -4) === one))) {
      note(`${stem}.${model}.json: no ${stem}.wav here, only its recorded probabilities are checked`);
      const reference = await readReference(folder, `${stem}.${model}.json`);
      check.stored({ file: `${stem}.wav`, model }, reference);
    }
  }
  if (names.includes(vectorsFile)) {
    const vectors = parseVectors(await readInputText(join(folder, vectorsFile)), vectorsFile);
    vectors.forEach((vector) => check.vector(vector));
  }
  if (check.isEmpty) throw new Error(`${folder} has no WAV, no reference and no ${vectorsFile}`);
  return check.report();
}

const readReference = async (folder: string, name: string): Promise<Reference> =>
  parseReference(await readInputText(join(folder, name)), name);

class FolderCheck {
  files = 0;
  #cases = 0;
  #vectors = 0;
  #maxProbDiff = 0;
  readonly #mismatches: Mismatch[] = [];
  readonly #judges = new Judges();
  readonly #resampled = new ResampledCheck();

  get isEmpty(): boolean {
    return this.files + this.#cases + this.#vectors === 0;
  }

  report(): CheckReport {
    const resampled = this.#resampled.report();
    return {
      files: this.files,
      cases: this.#cases,
      vectors: this.#vectors,
      maxProbDiff: this.#maxProbDiff,
      mismatches: this.#mismatches,
      ...(resampled === null ? {} : { resampled }),
    };
  }

  /** Without a reference there is only one thing to find out: that the file can be judged. */
  async judgeOnly(model: SileroVersion, recording: Recording): Promise<void> {
    const { rate, pcm } = atModelRate(recording);
    await this.#judges.judge(model, rate, pcm);
  }

  async recording(
    subject: Subject & { readonly model: SileroVersion },
    recording: Recording,
    reference: Reference,
  ): Promise<void> {
    const { rate, step } = upstreamClock(subject.file, reference.sampleRate);
    if (recording.rate !== reference.sampleRate) {
      this.stored(subject, reference);
      const pcm = resample(recording.pcm, recording.rate, rate);
      const probabilities = await this.#judges.judge(subject.model, rate, pcm);
      this.#resampled.compare(subject, { probabilities, length: pcm.length, rate }, reference);
      return;
    }
    const probabilities = await this.#judges.judge(subject.model, rate, everyNth(recording.pcm, step));
    const difference = largestDifference(probabilities, reference.probs);
    this.#maxProbDiff = Math.max(this.#maxProbDiff, difference);
    if (probabilities.length !== reference.probs.length || difference > probabilityTolerance) {
      this.#mismatches.push({
        ...subject,
        expected: `${reference.probs.length} probabilities within ${probabilityTolerance}`,
        actual: `${probabilities.length} that differ by up to ${difference}`,
      });
    }
    const length = recording.pcm.length;
    this.#compareCases(subject, { probabilities, length, rate: recording.rate }, reference.cases);
  }

  /** The recorded probabilities must give the recorded segments. */
  stored(subject: Subject, { probs, numSamples, sampleRate, cases }: Reference): void {
    this.#compareCases(subject, { probabilities: probs, length: numSamples, rate: sampleRate }, cases);
  }

  vector(vector: Vector): void {
    this.#vectors += 1;
    const { probs, numSamples, sampleRate } = vector;
    const judged = { probabilities: probs, length: numSamples, rate: sampleRate };
    this.#compare({ file: vectorsFile }, judged, vector);
  }

  #compareCases(subject: Subject, judged: Judged, cases: readonly ReferenceCase[]): void {
    for (const one of cases) {
      this.#cases += 1;
      this.#compare(subject, judged, one);
    }
  }

  #compare(subject: Subject, judged: Judged, { id, params, timestamps, seconds }: ReferenceCase): void {
    const segments = segmentsOf(judged, params);
    if (!sameSegments(segments, timestamps))
      this.#mismatches.push({ ...subject, id, expected: timestamps, actual: segments });
    if (seconds === undefined) return;
    const inSeconds = secondsOf(judged, params);
    if (!sameSegments(inSeconds, seconds))
      this.#mismatches.push({ ...subject, id, expected: seconds, actual: inSeconds });
  }
}

class ResampledCheck {
  readonly #files = new Set<string>();
  #cases = 0;
  #maxProbDiff = 0;
  #maxBorderMs: Millis = 0;
  readonly #apart: Mismatch[] = [];

  report(): ResampledReport | null {
    if (this.#files.size === 0) return null;
    return {
      files: this.#files.size,
      cases: this.#cases,
      maxProbDiff: this.#maxProbDiff,
      maxBorderMs: this.#maxBorderMs,
      apart: this.#apart,
    };
  }

  compare(subject: Subject, judged: Judged, { probs, cases }: Reference): void {
    this.#files.add(subject.file);
    this.#maxProbDiff = Math.max(this.#maxProbDiff, largestDifference(judged.probabilities, probs));
    for (const { id, params, timestamps } of cases) {
      this.#cases += 1;
      const actual = segmentsOf(judged, params);
      const borderMs = (largestShift(actual, timestamps) * 1000) / judged.rate;
      if (Number.isFinite(borderMs)) this.#maxBorderMs = Math.max(this.#maxBorderMs, borderMs);
      if (borderMs > resampledToleranceMs) this.#apart.push({ ...subject, id, expected: timestamps, actual });
    }
  }
}

/** Upstream takes every n-th sample of a rate that is a multiple of 16 kHz. A reference at such a rate was made that way. */
function upstreamClock(file: string, rate: Hertz): { readonly rate: SileroRate; readonly step: number } {
  const step = rate > 16_000 && rate % 16_000 === 0 ? rate / 16_000 : 1;
  const modelRate = rate / step;
  if (!isSileroRate(modelRate))
    throw new Error(`${file}: its reference is at ${rate} Hz, which no model knows`);
  return { rate: modelRate, step };
}

const everyNth = (pcm: Float32Array, step: number): Float32Array =>
  step === 1 ? pcm : pcm.filter((_, i) => i % step === 0);
