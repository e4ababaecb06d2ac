/**
 * Recordings made for one test: voices of the fixtures, coughs and hums at known positions, with a little room noise.
 * 16 kHz mono, written to a temporary WAV that becomes the microphone.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeWav } from '../../core/audio/wav.ts';
import { heardRate, type Millis } from '../../core/units.ts';
import { loadRecording, type Utterance } from './recordings.ts';

export interface Clip {
  /** What the recogniser stand-in answers when it got all of it; empty for what is not speech. */
  readonly text: string;
  /** 16 kHz; the first and the last sample are audible. */
  readonly samples: Float32Array;
}

export interface Cue {
  readonly clip: Clip;
  /** When it begins. */
  readonly atMs: Millis;
}

export interface Stage {
  readonly path: string;
  readonly samples: Float32Array;
  readonly cues: readonly Cue[];
  readonly lengthMs: Millis;
  remove(): void;
}

const msOf = (samples: number): Millis => (samples * 1000) / heardRate;
export const clipMs = ({ samples }: Clip): Millis => msOf(samples.length);

/** A small generator with a seed, so that every run has the same noise. */
function noiseSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** The utterances of a microphone recording as clips that can be put anywhere. */
export function voices(...names: readonly string[]): readonly Clip[] {
  return names.flatMap((name) => {
    const { samples, utterances } = loadRecording(name);
    return utterances.map(({ text, start, end }: Utterance) => ({
      text,
      samples: samples.slice(Math.round(start), Math.round(end)),
    }));
  });
}

/** The one utterance of the recordings with these words. */
export function clipSaying(text: string): Clip {
  const clip = voices('mic_a', 'mic_b').find((candidate) => candidate.text === text);
  if (!clip) throw new Error(`nobody says "${text}"`);
  return clip;
}

/** 150 ms of unvoiced noise with a sharp beginning, like a cough. */
export function cough(lengthMs: Millis = 150): Clip {
  const random = noiseSource(7);
  const length = Math.round((lengthMs * heardRate) / 1000);
  let last = 0;
  const samples = Float32Array.from({ length }, (_, n) => {
    const white = random();
    // A first difference takes the low end out: nothing voiced is left.
    const unvoiced = white - 0.7 * last;
    last = white;
    const attack = Math.min(1, n / (0.004 * heardRate));
    return 0.28 * attack * Math.exp(-3 * (n / length)) * unvoiced;
  });
  return { text: '', samples };
}

/** "Mm-hm": the beginning of an utterance, faded out, too short to be more than a hum. */
export function hum(voice: Clip, lengthMs: Millis = 450): Clip {
  const length = Math.round((lengthMs * heardRate) / 1000);
  const fade = 0.06 * heardRate;
  const samples = voice.samples
    .slice(0, length)
    .map((sample, n) => sample * Math.min(1, (length - n) / fade));
  return { text: '', samples };
}

/** Puts cues on a quiet room (-62 dBFS of noise) and writes the microphone's file. */
export function stage(cues: readonly Cue[], lengthMs: Millis): Stage {
  const random = noiseSource(3);
  const samples = Float32Array.from(
    { length: Math.round((lengthMs * heardRate) / 1000) },
    () => 0.0014 * random(),
  );
  for (const { clip, atMs } of cues) {
    const start = Math.round((atMs * heardRate) / 1000);
    clip.samples.forEach((sample, n) => {
      samples[start + n] = (samples[start + n] ?? 0) + sample;
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'echokit-stage-'));
  const path = join(folder, 'microphone.wav');
  writeFileSync(path, encodeWav(samples, heardRate));
  return { path, samples, cues, lengthMs, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One clip after the other, the next one beginning `gapMs` after the end of the one before. */
export function inARow(
  clips: readonly Clip[],
  options: { readonly firstMs: Millis; readonly gapMs: Millis },
): Stage {
  const cues: Cue[] = [];
  let atMs = options.firstMs;
  for (const clip of clips) {
    cues.push({ clip, atMs });
    atMs += clipMs(clip) + options.gapMs;
  }
  return stage(cues, atMs);
}

/** These words, and then a minute and a half in which nobody speaks: nothing disturbs the answer, however late it is. */
export const sayOnce = (text: string): Stage => stage([{ clip: clipSaying(text), atMs: 1000 }], 90_000);
