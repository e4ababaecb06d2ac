/** A recording in which every word's place is known: somebody counts, spoken by eSpeak NG word by word. */
import { decodePcm16 } from '../../core/audio/pcm.ts';
import { concat } from '../../core/audio/random.testing.ts';
import { heardRate, type Samples } from '../../core/units.ts';
import type { Clip } from '../../e2e/support/stage.ts';
import { BuiltInVoice } from '../../server/voice/built-in-voice.ts';

export interface PlacedWord {
  readonly text: string;
  /** In the clip; end exclusive. */
  readonly start: Samples;
  readonly end: Samples;
}

export interface CountedWords {
  readonly clip: Clip;
  readonly words: readonly PlacedWord[];
}

const numbers = 'one two three four five six seven eight nine ten'.split(' ');
const voice = 'gmw/en-US';
const peak = 0.3;
/** What is softer at a word's ends, relative to its loudest sample, is not part of it. */
const audible = 0.02;
/** Between words, as in running speech. */
const pauseSamples = 0.03 * heardRate;

async function sayWord(espeak: BuiltInVoice, text: string): Promise<Float32Array> {
  const parts: Uint8Array[] = [];
  const order = { text, voice, speed: 1, sampleRate: heardRate };
  for await (const { bytes } of espeak.speak(order, new AbortController().signal)) parts.push(bytes);
  const samples = decodePcm16(Buffer.concat(parts));
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const isAudible = (sample: number) => Math.abs(sample) > audible * loudest;
  return samples
    .slice(samples.findIndex(isAudible), samples.findLastIndex(isAudible) + 1)
    .map((sample) => (sample * peak) / loudest);
}

export async function countAloud(): Promise<CountedWords> {
  const espeak = new BuiltInVoice();
  const pieces: Float32Array[] = [];
  const words: PlacedWord[] = [];
  let at = 0;
  try {
    for (const text of numbers) {
      const samples = await sayWord(espeak, text);
      words.push({ text, start: at, end: at + samples.length });
      pieces.push(samples, new Float32Array(pauseSamples));
      at += samples.length + pauseSamples;
    }
  } finally {
    await espeak.close();
  }
  return { clip: { text: numbers.join(' '), samples: concat(pieces.slice(0, -1)) }, words };
}
