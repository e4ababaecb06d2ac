import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServices } from './create-services.ts';
import type { Services } from './create-services.ts';
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

const chat = (init: RequestInit = {}, more: object = { stream: true }) =>
  postJson(services, '/v1/chat/completions', chatBody('Hi.', more), init);
const speak = (init: RequestInit = {}) =>
  postJson(services, '/v1/audio/stream_speech', { input: 'Hello there.', speaker: 'cooper' }, init);

describe('faults', () => {
  it('hit so many requests, and then none', async () => {
    services.control({ fault: 'asr:status=500,times=2' });
    const form = () => transcriptionForm(utteranceWav('Hello there.', 300));
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await transcribe(services, form())).status);
    expect(statuses).toEqual([500, 500, 200]);
    expect(services.log.slice(-3).map(({ status, text }) => [status, text])).toEqual([
      [500, 'Hello there.'],
      [500, 'Hello there.'],
      [200, 'Hello there.'],
    ]);
  });

  it('cut a stream in the middle', async () => {
    services.control({ fault: 'tts:cut=0.5' });
    const response = await speak();
    await expect(response.arrayBuffer()).rejects.toThrow();
    const entry = await lastEntry(services);
    expect(entry).toMatchObject({ status: 200, aborted: false, bytes: 32_000 * 2 * 0.65 * 0.5 });
  });

  it('cut a reply of known length short', async () => {
    services.control({ fault: 'llm:cut=0.5' });
    await expect((await chat({}, {})).text()).rejects.toThrow();
  });

  it('drop the connection without a word', async () => {
    services.control({ fault: 'all:cut=0' });
    await expect(chat()).rejects.toThrow('fetch failed');
    expect(await lastEntry(services)).toMatchObject({ status: null, aborted: false, bytes: 0 });
  });

  it('leave a body empty', async () => {
    services.control({ fault: 'tts:empty' });
    const response = await speak();
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });

  it('make every network chunk odd', async () => {
    services.control({ fault: 'tts:odd' });
    const total = (await (await speak()).arrayBuffer()).byteLength;
    expect(total).toBe(32_000 * 2 * 0.65);
  });
});

describe('a client that leaves', () => {
  it('is noted while it uploads', async () => {
    const socket = connect(services.port, '127.0.0.1');
    socket.write('POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf');
    await lastEntry(services, (entry) => entry.at.lastByte === null);
    socket.destroy();
    const entry = await lastEntry(services);
    expect(entry).toMatchObject({ aborted: true, abortedDuring: 'upload', requestBytes: 4, status: null });
  });

  it.each(['llm:hang', 'llm:delay=600000'])('is noted while it waits (%s)', async (fault) => {
    services.control({ fault });
    const leave = new AbortController();
    const reply = chat({ signal: leave.signal });
    await lastEntry(services, (entry) => entry.text !== undefined && entry.at.end === null);
    leave.abort();
    await expect(reply).rejects.toThrow();
    const entry = await lastEntry(services);
    expect(entry).toMatchObject({ aborted: true, abortedDuring: 'delay', status: null, bytes: 0 });
  });

  it.each([{ fault: 'tts:stall=0.5' }, { fault: '', ttsRtf: 50 }])(
    'is noted while it listens (%j)',
    async (set) => {
      services.control(set);
      const leave = new AbortController();
      const response = await speak({ signal: leave.signal });
      await lastEntry(services, ({ bytes }) => bytes > 0);
      leave.abort();
      await expect(response.arrayBuffer()).rejects.toThrow();
      const entry = await lastEntry(services);
      expect(entry).toMatchObject({ aborted: true, abortedDuring: 'stream', status: 200 });
    },
  );

  it('is not noted once it has everything', async () => {
    const leave = new AbortController();
    await (await chat({ signal: leave.signal })).text();
    leave.abort();
    expect((await lastEntry(services)).aborted).toBe(false);
  });
});
