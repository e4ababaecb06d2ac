import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from './create-services.ts';
import type { Services } from './create-services.ts';
import type { LogEntry } from './http/request-log.ts';
import { defaultSettings } from './settings.ts';
import {
  chatBody,
  lastEntry,
  postJson,
  transcribe,
  transcriptionForm,
  utteranceWav,
} from './services.testing.ts';

let services: Services;
beforeAll(async () => (services = await createServices()));
beforeEach(() => void services.control({ ...defaultSettings }));
afterAll(() => services.close());

const hello = utteranceWav('Hello there.', 300);
const stream = { input: 'Hello there. How are you?', speaker: 'cooper', sample_rate: 16_000 };
const waited = ({ at }: LogEntry): number => at.firstByteOut! - at.lastByte!;

describe('delays', () => {
  it('are counted from the last byte, recognition included', async () => {
    services.control({ asrDelayMs: 120, llmDelayMs: 90, ttsDelayMs: 60 });
    await (await transcribe(services, transcriptionForm(hello))).text();
    const asr = waited(await lastEntry(services));
    await (await postJson(services, '/v1/chat/completions', chatBody('Hi.', { stream: true }))).text();
    const llm = waited(await lastEntry(services));
    await (await postJson(services, '/v1/audio/stream_speech', stream)).arrayBuffer();
    const tts = waited(await lastEntry(services));
    expect(asr).toBeGreaterThanOrEqual(120);
    expect(llm).toBeGreaterThanOrEqual(90);
    expect(tts).toBeGreaterThanOrEqual(60);
  });

  it('do not begin while the body is still being sent', async () => {
    services.control({ llmDelayMs: 50 });
    let sendRest: () => void = () => undefined;
    const rest = new Promise<void>((resolve) => (sendRest = resolve));
    const json = Buffer.from(JSON.stringify(chatBody('Hi.')));
    async function* body() {
      yield json.subarray(0, 10);
      await rest;
      yield json.subarray(10);
    }
    const init = { method: 'POST', body: body(), duplex: 'half' } as unknown as RequestInit;
    const reply = fetch(`${services.url}/v1/chat/completions`, init);
    const begun = await lastEntry(services, (entry) => entry.at.lastByte === null);
    expect(begun.status).toBeNull();
    sendRest();
    expect((await reply).status).toBe(200);
    expect(waited(await lastEntry(services))).toBeGreaterThanOrEqual(50);
  });

  it('give way to a fault of one request', async () => {
    services.control({ ttsDelayMs: 0, fault: 'tts:delay=80,times=1' });
    await (await postJson(services, '/v1/audio/stream_speech', stream)).arrayBuffer();
    expect(waited(await lastEntry(services))).toBeGreaterThanOrEqual(80);
    expect((await lastEntry(services)).faults).toEqual(['tts:delay=80,times=1']);
    await (await postJson(services, '/v1/audio/stream_speech', stream)).arrayBuffer();
    expect((await lastEntry(services)).faults).toEqual([]);
  });
});

describe('pace', () => {
  const spent = ({ at }: LogEntry): number => at.end! - at.firstByteOut!;

  it('of tokens is the one asked for', async () => {
    services.control({ llmTps: 100 });
    const body = { ...chatBody('Hi.', { stream: true }), model: 'script:one two three four five six' };
    await (await postJson(services, '/v1/chat/completions', body)).text();
    // Seven tokens ("thre" and "e" are two): six steps of 10 ms.
    expect(spent(await lastEntry(services))).toBeGreaterThanOrEqual(60);
  });

  it('of speech is a share of its length', async () => {
    services.control({ ttsRtf: 0.1 });
    const response = await postJson(services, '/v1/audio/stream_speech', stream);
    let reads = 0;
    for await (const chunk of response.body!) if (chunk.length > 0) reads++;
    const { audioMs, ...entry } = await lastEntry(services);
    expect(audioMs).toBe(19 * 65);
    expect(spent(entry)).toBeGreaterThanOrEqual(0.1 * (audioMs! - 40));
    expect(reads).toBeGreaterThan(5);
  });

  it('of a drip goes by bytes', async () => {
    services.control({ fault: 'asr:drip=200' });
    await (await transcribe(services, transcriptionForm(hello))).text();
    const entry = await lastEntry(services);
    expect(spent(entry)).toBeGreaterThanOrEqual(((entry.bytes - 10) / 200) * 1000);
  });
});
