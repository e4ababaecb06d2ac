/** `cli box` as people call it, in real time, at a WebSocket server of a few lines. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { float32ToInt16 } from '../core/audio/pcm.ts';
import { encodeWav, parseWav } from '../core/audio/wav.ts';
import { encodeServerEvent } from '../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../core/echokit/server-event.ts';
import { readBoxArguments } from './box.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'box-'));
  // "Hello there.", from 0.9 to 1.59 s, at 48 kHz.
  const recording = new URL('../simulators/services/fixtures/mic_a.wav', import.meta.url);
  const wav = parseWav(await readFile(recording));
  if (!wav.ok) throw wav.error;
  const { samples, format } = wav.value;
  const cut = samples.slice(0.5 * format.sampleRate, 1.8 * format.sampleRate);
  await writeFile(join(folder, 'hello.wav'), encodeWav(cut, format.sampleRate));
});
afterAll(() => rm(folder, { recursive: true }));

const melody = Int16Array.from({ length: 8000 }, (_, n) => Math.round(9000 * Math.sin(n / 7)));
const greeting = encodeWav(new Float32Array(800).fill(0.25), 16_000);

/** Greets, and answers each second frame of audio. */
async function startServer() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const seen: string[] = [];
  server.on('connection', (socket: WebSocket, { url }) => {
    if (url === undefined) return;
    seen.push(url);
    const say = (event: KnownServerEvent) => socket.send(encodeServerEvent(event));
    if (!url.includes('reconnect')) {
      say({ event: 'HelloStart' });
      say({ event: 'HelloChunk', data: greeting });
      say({ event: 'HelloEnd' });
    }
    let frames = 0;
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) seen.push(data.toString());
      if (!isBinary || ++frames !== 2) return;
      say({ event: 'ASR', text: 'Hello there.' });
      say({ event: 'EndVad' });
      say({ event: 'StartAudio', text: 'Hello.' });
      say({ event: 'AudioChunki16', data: melody, vowel: 2 });
      say({ event: 'EndAudio' });
      say({ event: 'EndResponse' });
    });
  });
  await once(server, 'listening');
  const stop = () => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/`, seen, stop };
}

async function run(...args: string[]) {
  const [out, complaints]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void complaints.push(line));
  await runCommand(['box', ...args]);
  vi.restoreAllMocks();
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { code, summary: JSON.parse(out.join('\n')) as unknown, complaints };
}

describe('the command', () => {
  it('talks to a server: summary, log and what the loudspeaker played', async () => {
    const server = await startServer();
    const [out, log] = [join(folder, 'reply.wav'), join(folder, 'log.jsonl')];
    const args = ['--server', server.url, '--wav', join(folder, 'hello.wav'), '--id', 'AA:BB:CC:00:11:22'];
    const { code, summary, complaints } = await run(...args, '--out', out, '--log', log, '--turns', '1');
    server.stop();
    expect(complaints).toEqual([]);
    expect(summary).toEqual({ turns: 1, interrupts: 0, reboots: 0, violations: [] });
    expect(code).toBe(0);
    const query = 'opus=true&vowel=true&stream_asr=true';
    expect(server.seen).toEqual([
      `/ws/aabbcc001122?${query}`,
      `/ws/aabbcc001122?reconnect=true&${query}`,
      '{"event":"StartChat"}',
    ]);
    const reply = parseWav(await readFile(out));
    if (!reply.ok) throw reply.error;
    expect(reply.value.format.sampleRate).toBe(16_000);
    const header = new Int16Array(greeting.buffer, 0, 22);
    const whole = [...header, ...new Int16Array(800).fill(8192), ...melody];
    expect([...float32ToInt16(reply.value.samples)]).toEqual(whole);
    const lines = (await readFile(log, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect([...new Set(lines.map(({ kind }) => String(kind)))].sort()).toEqual([
      'played',
      'received',
      'sent',
      'state',
    ]);
    const times = lines.map(({ tMs }) => Number(tMs));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const states = lines.filter(({ entered }) => entered).map(({ state }) => String(state));
    expect(states.slice(0, 7)).toEqual([
      'booting',
      'idle',
      'reconnecting',
      'greeting',
      'listening',
      'waiting',
      'speaking',
    ]);
    // In real time: on a busy machine it listens more slowly than people speak.
  }, 60_000);

  it('exits with 1 where no server is', async () => {
    const server = await startServer();
    server.stop();
    const { code, summary, complaints } = await run(
      '--server',
      server.url,
      '--wav',
      join(folder, 'hello.wav'),
    );
    expect(complaints).toEqual([`no server took the box at ${server.url}`]);
    expect(summary).toEqual({ turns: 0, interrupts: 0, reboots: 0, violations: [] });
    expect(code).toBe(1);
  });
});

describe('its arguments', () => {
  const needed = ['--server', 'wss://host:1/a/b', '--wav', 'a.wav'];

  it('have defaults', () => {
    expect(readBoxArguments(needed)).toEqual({
      server: 'wss://host:1/a/b',
      id: 'ec0000000001',
      version: '0.3.2',
      wav: 'a.wav',
      out: undefined,
      log: undefined,
      turns: undefined,
      script: undefined,
      isContinuous: false,
    });
  });

  it('take a MAC as people write it, and any other id as it is', () => {
    const idOf = (id: string) => readBoxArguments([...needed, '--id', id]).id;
    expect(['01-23-45-67-89-AB', '0123456789AB', 'lab-box'].map(idOf)).toEqual([
      '0123456789ab',
      '0123456789ab',
      'lab-box',
    ]);
  });
});
