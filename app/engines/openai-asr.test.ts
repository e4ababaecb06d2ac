import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseWav } from '../../core/audio/wav.ts';
import { createCallService } from './call-service.ts';
import type { AsrOptions, Utterance } from './engine.ts';
import {
  inPieces,
  cutsOf,
  startFakeService,
  whole,
  type FakeService,
  type ReceivedRequest,
} from './testing/fake-service.testing.ts';
import { createOpenAiAsr, type OpenAiAsrConfig } from './openai-asr.ts';

let service: FakeService;
beforeAll(async () => (service = await startFakeService()));
afterAll(() => service.close());

const samples = Float32Array.from({ length: 1600 }, (_, i) => Math.round(16_000 * Math.sin(i / 9)) / 32_768);
const utterance: Utterance = {
  samples,
  sampleRate: 16_000,
  start: 0,
  end: 1600,
  evidence: { voicedMs: 100, meanProbability: 1, maxProbability: 1, speechDb: -20, noiseDb: -60 },
};

const recogniser = (config: Partial<OpenAiAsrConfig> = {}, keys: Record<string, string> = {}) =>
  createOpenAiAsr(
    {
      kind: 'openai-asr',
      address: { url: `${service.origin}/v1`, mode: 'base', via: 'direct' },
      model: 'whisper-1',
      stream: false,
      simpleRequest: false,
      ...config,
    },
    createCallService({ keys }),
  );

const transcribe = (engine = recogniser(), options: Partial<AsrOptions> = {}) =>
  engine.transcribe(utterance, { signal: new AbortController().signal, ...options });

/** The fields of a multipart body as its receiver reads them. */
async function fieldsOf({ body, headers }: ReceivedRequest): Promise<FormData> {
  return new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type']! },
  }).formData();
}

describe('openai-asr request', () => {
  test('uploads 16 kHz mono 16-bit WAV under a name with its ending', async () => {
    service.answerWith(whole(200, 'application/json', '{"text":"x"}'));
    await transcribe();
    const file = (await fieldsOf(service.requests.at(-1)!)).get('file') as File;
    expect(file.name).toBe('audio.wav');
    const wav = parseWav(new Uint8Array(await file.arrayBuffer()));
    expect(wav.ok && wav.value.format).toMatchObject({ sampleRate: 16_000, channels: 1, encoding: 'int16' });
    expect(wav.ok && wav.value.samples).toEqual(samples);
  });

  test('sends language and prompt only where there is one', async () => {
    service.answerWith(whole(200, 'application/json', '{"text":"x"}'));
    await transcribe(recogniser({ language: 'auto', prompt: '' }));
    const plain = await fieldsOf(service.requests.at(-1)!);
    expect([...plain.keys()].sort()).toEqual(['file', 'model', 'response_format']);
    await transcribe(recogniser({ language: 'zh-CN', prompt: 'EchoKit' }));
    const full = await fieldsOf(service.requests.at(-1)!);
    expect([full.get('language'), full.get('prompt')]).toEqual(['zh', 'EchoKit']);
    await transcribe(recogniser(), { language: 'en-GB', prompt: 'names' });
    const asked = await fieldsOf(service.requests.at(-1)!);
    expect([asked.get('language'), asked.get('prompt')]).toEqual(['en', 'names']);
    await transcribe(recogniser({ language: 'auto' }), { language: 'en-GB' });
    expect((await fieldsOf(service.requests.at(-1)!)).has('language')).toBe(false);
  });

  test('a simple request has no header that would need a preflight', async () => {
    service.answerWith(whole(200, 'application/json', '{"text":"x"}'));
    await transcribe(recogniser({ simpleRequest: true }, { [service.origin]: 'key' }));
    const { headers } = service.requests.at(-1)!;
    expect(headers.authorization).toBeUndefined();
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  });

  test("whisper.cpp's own endpoint by an exact address", async () => {
    service.answerWith(whole(200, 'application/json', '{"text":" hello\\n"}'));
    const address = { url: `${service.origin}/inference`, mode: 'exact', via: 'direct' } as const;
    expect(await transcribe(recogniser({ address, model: '' }))).toEqual({ text: 'hello' });
    const request = service.requests.at(-1)!;
    expect(request.path).toBe('/inference');
    expect((await fieldsOf(request)).has('model')).toBe(false);
  });

  test('drops the verbose form when a server refuses it, and remembers', async () => {
    service.answerWith(async (response, request) => {
      const refused = (await fieldsOf(request)).has('response_format');
      response.writeHead(refused ? 400 : 200, { 'content-type': 'application/json' });
      response.end(
        refused
          ? '{"error":{"message":"response_format \'verbose_json\' is not compatible","param":"response_format"}}'
          : '{"text":"fine"}',
      );
    });
    const engine = recogniser({ model: 'parakeet' });
    const before = service.requests.length;
    expect(await transcribe(engine)).toEqual({ text: 'fine' });
    expect(await transcribe(engine)).toEqual({ text: 'fine' });
    expect(service.requests.length - before).toBe(3);
  });
});

