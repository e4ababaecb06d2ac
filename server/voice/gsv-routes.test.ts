import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodePcm16 } from '../../core/audio/pcm.ts';
import { parseWav } from '../../core/audio/wav.ts';
import {
  call,
  eventually,
  head,
  startCompanion,
  startVoiceCompanion,
  type Answer,
} from '../companion.testing.ts';
import type { Companion } from '../create-companion.ts';

let companion: Companion;
beforeAll(async () => void (companion = await startVoiceCompanion()));
afterAll(() => companion.close());

const json = { 'content-type': 'application/json' };
const text = 'The quick brown fox jumps over the lazy dog.';
const longText = 'This sentence is one of a great many that follow each other. '.repeat(40);

const speakTo = (companion: Companion, endpoint: string, body: unknown, headers = {}): Promise<Answer> =>
  call(companion, `/v1/audio/${endpoint}`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const speak = (endpoint: string, body: unknown, headers = {}): Promise<Answer> =>
  speakTo(companion, endpoint, body, headers);

const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);

function expectSpeech(samples: Float32Array, rate: number): void {
  expect(samples.length / rate).toBeGreaterThan(2);
  expect(samples.length / rate).toBeLessThan(4);
  expect(rms(samples)).toBeGreaterThan(0.02);
}

describe('speakers', () => {
  test('are a JSON array of names', async () => {
    const answer = await call(companion, '/v1/audio/speakers');
    const names = JSON.parse(answer.text) as string[];
    for (const name of ['auto', 'en-us', 'en-gb', 'cmn', 'fr', 'de', 'es', 'ja'])
      expect(names).toContain(name);
  });

  test('every one of them speaks', async () => {
    const names = JSON.parse((await call(companion, '/v1/audio/speakers')).text) as string[];
    for (const speaker of names) {
      const { bytes } = await speak('stream_speech', {
        input: '1, 2, 3',
        speaker,
        sample_rate: 8000,
      });
      expect([speaker, rms(decodePcm16(bytes)) > 0.01]).toEqual([speaker, true]);
    }
  });
});

describe('speech', () => {
  test.each([undefined, 8_000, 16_000, 24_000, 32_000, 44_000, 48_000])('is a WAV at %s Hz', async (rate) => {
    const answer = await speak('speech', {
      input: text,
      speaker: 'en-us',
      sample_rate: rate,
    });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'audio/wav']);
    const wav = parseWav(answer.bytes);
    if (!wav.ok) throw wav.error;
    expect(wav.value.format.sampleRate).toBe(rate ?? 32_000);
    expectSpeech(wav.value.samples, wav.value.format.sampleRate);
  });

  test.each(['batch_speech', 'stream_speech'])('%s is raw PCM at the rate asked for', async (endpoint) => {
    const answer = await speak(endpoint, { input: text, voice: 'en-us', sample_rate: 16_000 });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'audio/pcm;rate=16000']);
    expect(answer.bytes.length % 2).toBe(0);
    expectSpeech(decodePcm16(answer.bytes), 16_000);
  });

  test("a request made for OpenAI fits if its voice is a speaker's name", async () => {
    const body = { model: 'tts-1', input: text, voice: 'en-gb', response_format: 'mp3', speed: 2 };
    const wav = parseWav((await speak('speech', body)).bytes);
    expect(wav.ok && wav.value.samples.length / 32_000).toBeLessThan(2.5);
  });

  test('auto speaks Chinese for Chinese', async () => {
    const samples = async (speaker: string) =>
      (await speak('stream_speech', { input: '今天天气很好，我们去公园吧。', speaker })).bytes.length;
    const [auto, cmn, english] = [await samples('auto'), await samples('cmn'), await samples('en-us')];
    expect(Math.abs(auto - cmn) / cmn).toBeLessThan(0.02);
    expect(Math.abs(auto - english) / english).toBeGreaterThan(0.02);
  });
});

