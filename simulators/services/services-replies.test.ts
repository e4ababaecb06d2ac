import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseWav } from '../../core/audio/wav.ts';
import { createServices } from './create-services.ts';
import type { Services } from './create-services.ts';
import {
  chatBody,
  eventsOf,
  lastEntry,
  postJson,
  transcribe,
  transcriptionForm,
  utteranceWav,
} from './services.testing.ts';
import { speechDurationMs } from './tts/speech-duration.ts';

let services: Services;
beforeAll(async () => (services = await createServices({ ttsRtf: 0 })));
beforeEach(() => void services.control({ fault: '' }));
afterAll(() => services.close());

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

describe('/v1/audio/transcriptions', () => {
  const hello = utteranceWav('Hello there.', 300);

  it('answers with the words', async () => {
    const response = await transcribe(services, transcriptionForm(hello, { language: 'en' }));
    expect([response.status, await response.json()]).toEqual([200, { text: 'Hello there.' }]);
    const entry = await lastEntry(services);
    expect(entry).toMatchObject({
      route: 'asr',
      method: 'POST',
      path: '/v1/audio/transcriptions',
      status: 200,
      aborted: false,
      text: 'Hello there.',
      body: {
        model: 'stand-in-asr',
        language: 'en',
        file: { name: 'audio.wav', type: 'audio/wav', bytes: hello.length },
        audio: { sampleRate: 16_000, channels: 1 },
      },
    });
    const kept = await fetch(services.url + entry.wav!);
    expect(await bytesOf(kept)).toEqual(Buffer.from(hello));
  });

  it('gives text, times and subtitles', async () => {
    const get = async (format: string) => {
      const response = await transcribe(services, transcriptionForm(hello, { response_format: format }));
      return response.text();
    };
    expect(await get('text')).toBe('Hello there.\n');
    const verbose: unknown = JSON.parse(await get('verbose_json'));
    expect(verbose).toMatchObject({ task: 'transcribe', segments: [{ id: 0, text: ' Hello there.' }] });
    const segment = (verbose as { segments: { start: number; end: number }[] }).segments[0]!;
    expect(segment.start).toBeCloseTo(0.3, 1);
    expect(segment.end).toBeCloseTo(0.3 + 0.6875, 1);
    expect(await get('srt')).toMatch(/^1\n00:00:00,\d{3} --> 00:00:00,\d{3}\nHello there\.\n$/);
    expect(await get('vtt')).toMatch(/^WEBVTT\n\n00:00:00\.\d{3} --> /);
  });

  it('streams deltas, but not as whisper-1', async () => {
    const stream = await transcribe(services, transcriptionForm(hello, { stream: 'true' }));
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    const events = eventsOf(await stream.text()).map((event) => JSON.parse(event) as unknown);
    expect(events).toEqual([
      { type: 'transcript.text.delta', delta: 'Hello' },
      { type: 'transcript.text.delta', delta: ' there.' },
      { type: 'transcript.text.done', text: 'Hello there.' },
    ]);
    const form = transcriptionForm(hello, { stream: 'true' });
    form.set('model', 'whisper-1');
    const json = await transcribe(services, form);
    expect(await json.json()).toEqual({ text: 'Hello there.' });
  });

  it('gives no text for audio that lacks its beginning', async () => {
    const response = await transcribe(services, transcriptionForm(utteranceWav('Hello there.', -150)));
    expect(await response.json()).toEqual({ text: '' });
    const { matches } = await lastEntry(services);
    expect(matches).toMatchObject([{ text: 'Hello there.', whole: false }]);
  });

  it('refuses what is no form, no file, no WAV, no format', async () => {
    const messageOf = async (response: Response) => {
      expect(response.status).toBe(400);
      return ((await response.json()) as { error: { message: string } }).error.message;
    };
    const plain = { method: 'POST', body: 'hello' };
    expect(await messageOf(await fetch(`${services.url}/v1/audio/transcriptions`, plain))).toContain(
      'expected multipart/form-data',
    );
    expect(await messageOf(await transcribe(services, new FormData()))).toBe('file is required');
    const noise = transcriptionForm(new Uint8Array(500));
    expect(await messageOf(await transcribe(services, noise))).toContain('Invalid file format');
    const odd = transcriptionForm(hello, { response_format: 'xml' });
    expect(await messageOf(await transcribe(services, odd))).toContain('response_format must be one of');
  });

  it('can be told what to hear, and in which shape', async () => {
    services.control({ fault: 'asr:text=Mm-hm.' });
    expect(await (await transcribe(services, transcriptionForm(hello))).json()).toEqual({ text: 'Mm-hm.' });
    services.control({ fault: 'asr:brackets' });
    const { text } = (await (await transcribe(services, transcriptionForm(hello))).json()) as {
      text: string;
    };
    expect(text).toMatch(/^\[00:00:00\.\d{3} --> 00:00:00\.\d{3}\] {2}Hello there\.\n$/);
    services.control({ fault: 'asr:no-text' });
    expect(await (await transcribe(services, transcriptionForm(hello))).json()).not.toHaveProperty('text');
  });
});