describe('openai-asr reply', () => {
  test('verbose JSON brings the measures for the hallucination gate', async () => {
    const segments = [
      { start: 0, end: 1, no_speech_prob: 0.8, avg_logprob: -1.5, compression_ratio: 2.6, text: 'x' },
    ];
    service.answerWith(
      whole(200, 'application/json', JSON.stringify({ text: 'x', language: 'english', segments })),
    );
    expect(await transcribe()).toEqual({
      text: 'x',
      language: 'english',
      noSpeechProbability: 0.8,
      averageLogProbability: -1.5,
      compressionRatio: 2.6,
    });
  });

  test.each([
    [
      "LlamaEdge's timestamps",
      'application/json',
      JSON.stringify({
        text: '[00:00:00.000 --> 00:00:03.540]  Hello there.\n[00:00:03.540 --> 00:00:05.000]  Bye.\n',
      }),
      'Hello there. Bye.',
    ],
    ['plain text', 'text/plain', ' Hello.\n', 'Hello.'],
    ['JSON without a content type', 'application/octet-stream', '{"text":"Hello."}', 'Hello.'],
    ['silence', 'application/json', '{"text":""}', ''],
    ['nothing', 'text/plain', '', ''],
  ])('%s', async (_, type, body, text) => {
    service.answerWith(whole(200, type, body));
    expect((await transcribe()).text).toBe(text);
  });

  test.each([
    ['an error under a good status', 'application/json', '{"error":{"message":"no audio"}}', 'stream-error'],
    ['JSON without text', 'application/json', '{"result":1}', 'unexpected-reply'],
  ])('%s is a failure, never silence', async (_, type, body, code) => {
    service.answerWith(whole(200, type, body));
    await expect(transcribe()).rejects.toMatchObject({ name: 'EngineError', code });
  });
});

describe('openai-asr stream', () => {
  const event = (fields: object) => `event: x\ndata: ${JSON.stringify(fields)}\n\n`;
  const words = [
    event({ type: 'transcript.text.delta', delta: 'Grüß ' }),
    ': keep-alive\n\n',
    event({ type: 'transcript.text.delta', delta: 'Gott' }),
  ].join('');
  const body = words + event({ type: 'transcript.text.done', text: 'Grüß Gott.' });

  test('partial texts replace each other, whatever the cuts', async () => {
    const bytes = new TextEncoder().encode(body);
    for (const pieces of cutsOf(bytes).filter((_, i) => i % 7 === 0)) {
      const partials: string[] = [];
      service.answerWith(inPieces('text/event-stream', pieces));
      const transcript = await transcribe(recogniser({ stream: true, model: 'gpt-4o-mini-transcribe' }), {
        onPartial: (text) => partials.push(text),
      });
      expect(transcript.text).toBe('Grüß Gott.');
      expect(partials).toEqual(['Grüß', 'Grüß Gott', 'Grüß Gott.']);
    }
    const fields = await fieldsOf(service.requests.at(-1)!);
    expect(fields.get('stream')).toBe('true');
    expect(fields.has('response_format')).toBe(false);
  });

  test('JSON instead of the stream asked for is fine (whisper-1)', async () => {
    service.answerWith(whole(200, 'application/json', '{"text":"whole"}'));
    expect((await transcribe(recogniser({ stream: true }))).text).toBe('whole');
  });

  test('segments without types are joined (speaches)', async () => {
    service.answerWith(
      inPieces('text/event-stream', ['data: {"text":"One."}\n\n', 'data: {"text":"Two."}\n\n']),
    );
    expect((await transcribe(recogniser({ stream: true }))).text).toBe('One. Two.');
  });

  test.each([
    ['an end without its event', words, 'stream-cut'],
    ['no event at all', '', 'stream-cut'],
    ['garbage', 'data: {"typ\n\ndata: {{\n\n', 'unexpected-reply'],
    ['an error event', `${words}data: {"error":{"message":"boom"}}\n\n`, 'stream-error'],
  ])('%s is a failure', async (_, text, code) => {
    service.answerWith(inPieces('text/event-stream', [text]));
    await expect(transcribe(recogniser({ stream: true }))).rejects.toMatchObject({ code });
  });
});
