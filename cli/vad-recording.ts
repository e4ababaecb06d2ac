/** Recordings and models for the `vad` commands, from files. */
import { resample } from '../core/audio/resampler.ts';
import { parseWav } from '../core/audio/wav.ts';
import type { Hertz } from '../core/units.ts';
import { isSileroRate, type SileroRate } from '../core/vad/silero-frames.ts';
import { readSileroAssets } from '../models/model-files.ts';
import { judgeRecording } from '../workers/vad/judge-recording.ts';
import { createOrtSilero, type SileroVersion } from '../workers/vad/ort-silero.ts';
import type { SpeechModel } from '../workers/vad/speech-model.ts';
import { readInput } from './command-line.ts';

export interface Recording {
  readonly rate: Hertz;
  /** Mono, [-1, 1]. */
  readonly pcm: Float32Array;
}

/** @throws with the file's name when it is no WAV that we read */
export async function readRecording(path: string): Promise<Recording> {
  const wav = parseWav(await readInput(path));
  if (!wav.ok) throw new Error(`${path} cannot be read as WAV: ${wav.error.message}`, { cause: wav.error });
  return { rate: wav.value.format.sampleRate, pcm: wav.value.samples };
}

/** As it is at a rate that the model knows, otherwise brought to 16 kHz by the app's own resampler. */
export function atModelRate({ rate, pcm }: Recording): {
  readonly rate: SileroRate;
  readonly pcm: Float32Array;
} {
  return isSileroRate(rate) ? { rate, pcm } : { rate: 16_000, pcm: resample(pcm, rate, 16_000) };
}

/** Models by version and rate, each made at its first use. */
export class Judges {
  readonly #models = new Map<string, Promise<SpeechModel>>();

  async judge(version: SileroVersion, rate: SileroRate, pcm: Float32Array): Promise<number[]> {
    const key = `${version} ${rate}`;
    const model =
      this.#models.get(key) ?? createOrtSilero({ version, ...readSileroAssets(version), sampleRate: rate });
    this.#models.set(key, model);
    return judgeRecording(await model, pcm);
  }
}
