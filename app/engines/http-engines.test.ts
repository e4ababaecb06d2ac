/** What every engine that calls a service promises, whatever it speaks: one suite, run against each of them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { encodePcm16 } from '../../core/audio/pcm.ts';
import { encodeWav } from '../../core/audio/wav.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';
import { createCallService, type ServiceAccess } from './call-service.ts';
import { createCompanionVoice } from './companion-voice.ts';
import type { PcmVoice, Utterance } from './engine.ts';
import {
  cut,
  hanging,
  startFakeService,
  whole,
  type Answer,
  type FakeService,
} from './testing/fake-service.testing.ts';
import { createGsvVoice } from './gsv.ts';
import { createOpenAiAsr } from './openai-asr.ts';
import { createOpenAiChat } from './openai-chat.ts';
import { createOpenAiSpeech } from './openai-speech.ts';

let service: FakeService;
beforeAll(async () => (service = await startFakeService()));
afterAll(() => service.close());
afterEach(() => service.answerWith(whole(500, 'text/plain', 'no answer was set')));

const utterance: Utterance = {
  samples: new Float32Array(1600),
  sampleRate: 16_000,
  start: 0,
  end: 1600,
  evidence: { voicedMs: 100, meanProbability: 1, maxProbability: 1, speechDb: -20, noiseDb: -60 },
};
const samples = Float32Array.from({ length: 2400 }, (_, i) => Math.sin(i / 9) / 2);
const pcm = encodePcm16(samples);
const wav = encodeWav(samples, 24_000);

interface Adapter {
  readonly name: string;
  readonly path: string;
  /** Content type and body of an answer that is fine. */
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Uses the engine once, to the end. */
  run(address: ServiceAddress, access: ServiceAccess, signal: AbortSignal): Promise<unknown>;
}

const speak = async (voice: PcmVoice, signal: AbortSignal) => {
  let length = 0;
  for await (const chunk of voice.synthesize('Hello.', { signal })) length += chunk.samples.length;
  return length;
};

const gsv = (mode: 'stream' | 'batch' | 'speech', path: string): Adapter => ({
  name: `gsv ${mode}`,
  path,
  type: mode === 'speech' ? 'audio/wav' : 'audio/pcm;rate=32000',
  body: mode === 'speech' ? wav : pcm,
  run: (address, access, signal) =>
    speak(
      createGsvVoice(
        { kind: 'gsv', address, mode, speaker: 'ad', sampleRate: 24_000 },
        createCallService(access),
      ),
      signal,
    ),
});

const speech = (format: 'pcm' | 'wav'): Adapter => ({
  name: `openai-speech ${format}`,
  path: '/audio/speech',
  type: `audio/${format}`,
  body: format === 'pcm' ? pcm : wav,
  run: (address, access, signal) =>
    speak(
      createOpenAiSpeech(
        { kind: 'openai-speech', address, model: 'm', voice: 'v', format },
        createCallService(access),
      ),
      signal,
    ),
});

const adapters: readonly Adapter[] = [
  {
    name: 'openai-chat',
    path: '/chat/completions',
    type: 'text/event-stream',
    body: 'data: {"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    run: async (address, access, signal) => {
      const engine = createOpenAiChat(
        { kind: 'openai-chat', address, model: 'm' },
        createCallService(access),
      );
      for await (const _event of engine.reply([{ role: 'user', content: 'hi' }], { signal }));
    },
  },
  {
    name: 'openai-asr',
    path: '/audio/transcriptions',
    type: 'application/json',
    body: '{"text":"hello"}',
    run: (address, access, signal) =>
      createOpenAiAsr(
        { kind: 'openai-asr', address, model: 'm', stream: false, simpleRequest: false },
        createCallService(access),
      ).transcribe(utterance, { signal }),
  },
  gsv('stream', '/audio/stream_speech'),
  gsv('batch', '/audio/batch_speech'),
  gsv('speech', '/audio/speech'),
  speech('pcm'),
  speech('wav'),
];

const never = () => new AbortController().signal;
const direct = (url = `${service.origin}/v1`): ServiceAddress => ({ url, mode: 'base', via: 'direct' });