describe('streaming', () => {
  test('the first samples arrive while the rest is still to be made', async () => {
    const answer = await open(companion, 'stream_speech', longText.repeat(20));
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(100_000);
    answer.destroy();
  });

  test('batch_speech sends piece by piece', async () => {
    const [batch, stream] = await Promise.all(
      ['batch_speech', 'stream_speech'].map((endpoint) =>
        speak(endpoint, { input: longText, speaker: 'en-us', sample_rate: 8_000 }),
      ),
    );
    expect(Math.abs(batch!.bytes.length - stream!.bytes.length) / stream!.bytes.length).toBeLessThan(0.01);
  });

  test('a client that leaves frees the voice for the next', async () => {
    const leaving = await Promise.all(
      Array.from({ length: 32 }, () => open(companion, 'stream_speech', longText.repeat(100))),
    );
    await Promise.all(leaving.map((answer) => once(answer, 'data')));
    expect((await speak('stream_speech', { input: text, speaker: 'en-us' })).status).toBe(503);
    for (const answer of leaving) answer.destroy();
    let status = 503;
    while (status === 503) ({ status } = await speak('stream_speech', { input: text, speaker: 'en-us' }));
    expect(status).toBe(200);
  });

  test('a client that does not read holds nobody up', async () => {
    const stuck = await open(companion, 'stream_speech', longText.repeat(100));
    stuck.pause();
    const answer = await speak('stream_speech', {
      input: text,
      speaker: 'en-us',
      sample_rate: 16_000,
    });
    expectSpeech(decodePcm16(answer.bytes), 16_000);
    stuck.destroy();
  });

  test('the companion ends in the middle: the stream is cut', async () => {
    const ending = await startCompanion();
    const answer = await open(ending, 'stream_speech', longText.repeat(100));
    let cut = false;
    answer.on('error', () => (cut = true)).resume();
    await ending.close();
    await eventually(() => cut);
  });
});

const open = (companion: Companion, endpoint: string, input: string): Promise<IncomingMessage> =>
  head(companion, `/v1/audio/${endpoint}`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ input, speaker: 'en-us', sample_rate: 48_000 }),
  });

describe('what cannot be spoken', () => {
  test.each([
    [{ input: text, speaker: 'cooper' }],
    [{ input: '', speaker: 'en-us' }],
    [{ input: ' \n', speaker: 'en-us' }],
  ])('%j is 500 for a WAV and empty for a stream, as gsv_tts does', async (body) => {
    const wav = await speak('speech', body);
    expect([wav.status, wav.headers['content-type']]).toEqual([500, 'text/plain; charset=UTF-8']);
    for (const endpoint of ['batch_speech', 'stream_speech']) {
      const stream = await speak(endpoint, body);
      expect([stream.status, stream.bytes.length]).toEqual([200, 0]);
    }
  });

  test.each([
    ['a rate of 44,100', { input: text, speaker: 'en-us', sample_rate: 44_100 }, 400],
    ['no text', { speaker: 'en-us' }, 422],
    ['no speaker', { input: text }, 422],
    ['half a body', '{"input":', 400],
    ['no body', '', 400],
    ['more than 2 MB', { input: 'x'.repeat(2 * 1024 * 1024), speaker: 'en-us' }, 413],
  ])('%s is refused', async (_what, body, status) => {
    for (const endpoint of ['speech', 'batch_speech', 'stream_speech']) {
      expect((await speak(endpoint, body)).status).toBe(status);
    }
  });

  test.each(['text/plain', 'multipart/form-data; boundary=x', ''])('content type %j is 415', async (type) => {
    const answer = await speak('speech', { input: text, speaker: 'en-us' }, { 'content-type': type });
    expect(answer.status).toBe(415);
  });

  test('a WAV of more than ten minutes is refused', async () => {
    const body = { input: 'slow words '.repeat(1500), speaker: 'en-us', speed: 0.5, sample_rate: 8_000 };
    const answer = await speak('speech', body);
    expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('/v1/audio/stream_speech')]);
  });

  test('other paths and methods are not the document', async () => {
    for (const [method, path] of [
      ['GET', '/v1/audio/speech'],
      ['GET', '/v1/models'],
      ['POST', '/v1/audio/speakers'],
    ] as const) {
      expect((await call(companion, path, { method })).status).toBe(404);
    }
  });
});

describe('other origins', () => {
  const body = { input: text, speaker: 'en-us', sample_rate: 8_000 };

  test('are refused, before anything is spoken', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }]) {
      const answer = await speak('speech', body, headers);
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('the own page and programs that are no browser are served', async () => {
    expect((await speak('speech', body, { origin: companion.url })).status).toBe(200);
    expect((await speak('speech', body)).status).toBe(200);
  });

  test('may use the voice, and only the voice, with allowCors', async () => {
    const open = await startCompanion({ allowCors: true });
    const headers = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' };
    for (const endpoint of ['speech', 'stream_speech']) {
      const answer = await speakTo(open, endpoint, body, headers);
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, '*']);
    }
    const preflight = await call(open, '/v1/audio/speech', { method: 'OPTIONS', headers });
    expect([preflight.status, preflight.headers['access-control-allow-headers']]).toEqual([
      204,
      'authorization, content-type',
    ]);
    const api = await call(open, '/api/status', { headers });
    expect([api.status, api.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  });
});
