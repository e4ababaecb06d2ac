import { describe, expect, it } from 'vitest';
import { gsvSampleRates } from '../../../core/gsv/speech-request.ts';
import { decodePcm16 } from '../../../core/audio/pcm.ts';
import { burstAudio, chunkAudio } from './chunking.ts';
import { speechDurationMs } from './speech-duration.ts';
import { sineAmplitude, sineHz, speak } from './voice.ts';

const options = { speaker: 'cooper', sampleRate: 24_000, speed: 1 };
const samplesOf = (text: string, over: Partial<typeof options> = {}): Float32Array =>
  decodePcm16(speak(text, { ...options, ...over }));

describe('speechDurationMs', () => {
  it('takes 65 ms for a letter or digit and 200 ms for a syllable sign', () => {
    expect(speechDurationMs('Hi, no 7!')).toBe(5 * 65);
    expect(speechDurationMs('你好。')).toBe(400);
    expect(speechDurationMs(' … !')).toBe(0);
  });
});

describe('speak', () => {
  it.each(gsvSampleRates)('lasts as long as the text says at %i Hz', (sampleRate) => {
    expect(samplesOf('Hello there', { sampleRate }).length).toBe(Math.round(0.65 * sampleRate));
  });

  it('is faster at a higher speed', () => {
    expect(samplesOf('Hello there', { speed: 2 }).length).toBe(0.325 * 24_000);
  });

  it('is the same for the same words, and another for others', () => {
    expect(speak('Hello', options)).toEqual(speak('Hello', options));
    expect(speak('Hello', options)).not.toEqual(speak('Hallo', options));
    expect(speak('Hello', options)).not.toEqual(speak('Hello', { ...options, speaker: 'ht' }));
  });

  it('is loud from beginning to end, never clips and never is 0', () => {
    const pcm = samplesOf('The tide comes in twice a day.');
    for (let at = 0; at + 2400 <= pcm.length; at += 2400) {
      const part = pcm.subarray(at, at + 2400);
      const level = 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length);
      expect(level).toBeGreaterThan(-34);
    }
    expect(pcm.every((sample) => sample !== 0 && Math.abs(sample) <= 0.41)).toBe(true);
    expect(Math.max(...pcm.subarray(0, 24).map(Math.abs))).toBeGreaterThan(0.001);
  });

  it('has no break in its wave: no step is larger than within a vowel', () => {
    const steps = (pcm: Float32Array) =>
      Math.max(...pcm.subarray(1).map((sample, n) => Math.abs(sample - pcm[n]!)));
    const oneVowel = steps(samplesOf('aaaaaaaaaaaa', { sampleRate: 48_000 }));
    expect(steps(samplesOf('The tide comes in.', { sampleRate: 48_000 }))).toBeLessThan(2.5 * oneVowel);
  });

  it.each(gsvSampleRates)('sine: pieces at %i Hz make one cosine', (sampleRate) => {
    const one = samplesOf('Hello', { speaker: 'sine', sampleRate });
    const two = samplesOf('there', { speaker: 'sine', sampleRate });
    expect(one.length % Math.round(sampleRate / 40)).toBe(0);
    const joined = Float32Array.from([...one, ...two]);
    const furthest = joined.reduce((most, sample, n) => {
      const ideal = sineAmplitude * Math.cos((2 * Math.PI * sineHz * n) / sampleRate);
      return Math.max(most, Math.abs(sample - ideal));
    }, 0);
    expect(furthest).toBeLessThan(1e-4);
  });

  it('says nothing where nothing can be said', () => {
    expect(speak('…', options).length).toBe(0);
    expect(speak('', { ...options, speaker: 'sine' }).length).toBe(0);
  });
});

describe('chunkAudio', () => {
  const pcm = speak('The tide comes in twice a day.', options);

  it('loses nothing, cuts 20 to 40 ms, in the middle of a sample now and then', () => {
    const parts = chunkAudio(pcm, 24_000, 0.3, 1);
    expect(Buffer.concat(parts.map(({ bytes }) => bytes))).toEqual(Buffer.from(pcm));
    const lengths = parts.slice(0, -1).map(({ bytes }) => bytes.length);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(960);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1921);
    expect(lengths.some((length) => length % 2 === 1)).toBe(true);
    expect(lengths.some((length) => length % 2 === 0)).toBe(true);
  });

  it('gives each chunk the time at which it is made', () => {
    let before = 0;
    for (const { atMs, bytes } of chunkAudio(pcm, 24_000, 0.3, 1)) {
      expect(atMs).toBeCloseTo((before / 48) * 0.3, 6);
      before += bytes.length;
    }
  });
});

it('burstAudio sends a piece when those before it are made', () => {
  const pieces = [new Uint8Array(4800), new Uint8Array(), new Uint8Array(960)];
  expect(burstAudio(pieces, 24_000, 0.5).map(({ atMs }) => atMs)).toEqual([0, 50]);
});