describe.each(adapters)('$name', (adapter) => {
  const fine: Answer = whole(200, adapter.type, adapter.body);
  const beginning = adapter.body.slice(0, 60);
  const fail = (answer: Answer, access: ServiceAccess = { keys: {} }) => {
    service.answerWith(answer);
    return adapter.run(direct(), access, never()).then(
      () => Promise.reject(new Error('it was expected to fail')),
      (error: unknown) => error,
    );
  };

  test('calls its endpoint, with the key of this origin and no other header of ours', async () => {
    service.answerWith(fine);
    await adapter.run(
      direct(),
      { keys: { [service.origin]: 'k1', 'https://api.openai.com': 'k2' } },
      never(),
    );
    const { method, path, headers } = service.requests.at(-1)!;
    expect([method, path]).toEqual(['POST', `/v1${adapter.path}`]);
    expect(headers.authorization).toBe('Bearer k1');
    const browserOnes =
      /^(host|connection|accept.*|user-agent|content-(type|length)|transfer-encoding|sec-.*|cache-control|pragma|authorization)$/;
    expect(Object.keys(headers).filter((name) => !browserOnes.test(name))).toEqual([]);
  });

  test('sends no key where there is none for the origin', async () => {
    service.answerWith(fine);
    await adapter.run(direct(), { keys: { 'http://localhost:1': 'other' } }, never());
    expect(service.requests.at(-1)!.headers.authorization).toBeUndefined();
  });

  test('goes through the companion when told to', async () => {
    service.answerWith(fine);
    const address: ServiceAddress = { url: 'https://api.example.com/v1', mode: 'base', via: 'companion' };
    const companion = { origin: service.origin, session: 's1' };
    await adapter.run(address, { keys: { 'https://api.example.com': 'k' }, companion }, never());
    const { path, headers } = service.requests.at(-1)!;
    expect(path).toBe(
      `/api/proxy/${Buffer.from('https://api.example.com').toString('base64url')}/v1${adapter.path}`,
    );
    expect(headers['x-echokit-session']).toBe('s1');
    expect(headers.authorization).toBe('Bearer k');
  });

  test('says so when there is no companion', async () => {
    const address: ServiceAddress = { url: 'https://api.example.com/v1', mode: 'base', via: 'companion' };
    await expect(adapter.run(address, { keys: {} }, never())).rejects.toMatchObject({
      code: 'companion-missing',
    });
  });

  test.each([
    [400, 'application/json', '{"error":{"message":"bad","param":"x"}}', 'bad-request', false, 'bad'],
    [401, 'application/json', '{"error":{"message":"wrong key"}}', 'key-refused', false, 'wrong key'],
    [403, 'text/plain', 'not you', 'forbidden', false, 'not you'],
    [404, 'application/json', '{"detail":"Not Found"}', 'not-found', false, 'Not Found'],
    [413, 'text/plain', 'length limit exceeded', 'too-large', false, 'length limit exceeded'],
    [
      429,
      'application/json',
      '[{"error":{"code":429,"message":"slow down"}}]',
      'rate-limited',
      true,
      'slow down',
    ],
    [
      429,
      'application/json',
      '{"error":{"message":"m","code":"insufficient_quota"}}',
      'quota-exceeded',
      false,
      'm',
    ],
    [
      500,
      'text/plain',
      '500 Internal Server Error: boom',
      'service-failed',
      true,
      '500 Internal Server Error: boom',
    ],
    [502, 'text/html', '<html><h1>Bad Gateway</h1></html>', 'service-failed', true, 'Bad Gateway'],
    [529, 'application/json', '{"error":{"message":"overloaded"}}', 'service-busy', true, 'overloaded'],
  ])('%i %s %s is %s', async (status, type, body, code, retryable, serviceMessage) => {
    const error = await fail(whole(status, type, body));
    expect(error).toMatchObject({ name: 'EngineError', code, retryable, status, serviceMessage });
  });

  test("the companion's own failures keep their names", async () => {
    service.answerWith(
      (response) =>
        void response
          .writeHead(403, { 'content-type': 'application/json', 'x-echokit-error': 'upstream-not-allowed' })
          .end('{"error":{"code":"upstream-not-allowed","message":"ask first"}}'),
    );
    const companion = { origin: service.origin, session: 's' };
    const address: ServiceAddress = { url: 'https://api.example.com/v1', mode: 'base', via: 'companion' };
    await expect(adapter.run(address, { keys: {}, companion }, never())).rejects.toMatchObject({
      code: 'upstream-not-allowed',
      retryable: false,
    });
  });

  test('a web page under a good status is no answer', async () => {
    expect(await fail(whole(200, 'text/html', '<!doctype html><title>Log in</title>'))).toMatchObject({
      code: 'unexpected-reply',
      serviceMessage: expect.stringContaining('Log in') as string,
    });
  });

  test('a connection that is cut is an error, never a short answer', async () => {
    expect(await fail(cut(adapter.type, beginning))).toMatchObject({ code: 'stream-cut', retryable: true });
  });

  test('a connection that is dropped before the answer may be tried again', async () => {
    const error = await fail((response, { method }) => {
      if (method === 'POST') response.destroy();
      else response.writeHead(405).end();
    });
    expect(error).toMatchObject({ code: 'stream-cut', retryable: true });
  });

  test('an answer without a byte is a failure', async () => {
    expect(await fail(whole(200, adapter.type, ''))).toMatchObject({ name: 'EngineError' });
  });

  test('nobody there: unreachable, with suspects', async () => {
    const closed = await startFakeService();
    await closed.close();
    await expect(adapter.run(direct(`${closed.origin}/v1`), { keys: {} }, never())).rejects.toMatchObject({
      code: 'unreachable',
      retryable: true,
      suspects: expect.arrayContaining(['not-running', 'wrong-port']) as string[],
    });
  });

  test.each(['', 'ftp://x/v1', 'http://user:secret@x/v1', 'http://[oops'])(
    'the address "%s" is refused without a call',
    async (url) => {
      await expect(adapter.run(direct(url), { keys: {} }, never())).rejects.toMatchObject({
        code: 'bad-address',
      });
    },
  );

  test('an abort before the call makes none', async () => {
    const before = service.requests.length;
    await expect(adapter.run(direct(), { keys: {} }, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(service.requests).toHaveLength(before);
  });

  test.each([
    ['before the answer', (): Answer => () => undefined],
    ['in the middle of it', (): Answer => hanging(adapter.type, beginning)],
  ])('an abort %s frees the connection', async (_, answer) => {
    service.answerWith(answer());
    const abort = new AbortController();
    const arrived = service.nextRequest();
    const running = adapter.run(direct(), { keys: {} }, abort.signal);
    running.catch(() => undefined);
    const { gone } = await arrived;
    abort.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await gone;
  });

  test('the reason of an abort is what the caller gave', async () => {
    service.answerWith(hanging(adapter.type, beginning));
    const abort = new AbortController();
    const arrived = service.nextRequest();
    const running = adapter.run(direct(), { keys: {} }, abort.signal);
    running.catch(() => undefined);
    await arrived;
    const reason = new Error('first token took too long');
    abort.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});

test.each(['pcm', 'wav'] as const)(
  'a listener who leaves a %s voice early frees the connection',
  async (format) => {
    service.answerWith(hanging(`audio/${format}`, format === 'pcm' ? pcm : wav.subarray(0, 1000)));
    const voice = createOpenAiSpeech(
      { kind: 'openai-speech', address: direct(), model: 'm', voice: 'v', format },
      createCallService({ keys: {} }),
    );
    for await (const chunk of voice.synthesize('Hello.', { signal: never() })) {
      expect(chunk.samples.length).toBeGreaterThan(0);
      break;
    }
    await service.requests.at(-1)!.gone;
  },
);

describe('companion voice', () => {
  test('speaks through the gsv API of the companion itself', async () => {
    service.answerWith(whole(200, 'audio/pcm', pcm));
    const voice = createCompanionVoice(
      { kind: 'companion-voice', speaker: 'auto' },
      { keys: {}, companion: { origin: service.origin, session: 's' } },
    );
    expect(await speak(voice, never())).toBe(samples.length);
    const { path, body } = service.requests.at(-1)!;
    expect(path).toBe('/v1/audio/stream_speech');
    expect(JSON.parse(body.toString())).toEqual({ input: 'Hello.', speaker: 'auto', sample_rate: 24_000 });
  });

  test.each([
    ['Bonjour', 'fr-CA', 'fr'],
    ['Hello', 'en-US', 'auto'],
    ['今天', 'de', 'auto'],
    ['Hello', undefined, 'auto'],
  ])('"%s" in a conversation in %s is spoken by %s', async (text, language, speaker) => {
    service.answerWith(whole(200, 'audio/pcm', pcm));
    const voice = createCompanionVoice(
      { kind: 'companion-voice', speaker: 'auto' },
      { keys: {}, companion: { origin: service.origin, session: 's' } },
    );
    const options = { signal: never(), ...(language === undefined ? {} : { language }) };
    for await (const _chunk of voice.synthesize(text, options));
    expect(JSON.parse(service.requests.at(-1)!.body.toString())).toMatchObject({ speaker });
  });

  test('a companion that went away is named', async () => {
    const closed = await startFakeService();
    await closed.close();
    const voice = createCompanionVoice(
      { kind: 'companion-voice', speaker: 'auto' },
      { keys: {}, companion: { origin: closed.origin, session: 's' } },
    );
    await expect(speak(voice, never())).rejects.toMatchObject({ code: 'companion-unreachable' });
  });

  test('without a companion there is no such voice', async () => {
    const voice = createCompanionVoice({ kind: 'companion-voice', speaker: 'auto' }, { keys: {} });
    await expect(speak(voice, never())).rejects.toMatchObject({ code: 'companion-missing' });
  });
});
