import { describe, expect, test } from 'vitest';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import { encodeWav, encodeWavHeader } from '../../core/audio/wav.ts';
import { readAudio, type AudioForm } from './decode-audio-bytes.ts';
import { bytesOf, cutsOf } from './testing/fake-service.testing.ts';

const samples = Float32Array.from({ length: 60 }, (_, i) => Math.fround(Math.sin(i / 3) / 2));
const quantised = Float32Array.from(samples, (x) => Math.round(x * 32_768) / 32_768);
const pcm = encodePcm16(samples);

function answer(pieces: readonly Uint8Array[], type = 'audio/pcm'): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': type } });
}

async function decode(pieces: readonly Uint8Array[], form: AudioForm, type?: string) {
  const decoded: number[] = [];
  const rates = new Set<number>();
  let chunks = 0;
  for await (const chunk of readAudio(answer(pieces, type), form, new AbortController().signal)) {
    decoded.push(...chunk.samples);
    rates.add(chunk.sampleRate);
    chunks += 1;
  }
  return { samples: Float32Array.from(decoded), rates: [...rates], chunks };
}

const streamedWav = new Uint8Array([...encodeWavHeader(24_000, 'streamed'), ...pcm]);
const forms: readonly [string, Uint8Array, AudioForm, number][] = [
  ['PCM', pcm, { format: 'pcm', sampleRate: 16_000 }, 16_000],
  ['WAV', encodeWav(samples, 48_000), { format: 'wav' }, 48_000],
  ['WAV of unknown length', streamedWav, { format: 'wav' }, 24_000],
  ['WAV where PCM was asked for', streamedWav, { format: 'pcm', sampleRate: 16_000 }, 24_000],
];

describe.each(forms)('%s', (_, body, form, rate) => {
  test('gives the same samples wherever the network cuts it', async () => {
    for (const pieces of [...cutsOf(body), bytesOf(body), [body]]) {
      const decoded = await decode(pieces, form);
      expect(decoded.samples).toEqual(quantised);
      expect(decoded.rates).toEqual([rate]);
    }
  });

  test('half a sample at the end is left out', async () => {
    const decoded = await decode([body, Uint8Array.of(7)], form);
    expect(decoded.samples.length).toBe(60);
  });

  test('comes chunk by chunk', async () => {
    const third = Math.ceil(body.length / 3);
    const decoded = await decode(
      [body.subarray(0, third), body.subarray(third, 2 * third), body.subarray(2 * third)],
      form,
    );
    expect(decoded.chunks).toBe(3);
  });
});

describe('what is no audio', () => {
  const ask: AudioForm = { format: 'pcm', sampleRate: 16_000 };
  const text = (words: string) => new TextEncoder().encode(words);

  test.each([
    ['nothing at all', [], 'audio/pcm', 'empty-audio'],
    ['one byte', [Uint8Array.of(1)], 'audio/pcm', 'empty-audio'],
    ['a WAV without samples', [encodeWav(new Float32Array(0), 32_000)], 'audio/wav', 'empty-audio'],
    ['a JSON error', [text('{"error":{"message":"no such voice"}}')], 'application/json', 'unexpected-reply'],
    ['mp3 by its label', [Uint8Array.of(0xff, 0xfb, 1, 2)], 'audio/mpeg', 'unexpected-reply'],
    ['mp3 by its tag', [text('ID3\u0004....')], 'audio/pcm', 'unexpected-reply'],
    ['ogg', [text('OggS....')], 'audio/ogg', 'unexpected-reply'],
    ['JSON under the wrong label', [text('{"detail":"x"}')], 'application/octet-stream', 'unexpected-reply'],
  ])('%s', async (_, pieces, type, code) => {
    await expect(decode(pieces, ask, type)).rejects.toMatchObject({ name: 'EngineError', code });
  });

  test('a WAV that ends inside its header', async () => {
    const head = encodeWavHeader(24_000, 'streamed').subarray(0, 30);
    await expect(decode([head], { format: 'wav' })).rejects.toMatchObject({ code: 'unexpected-reply' });
  });

  test('something else where a WAV was asked for', async () => {
    await expect(decode([pcm], { format: 'wav' })).rejects.toMatchObject({ code: 'unexpected-reply' });
  });

  test('the service says what went wrong', async () => {
    const body = text('{"error":{"message":"no such voice"}}');
    await expect(decode([body], ask, 'application/json')).rejects.toMatchObject({
      serviceMessage: 'no such voice',
    });
  });
});
