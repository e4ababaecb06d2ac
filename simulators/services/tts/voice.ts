/**
 * The voice of the stand-in: a hum that changes vowel with every letter and swells with every syllable. Nobody would
 * mistake it for a person; it is loud, the same for the same text, cheap, and easy to check by machine:
 *
 * - its length is {@link speechDurationMs} of the text, to the sample;
 * - the wave runs on through the whole text, without a break at letters or network chunks;
 * - no sample is exactly 0, so that a zero in what is played can only be a gap.
 *
 * The speaker `sine` is a plain 440 Hz cosine with half of full scale whose length is rounded up to whole 25 ms, which
 * is 11 periods: pieces of text that follow each other without a gap make one unbroken wave.
 */
import type { Hertz, Millis } from '../../../core/units.ts';
import { speechDurationMs, spokenSigns } from './speech-duration.ts';

export interface VoiceOptions {
  readonly speaker: string;
  readonly sampleRate: Hertz;
  /** 1 = normal, 2 = twice as fast. */
  readonly speed: number;
}

export const sineHz: Hertz = 440;
export const sineAmplitude = 0.5;
const sineStepMs: Millis = 25;

const voiceAmplitude = 0.4;
/** Level between syllables, as a share of their middle. */
const quietest = 0.4;
const signsPerSyllable = 3;

const tableSize = 1024;
/** First two formants per vowel, in Hz: a, e, i, o, u. */
const vowels: readonly (readonly [Hertz, Hertz])[] = [
  [750, 1250],
  [500, 1800],
  [300, 2300],
  [500, 900],
  [320, 780],
];
const highestHarmonic: Hertz = 3400;
const lowestPitch: Hertz = 95;
const pitchRange: Hertz = 130;

/** Mono s16le of a text; empty if nothing in it can be spoken. */
export function speak(text: string, options: VoiceOptions): Uint8Array {
  const ms = speechDurationMs(text) / options.speed;
  return options.speaker === 'sine' ? sine(ms, options.sampleRate) : hum(text, ms, options);
}

function sine(ms: Millis, sampleRate: Hertz): Uint8Array {
  const steps = Math.ceil(ms / sineStepMs - 1e-9);
  const samples = Math.round((steps * sineStepMs * sampleRate) / 1000);
  const step = (2 * Math.PI * sineHz) / sampleRate;
  return toBytes(samples, (n) => sineAmplitude * Math.cos(step * n));
}

function hum(text: string, ms: Millis, { speaker, sampleRate, speed }: VoiceOptions): Uint8Array {
  const signs = spokenSigns(text);
  const samples = Math.round((ms * sampleRate) / 1000);
  const pitch = lowestPitch + (hash(speaker) % pitchRange);
  const tables = vowels.map((formants) => vowelTable(formants, pitch));
  const step = (tableSize * pitch) / sampleRate;
  let sign = 0;
  let signStart = 0;
  let signSamples = signLength(0);

  function signLength(i: number): number {
    return ((signs[i]?.ms ?? 0) * sampleRate) / 1000 / speed;
  }
  const tableOf = (i: number) => tables[(signs[i]?.sign.codePointAt(0) ?? 0) % tables.length]!;
  let from = tableOf(0);
  let to = tableOf(1);

  return toBytes(samples, (n) => {
    while (n >= signStart + signSamples && sign < signs.length - 1) {
      signStart += signSamples;
      sign++;
      signSamples = signLength(sign);
      from = to;
      to = tableOf(sign + 1);
    }
    const within = Math.min(1, (n - signStart) / signSamples);
    const at = Math.floor(n * step) % tableSize;
    const syllable = ((sign % signsPerSyllable) + within) / signsPerSyllable;
    const swell = quietest + (1 - quietest) * Math.sin(Math.PI * syllable) ** 2;
    return voiceAmplitude * swell * (from[at]! + within * (to[at]! - from[at]!));
  });
}

/** One period of a vowel, peak 1. */
function vowelTable([first, second]: readonly [Hertz, Hertz], pitch: Hertz): Float32Array {
  const table = new Float32Array(tableSize);
  const harmonics = Math.floor(highestHarmonic / pitch);
  for (let k = 1; k <= harmonics; k++) {
    const resonance = (formant: Hertz) => 1 / (1 + ((k * pitch - formant) / 120) ** 2);
    const amplitude = (resonance(first) + 0.5 * resonance(second) + 0.03) / Math.sqrt(k);
    // Schroeder's phases: no moment at which all harmonics add up.
    const phase = (Math.PI * k * (k - 1)) / harmonics;
    for (let n = 0; n < tableSize; n++) {
      table[n] = table[n]! + amplitude * Math.cos((2 * Math.PI * k * n) / tableSize + phase);
    }
  }
  const peak = table.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return table.map((value) => value / peak);
}

function toBytes(samples: number, sampleAt: (n: number) => number): Uint8Array {
  const bytes = new Uint8Array(2 * samples);
  const view = new DataView(bytes.buffer);
  // A zero becomes one step of 16 bits, which nobody hears.
  for (let n = 0; n < samples; n++) view.setInt16(2 * n, Math.round(sampleAt(n) * 32_767) || 1, true);
  return bytes;
}

/** FNV-1a, for picking the same voice for the same name. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) value = Math.imul(value ^ byte, 0x01000193);
  return value >>> 0;
}