interface ChatChunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string };
    readonly finish_reason: string | null;
  }[];
}

describe('/v1/chat/completions', () => {
  const chat = (body: unknown) => postJson(services, '/v1/chat/completions', body);

  it('answers as one object', async () => {
    const response = await chat(chatBody('Hi.'));
    expect(await response.json()).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'You said: Hi.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1 },
    });
    expect(await lastEntry(services)).toMatchObject({
      route: 'llm',
      text: 'You said: Hi.',
      body: { messages: [{ role: 'user', content: 'Hi.' }] },
    });
  });

  it('streams: role, tokens, reason, usage, done', async () => {
    const response = await chat(chatBody('Hi.', { stream: true, stream_options: { include_usage: true } }));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = eventsOf(await response.text());
    expect(events.at(-1)).toBe('[DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event) as ChatChunk);
    expect(chunks[0]?.choices[0]).toMatchObject({ delta: { role: 'assistant', content: '' } });
    const words = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(words).toBe('You said: Hi.');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 4 } });
  });

  it('reads content in parts, and keeps to max_tokens', async () => {
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A ' },
          { type: 'text', text: 'b' },
        ],
      },
    ];
    const parts = await chat({ model: 'echo', messages });
    expect(await parts.json()).toMatchObject({ choices: [{ message: { content: 'A b' } }] });
    const short = await chat(chatBody('Hi.', { max_tokens: 2 }));
    expect(await short.json()).toMatchObject({
      choices: [{ message: { content: 'You said' }, finish_reason: 'length' }],
    });
  });

  it.each([
    ['{', 'parse'],
    ['[]', 'object'],
    ['{"messages":[]}', 'messages'],
    ['{"messages":[{}]}', 'role'],
  ])('refuses %s', async (body, words) => {
    const response = await fetch(`${services.url}/v1/chat/completions`, { method: 'POST', body });
    const { error } = (await response.json()) as { error: { message: string } };
    expect([response.status, error.message]).toEqual([400, expect.stringContaining(words)]);
  });

  it('has every way of spoiling a stream', async () => {
    const stream = async (fault: string) => {
      services.control({ fault });
      return (await chat(chatBody('Hi.', { stream: true }))).text();
    };
    expect(JSON.parse(await stream('llm:json'))).toHaveProperty('object', 'chat.completion');
    expect(await stream('llm:no-done')).not.toContain('[DONE]');
    expect(await stream('llm:no-done')).toContain('"finish_reason":"stop"');
    const failed = eventsOf(await stream('llm:mid-error'));
    expect(JSON.parse(failed.at(-1)!)).toMatchObject({ error: { type: 'server_error' } });
    expect(failed.join()).toContain('You');
    expect(failed.join()).not.toContain('Hi');
    const crlf = await stream('llm:crlf');
    expect(crlf.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(await stream('llm:pings')).toMatch(/^: keep-alive\n\ndata: \{.*\n\ndata: :ping\n\n/ms);
    expect(await stream('llm:think')).toMatch(/<think>.*<\/think>.*You/s);
    expect(await stream('llm:think=reasoning')).toMatch(/"delta":\{"reasoning":"The user"\}/);
    expect(eventsOf(await stream('llm:bytes')).at(-1)).toBe('[DONE]');
  });
});

