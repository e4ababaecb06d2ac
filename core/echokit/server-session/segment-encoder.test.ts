import { describe, expect, it } from 'vitest';
import { concat, createRandom } from '../../audio/random.testing.ts';
import { decodePcm16, int16ToFloat32 } from '../../audio/pcm.ts';
import { createOpusDecoder, createOpusEncoder } from '../../opus/opus-codec.ts';
import { parseConnectionQuery } from '../connection-query.ts';
import type { ServerEvent } from '../server-event.ts';
import { encodeSegment, voiceFormOf, type VoiceForm } from './segment-encoder.ts';

/** Vowels of sorts: pulses of a voice through two resonances that wander. */
function voice(length: number): Float32Array {
  const random = createRandom(4);
  let [a1, a2, b1, b2] = [0, 0, 0, 0];
  return Float32Array.from({ length }, (_, n) => {
    const pulse = n % 128 < 2 ? 1 : 0.01 * (random.next() - 0.5);
    const first = 500 + 250 * Math.sin(n / 4000);
    const a = 2 * 0.97 * Math.cos((2 * Math.PI * first) / 16_000) * a1 - 0.97 ** 2 * a2 + pulse;
    [a2, a1] = [a1, a];
    const b = 2 * 0.95 * Math.cos((2 * Math.PI * 1500) / 16_000) * b1 - 0.95 ** 2 * b2 + a;
    [b2, b1] = [b1, b];
    return 0.02 * b;
  });
}

const formOf = (query: string, prefersSamples = false): VoiceForm => {
  const parsed = parseConnectionQuery(query);
  if (!parsed.ok) throw parsed.error;
  return voiceFormOf(parsed.value, prefersSamples);
};

type Chunk = Extract<
  ServerEvent,
  { event: 'AudioChunk' | 'AudioChunkWithVowel' | 'AudioChunki16'; data: unknown }
>;
const chunksOf = (events: readonly ServerEvent[]): readonly Chunk[] => events as readonly Chunk[];

/** Correlation at the best delay of up to 25 ms. */
function likeness(said: Float32Array, heard: Float32Array): number {
  let best = 0;
  for (let delay = 0; delay < 400; delay += 1) {
    let [both, one, two] = [0, 0, 0];
    for (let n = 0; n < Math.min(said.length, heard.length - delay); n += 1) {
      const [x, y] = [said[n]!, heard[n + delay]!];
      both += x * y;
      one += x * x;
      two += y * y;
    }
    best = Math.max(best, both / Math.sqrt(one * two));
  }
  return best;
}

describe('how a box is fed', () => {
  it('[S25] follows its query', () => {
    expect(formOf('')).toEqual({ kind: 'pcm', vowel: false });
    expect(formOf('', true)).toEqual({ kind: 'pcm', vowel: false });
    expect(formOf('opus=true')).toEqual({ kind: 'opus', vowel: false });
    expect(formOf('opus=true', true)).toEqual({ kind: 'samples', vowel: false });
    expect(formOf('opus=true&vowel=true')).toEqual({ kind: 'opus', vowel: true });
    expect(formOf('opus=true&vowel=true', true)).toEqual({ kind: 'samples', vowel: true });
  });

  it('[S25] with samples: whole, in chunks of at most 0.5 s', () => {
    const said = voice(20_001);
    const events = chunksOf(encodeSegment(said, formOf(''), null));
    const heard = concat(events.map(({ data }) => decodePcm16(data as Uint8Array)));
    expect(heard.length).toBe(said.length);
    expect(likeness(said, heard)).toBeGreaterThan(0.9999);
    expect(Math.max(...events.map(({ data }) => data.length))).toBe(16_000);
  });

  it.each([true, false])('[S25] with plain samples, mouth shapes: %s', (vowel) => {
    const said = voice(20_001);
    const events = chunksOf(encodeSegment(said, { kind: 'samples', vowel }, null));
    const heard = concat(events.map(({ data }) => int16ToFloat32(data as Int16Array)));
    expect(heard.length).toBe(said.length);
    expect(likeness(said, heard)).toBeGreaterThan(0.9999);
    for (const event of events) {
      expect(event.event).toBe('AudioChunki16');
      expect('vowel' in event).toBe(vowel);
      expect(event.data.length).toBeLessThanOrEqual(8000);
    }
    if (vowel) expect(events.some((event) => 'vowel' in event && event.vowel !== 0)).toBe(true);
  });

  it.each([true, false])('[S25] with Opus packets of 60 ms, mouth shapes: %s', async (vowel) => {
    const encoder = await createOpusEncoder('audio');
    const decoder = await createOpusDecoder();
    for (const length of [1, 960, 959, 1000, 47_900]) {
      const said = voice(length);
      const events = chunksOf(encodeSegment(said, { kind: 'opus', vowel }, encoder));
      const heard = concat(
        events.map(({ event, data }) => {
          expect(event).toBe(vowel ? 'AudioChunkWithVowel' : 'AudioChunk');
          const samples = decoder.decode(data as Uint8Array);
          if (!samples.ok) throw samples.error;
          expect(samples.value.length).toBe(960);
          return int16ToFloat32(samples.value);
        }),
      );
      // Nothing is lost at the end: what the encoder looks ahead is there too.
      expect(heard.length).toBeGreaterThanOrEqual(length + 104);
      expect(heard.length).toBeLessThan(length + 104 + 960);
      if (length > 16_000) {
        expect(likeness(said, heard)).toBeGreaterThan(0.97);
        expect(likeness(said.subarray(-2000), heard.subarray(length - 2000))).toBeGreaterThan(0.9);
      }
      encoder.reset();
      decoder.reset();
      await Promise.resolve();
    }
    encoder.close();
    decoder.close();
  });

  it('makes nothing of nothing', () => {
    for (const kind of ['pcm', 'samples', 'opus'] as const)
      expect(encodeSegment(new Float32Array(0), { kind, vowel: false }, null)).toEqual([]);
  });
});
