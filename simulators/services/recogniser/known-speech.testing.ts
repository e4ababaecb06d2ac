/** The fixtures' utterances as audio, and what may happen to audio on its way to a recogniser. */
import { concat, noise } from '../../../core/audio/random.testing.ts';
import { resample } from '../../../core/audio/resampler.ts';
import { heardRate } from '../../../core/units.ts';
import { templateSources } from '../make-templates.ts';
import { readTruthFolder } from './truth-folder.ts';
import type { TruthRecording, TruthUtterance } from './truth-folder.ts';

export interface Spoken extends TruthUtterance {
  readonly recording: TruthRecording;
}

export const recordings: readonly TruthRecording[] = templateSources.flatMap(readTruthFolder);
export const utterances: readonly Spoken[] = utterancesIn(recordings);

/** The utterances of recordings to which something was done as a whole. */
export function utterancesAfter(change: (pcm: Float32Array) => Float32Array): readonly Spoken[] {
  return utterancesIn(recordings.map((recording) => ({ ...recording, pcm: change(recording.pcm) })));
}

function utterancesIn(from: readonly TruthRecording[]): Spoken[] {
  return from.flatMap((recording) => recording.utterances.map((utterance) => ({ ...utterance, recording })));
}

const perMs = heardRate / 1000;

/** The first utterance with these words. */
export function spoken(text: string): Spoken {
  const found = utterances.find((utterance) => utterance.text === text);
  if (found === undefined) throw new Error(`no fixture says "${text}"`);
  return found;
}

/** What lies around and in an utterance, with so much of its recording before and after, where there is that much. */
export function excerpt({ recording, start, end }: Spoken, beforeMs: number, afterMs: number): Float32Array {
  const from = Math.max(0, start - Math.round(beforeMs * perMs));
  return recording.pcm.slice(from, Math.min(recording.pcm.length, end + Math.round(afterMs * perMs)));
}

export type Side = 'start' | 'end';

/** Audio that begins or ends inside the utterance; 250 ms of its recording on the other side. */
export function cutShort(utterance: Spoken, side: Side, ms: number): Float32Array {
  return side === 'start' ? excerpt(utterance, -ms, 250) : excerpt(utterance, 250, -ms);
}

/** The same length, but with something else up to where the utterance was cut. */
export function overlaid(utterance: Spoken, side: Side, ms: number, amplitude: number): Float32Array {
  const { recording, start, end } = utterance;
  const whole = excerpt(utterance, 250, 250);
  const lead = Math.min(start, 250 * perMs);
  const from = side === 'start' ? 0 : lead + (end - start) - ms * perMs;
  const to = side === 'start' ? lead + ms * perMs : whole.length;
  whole.set(noise(recording.pcm.length, to - from, amplitude), from);
  return whole;
}

export const silence = (ms: number): Float32Array => new Float32Array(ms * perMs);
export const joined = concat;

export function rms(pcm: Float32Array): number {
  return Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length);
}

/** Adds white noise this far below the signal. */
export function withNoise(pcm: Float32Array, snrDb: number): Float32Array {
  // White noise in [-a, a) has an RMS of a / sqrt(3).
  const hiss = noise(pcm.length, pcm.length, rms(pcm) * 10 ** (-snrDb / 20) * Math.sqrt(3));
  return pcm.map((sample, n) => sample + hiss[n]!);
}

export const quieter = (pcm: Float32Array, db: number): Float32Array =>
  pcm.map((sample) => sample * 10 ** (-db / 20));

/** First order, as cheap microphones have it. */
export function highPassed(pcm: Float32Array, hz: number): Float32Array {
  const keep = Math.exp((-2 * Math.PI * hz) / heardRate);
  let level = 0;
  let before = 0;
  return pcm.map((sample) => {
    level = keep * (level + sample - before);
    before = sample;
    return level;
  });
}

/** First order. */
export function lowPassed(pcm: Float32Array, hz: number): Float32Array {
  const share = 1 - Math.exp((-2 * Math.PI * hz) / heardRate);
  let level = 0;
  return pcm.map((sample) => (level += share * (sample - level)));
}

/** To a device's rate and back. */
export const resampled = (pcm: Float32Array, rate: number): Float32Array =>
  resample(resample(pcm, heardRate, rate), rate, heardRate);

/** A small room: the direct sound and a decaying tail 20 dB below it. */
export function inRoom(pcm: Float32Array): Float32Array {
  const tail = noise(7, 1600, 0.06).map((sample, n) => sample * Math.exp((-6.9 * n) / 4800));
  const out = pcm.slice();
  for (let k = 80; k < tail.length; k += 7) {
    const gain = tail[k]! * 2;
    for (let n = k; n < out.length; n++) out[n] = out[n]! + gain * pcm[n - k]!;
  }
  return out;
}

/** What a room and a cheap microphone make of a voice. Noise and level are left to the excerpt, which knows its own. */
export const throughMicrophone = (pcm: Float32Array): Float32Array =>
  lowPassed(highPassed(resampled(inRoom(pcm), 48_000), 150), 4000);
