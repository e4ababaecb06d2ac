/** What Settings asks of a service: its models, its voices, and whether it works. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { listModels } from './list-models.ts';
import { listCompanionSpeakers, listSpeakers, listSpeechVoices } from './list-voices.ts';
import { testConnection } from './test-connection.ts';
import { hanging, startFakeService, whole, type FakeService } from './testing/fake-service.testing.ts';

let service: FakeService;
beforeAll(async () => (service = await startFakeService()));
afterAll(() => service.close());
afterEach(() => service.answerWith(whole(500, 'text/plain', 'no answer was set')));

const never = () => new AbortController().signal;
const at = (path: string, mode: ServiceAddress['mode'] = 'base'): ServiceAddress => ({
  url: service.origin + path,
  mode,
  via: 'direct',
});

/** Answers only at the paths given. */
function offer(bodies: Readonly<Record<string, unknown>>): void {
  service.answerWith((response, { path }) => {
    const body = bodies[path];
    if (body === undefined) response.writeHead(404).end('not here');
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
}

describe('listModels', () => {
  const models = { object: 'list', data: [{ id: 'b' }, { id: 'a' }] };

  test('asks beside the endpoint, also of an exact address', async () => {
    offer({ '/v1/models': models });
    expect(await listModels(at('/v1'), { keys: {} }, never())).toEqual({ models: ['a', 'b'] });
    const exact = at('/v1/chat/completions', 'exact');
    expect(await listModels(exact, { keys: {} }, never())).toEqual({ models: ['a', 'b'] });
  });

  test('suggests /v1 where the models are there and not at the address', async () => {
    offer({ '/v1/models': models });
    expect(await listModels(at(''), { keys: {} }, never())).toEqual({
      models: ['a', 'b'],
      suggestedUrl: `${service.origin}/v1`,
    });
  });

  test('a wrong guess leaves the first failure standing', async () => {
    offer({});
    await expect(listModels(at(''), { keys: {} }, never())).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a refused key is no reason to guess', async () => {
    service.answerWith(whole(401, 'text/plain', 'who are you'));
    const before = service.requests.length;
    await expect(listModels(at(''), { keys: {} }, never())).rejects.toMatchObject({ code: 'key-refused' });
    expect(service.requests.length - before).toBe(1);
  });
});

describe('voices', () => {
  test('speakers of a gsv_tts', async () => {
    offer({ '/v1/audio/speakers': ['ht', 'ad'] });
    const speakers = await listSpeakers(at('/v1/audio/stream_speech', 'exact'), { keys: {} }, never());
    expect(speakers.map(({ id }) => id)).toEqual(['ad', 'ht']);
  });

  test("a web page instead (gsv_tts's answer to every other path) is a failure", async () => {
    service.answerWith(whole(200, 'text/html', '<!doctype html><title>GSV TTS</title>'));
    await expect(listSpeakers(at('/v1'), { keys: {} }, never())).rejects.toMatchObject({
      code: 'unexpected-reply',
    });
  });

  test('voices for /audio/speech, in both shapes', async () => {
    offer({ '/v1/audio/voices': { voices: [{ id: 'af_heart', name: 'Heart' }] } });
    expect(await listSpeechVoices(at('/v1'), { keys: {} }, never())).toEqual([
      { id: 'af_heart', label: 'Heart' },
    ]);
    offer({ '/v1/audio/voices': { voices: ['af_sky'] } });
    expect(await listSpeechVoices(at('/v1'), { keys: {} }, never())).toEqual([
      { id: 'af_sky', label: 'af_sky' },
    ]);
  });

  test("vendors' documented voices need no call", async () => {
    const address = { url: 'https://api.openai.com/v1', mode: 'base', via: 'direct' } as const;
    const voices = await listSpeechVoices(address, { keys: {} }, never());
    expect(voices.map(({ id }) => id)).toContain('alloy');
  });

  test('speakers of the companion', async () => {
    offer({ '/v1/audio/speakers': ['auto', 'en-us'] });
    const companion = { origin: service.origin, session: 's' };
    expect(await listCompanionSpeakers({ keys: {}, companion }, never())).toHaveLength(2);
    await expect(listCompanionSpeakers({ keys: {} }, never())).rejects.toMatchObject({
      code: 'companion-missing',
    });
  });
});

describe('testConnection', () => {
  const chat = { kind: 'openai-chat', address: undefined as never, model: 'm' } as const;
  const sse = (text: string) =>
    `data: ${JSON.stringify({ choices: [{ delta: { content: text }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;

  test('a model says OK, asked for a few tokens only', async () => {
    service.answerWith(whole(200, 'text/event-stream', sse(' OK. ')));
    const config = { ...chat, address: at('/v1'), maxTokens: 5000 };
    const outcome = await testConnection({ part: 'llm', config }, { keys: {} }, never());
    expect(outcome).toMatchObject({ ok: true, detail: { text: 'OK.' } });
    expect(outcome.ok && outcome.firstMs <= outcome.ms).toBe(true);
    const body: unknown = JSON.parse(service.requests.at(-1)!.body.toString());
    expect(body).toMatchObject({ max_tokens: 64, messages: [{ role: 'user', content: 'Say OK' }] });
  });

  test('a recogniser takes a second of sound; no words are fine', async () => {
    service.answerWith(whole(200, 'application/json', '{"text":""}'));
    const config = {
      kind: 'openai-asr',
      address: at('/v1'),
      model: 'm',
      stream: false,
      simpleRequest: false,
    } as const;
    const outcome = await testConnection({ part: 'asr', config }, { keys: {} }, never());
    expect(outcome).toMatchObject({ ok: true, detail: { text: '' } });
    expect(service.requests.at(-1)!.body.byteLength).toBeGreaterThan(32_000);
  });

  test('a voice says how long its speech was', async () => {
    service.answerWith(whole(200, 'audio/pcm', encodePcm16(new Float32Array(12_000))));
    const config = {
      kind: 'openai-speech',
      address: at('/v1'),
      model: 'm',
      voice: 'v',
      format: 'pcm',
    } as const;
    const outcome = await testConnection({ part: 'tts', config }, { keys: {} }, never());
    expect(outcome).toMatchObject({ ok: true, detail: { speechMs: 500 } });
  });

  test('a failure is an outcome', async () => {
    service.answerWith(whole(401, 'application/json', '{"error":{"message":"no such key"}}'));
    const outcome = await testConnection(
      { part: 'llm', config: { ...chat, address: at('/v1') } },
      { keys: {} },
      never(),
    );
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'key-refused', serviceMessage: 'no such key' },
    });
  });

  test('the engines that need nothing work', async () => {
    const context = { keys: {}, language: 'en', now: () => new Date(2026, 0, 1, 12, 0) };
    expect(await testConnection({ part: 'asr', config: { kind: 'echo' } }, context, never())).toMatchObject({
      ok: true,
    });
    expect(await testConnection({ part: 'llm', config: { kind: 'demo' } }, context, never())).toMatchObject({
      ok: true,
      detail: { text: 'OK' },
    });
  });

  test('an abort is none', async () => {
    service.answerWith(hanging('text/event-stream', sse('x').slice(0, 10)));
    const abort = new AbortController();
    const arrived = service.nextRequest();
    const testing = testConnection(
      { part: 'llm', config: { ...chat, address: at('/v1') } },
      { keys: {} },
      abort.signal,
    );
    testing.catch(() => undefined);
    await arrived;
    abort.abort();
    await expect(testing).rejects.toMatchObject({ name: 'AbortError' });
  });
});