describe('speech', () => {
  const say = (path: string, body: object) => postJson(services, `/v1/audio/${path}`, body);
  const words = 'Hello there. How are you?';
  const pcmBytes = (rate: number, text = words) => 2 * Math.round((speechDurationMs(text) * rate) / 1000);

  it('lists its speakers', async () => {
    const response = await fetch(`${services.url}/v1/audio/speakers`);
    expect(await response.json()).toEqual(['cooper', 'ad', 'ht', 'sine']);
  });

  it.each([8000, 16_000, 24_000, 32_000, 44_000, 48_000])('gsv speaks at %i Hz', async (rate) => {
    const body = { input: words, speaker: 'cooper', sample_rate: rate };
    const wav = parseWav(await bytesOf(await say('speech', body)));
    expect(wav).toMatchObject({ ok: true, value: { format: { sampleRate: rate, channels: 1 } } });
    expect(wav.ok && wav.value.samples.length).toBe(pcmBytes(rate) / 2);
    const stream = await say('stream_speech', body);
    expect(stream.headers.get('content-type')).toBe('audio/pcm;rate=32000');
    expect((await bytesOf(stream)).length).toBe(pcmBytes(rate));
    expect((await bytesOf(await say('batch_speech', body))).length).toBe(pcmBytes(rate));
    expect(await lastEntry(services)).toMatchObject({ route: 'tts', audioMs: speechDurationMs(words), body });
  });

  it('gsv takes voice for speaker and 32 kHz for no rate', async () => {
    const pcm = await say('stream_speech', { input: words, voice: 'ad', model: 'tts-1' });
    expect((await bytesOf(pcm)).length).toBe(pcmBytes(32_000));
  });

  it.each([
    ['speech', { input: words, speaker: 'nobody' }, 500],
    ['stream_speech', { input: words, speaker: 'nobody' }, 200],
    ['batch_speech', { input: words, speaker: 'nobody' }, 200],
    ['speech', { input: '', speaker: 'ad' }, 500],
    ['stream_speech', { input: '', speaker: 'ad' }, 200],
    ['stream_speech', { input: words, speaker: 'ad', sample_rate: 44_100 }, 400],
    ['speech', { input: words }, 422],
  ])('gsv %s answers %j with %i', async (path, body, status) => {
    const response = await say(path, body);
    const bytes = await bytesOf(response);
    expect(response.status).toBe(status);
    expect(bytes.length > 0).toBe(status !== 200);
  });

  it('gsv wants JSON, and says so', async () => {
    const post = (type: string, body: string) =>
      fetch(`${services.url}/v1/audio/speech`, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('text/plain', '{}')).status).toBe(415);
    expect((await post('application/json', '{')).status).toBe(400);
  });

  it('OpenAI gets WAV of unknown length, or PCM, at 24 kHz', async () => {
    const body = { model: 'tts-1', input: words, voice: 'alloy' };
    const streamed = await say('speech', { ...body, response_format: 'wav' });
    expect(streamed.headers.get('content-length')).toBeNull();
    const wav = await bytesOf(streamed);
    expect([wav.readUInt32LE(24), wav.readUInt32LE(40)]).toEqual([24_000, 0xffff_ffff]);
    expect(wav.length).toBe(44 + pcmBytes(24_000));
    const pcm = await say('speech', { ...body, response_format: 'pcm' });
    expect(pcm.headers.get('content-type')).toBe('audio/pcm');
    expect(await bytesOf(pcm)).toEqual(wav.subarray(44));
  });

  it.each([
    [{ input: words, voice: 'alloy' }, 'mp3'],
    [{ input: '', voice: 'alloy', response_format: 'pcm' }, 'input'],

    [{ input: words, response_format: 'pcm' }, 'voice'],
    [{ input: words, voice: 'alloy', response_format: 'pcm', speed: 9 }, 'speed'],
    [{ input: words, voice: 'alloy', response_format: 'pcm', sample_rate: 44_100 }, 'sample_rate'],
    [{ input: 'a'.repeat(4097), voice: 'alloy', response_format: 'pcm' }, '4096'],
  ])('OpenAI refusal %#', async (body, hint) => {
    const response = await say('speech', { model: 'tts-1', ...body });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(hint)]);
  });
});

it('lists models, names itself, knows no other paths', async () => {
  const models = await fetch(`${services.url}/v1/models`);
  expect(await models.json()).toMatchObject({
    object: 'list',
    data: expect.arrayContaining([expect.objectContaining({ id: 'echo' })]),
  });
  expect((await fetch(services.url)).status).toBe(200);
  expect((await fetch(`${services.url}/audio/speakers`)).status).toBe(404);
  expect((await fetch(`${services.url}/v1/audio/speech`)).status).toBe(405);
});
