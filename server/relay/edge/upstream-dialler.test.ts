import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSocketServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../companion.testing.ts';
import type { HubClock } from '../hub/hub-api.ts';
import type { UpstreamLink, UpstreamRequest } from '../upstream-link.ts';
import { noise } from './edge.testing.ts';
import { checkUpstream, createUpstreamDialler, type DiallerParts } from './upstream-dialler.ts';
import { startUpstream, testCertificate } from './upstream-server.testing.ts';

/** Runs out at once, but for what is long. By default a line is never proven by time. */
const hastyClock = (isLong = (ms: number): boolean => ms === 5_000): HubClock => ({
  now: () => 1_000,
  after: (ms, run) => {
    const timer = setTimeout(run, isLong(ms) ? 60_000 : 1);
    return () => clearTimeout(timer);
  },
});

function open(url: string, request: Partial<UpstreamRequest> = {}, parts: Partial<DiallerParts> = {}) {
  const told: string[] = [];
  const frames: (Uint8Array | string)[] = [];
  const dialler = createUpstreamDialler({ clock: hastyClock(), random: () => 0.5, ...parts });
  const link: UpstreamLink = dialler({
    url,
    id: 'a0b1c2d3e4f5',
    query: '',
    onOpen: () => told.push('open'),
    onFrame: (payload) => frames.push(payload),
    onLost: (reason) => told.push(reason),
    onRetry: (at) => told.push(`retry ${at}`),
    ...request,
  });
  onTestFinished(() => link.close());
  expect(told).toEqual([]);
  return { link, told, frames };
}

describe('a line', () => {
  test('is dialled with the id and the query as the box sent it, and no extension', async () => {
    const upstream = await startUpstream();
    const query = 'opus=true&vowel=true&stream_asr=true&lang=zh&x=%2F';
    open(`ws://127.0.0.1:${upstream.port}/ws/`, { query });
    await eventually(() => upstream.visits.length === 1);
    const { request, socket } = upstream.visits[0]!;
    expect(request.url).toBe(`/ws/a0b1c2d3e4f5?${query}`);
    expect(request.headers.origin).toBeUndefined();
    expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    expect(socket.extensions).toBe('');
  });

  test('carries bytes and texts both ways unchanged and in order', async () => {
    const upstream = await startUpstream();
    const { link, told, frames } = open(`ws://127.0.0.1:${upstream.port}/ws`);
    await eventually(() => told.length === 1);
    const sent = [
      '{"event":"StartChat"}',
      noise(16_384, 1),
      noise(0, 0),
      'text 你好',
      noise(1, 2),
      noise(100_000, 3),
    ];
    const asBytes = (messages: readonly (Uint8Array | string)[]) =>
      messages.map((one) => (typeof one === 'string' ? one : `bytes ${Buffer.from(one).toString('base64')}`));
    for (const message of sent) link.send(message);
    const { socket, got } = upstream.visits[0]!;
    for (const message of sent) socket.send(message);
    await eventually(() => got.length === sent.length && frames.length === sent.length);
    expect(asBytes(got)).toEqual(asBytes(sent));
    expect(asBytes(frames)).toEqual(asBytes(sent));
  });

  test('that breaks is dialled again, and says so to the server', async () => {
    const upstream = await startUpstream();
    const { link, told } = open(`ws://127.0.0.1:${upstream.port}/ws`, { query: 'reconnect=false&opus=true' });
    await eventually(() => told.length === 1);
    upstream.visits[0]?.socket.terminate();
    await eventually(() => upstream.visits.length === 2);
    await eventually(() => told.length === 4);
    upstream.visits[1]?.socket.close(1012, 'restart');
    await eventually(() => upstream.visits.length === 3);
    await eventually(() => told.length === 7);
    expect(told).toEqual([
      'open',
      'the server cut the line',
      'retry 1500',
      'open',
      'the server closed the line (1012 restart)',
      'retry 2000',
      'open',
    ]);
    expect(upstream.visits.map(({ request }) => request.url)).toEqual([
      '/ws/a0b1c2d3e4f5?reconnect=false&opus=true',
      '/ws/a0b1c2d3e4f5?reconnect=true&opus=true',
      '/ws/a0b1c2d3e4f5?reconnect=true&opus=true',
    ]);
    link.send('still there');
    await eventually(() => upstream.visits[2]?.got.length === 1);
  });

  test('waits longer with every failure, and starts anew once something came', async () => {
    const upstream = await startUpstream();
    const { port } = upstream;
    const { told } = open(`ws://127.0.0.1:${port}/ws`);
    await eventually(() => told.length === 1);
    await upstream.close();
    await eventually(() => told.length >= 7);
    const again = await startUpstream({ port });
    await eventually(() => again.visits.length === 1);
    again.visits[0]?.socket.send('back');
    again.visits[0]?.socket.close();
    await eventually(() => again.visits.length === 2);
    const waits = told
      .filter((line) => line.startsWith('retry'))
      .map((line) => Number(line.slice(6)) - 1_000);
    expect(waits.slice(0, 3)).toEqual([500, 1_000, 2_000]);
    expect(waits.at(-1)).toBe(500);
  });

  test('that is closed is not dialled again, and tells nothing more', async () => {
    const upstream = await startUpstream();
    const { link, told } = open(`ws://127.0.0.1:${upstream.port}/ws`);
    await eventually(() => told.length === 1);
    const { socket } = upstream.visits[0]!;
    const closed = once(socket, 'close');
    link.close();
    expect((await closed)[0]).toBe(1000);
    expect(told).toEqual(['open']);
    expect(upstream.visits).toHaveLength(1);
  });

  test.each(['before it was dialled', 'while it waits for the next try', 'by who hears that it is lost'])(
    'closed %s stays closed',
    async (when) => {
      const upstream = await startUpstream();
      const url = `ws://127.0.0.1:${upstream.port}/ws`;
      if (when.startsWith('before')) open(url).link.close();
      else {
        const told: string[] = [];
        const opened = open(
          url,
          { onLost: (reason) => (told.push(reason), when.startsWith('by') && opened.link.close()) },
          { clock: hastyClock(() => true) },
        );
        await eventually(() => upstream.visits.length === 1 && opened.told.length === 1);
        upstream.visits[0]?.socket.terminate();
        await eventually(() => told.length === 1);
        opened.link.close();
        expect(opened.told.length).toBe(when.startsWith('by') ? 1 : 2);
      }
      const before = upstream.visits.length;
      const probe = open(url);
      await eventually(() => probe.told.length === 1);
      expect(upstream.visits.length).toBe(before + 1);
    },
  );

  test('is read no further while it is paused, and the server feels it', async () => {
    const upstream = await startUpstream();
    const { link, told, frames } = open(`ws://127.0.0.1:${upstream.port}/ws`);
    link.pause(); // before it is open
    await eventually(() => told.length === 1);
    const { socket } = upstream.visits[0]!;
    for (let n = 0; n < 400; n += 1) socket.send(noise(32_768, n));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(frames.length).toBeLessThan(3);
    expect(socket.bufferedAmount).toBeGreaterThan(0);
    link.resume();
    await eventually(() => frames.length === 400);
    expect(frames.map((frame) => frame[0])).toEqual(Array.from({ length: 400 }, (_, n) => noise(1, n)[0]));
  });

  test('tells how much waits for a server that does not read', async () => {
    const upstream = await startUpstream();
    const { link, told } = open(`ws://127.0.0.1:${upstream.port}/ws`);
    await eventually(() => told.length === 1);
    upstream.visits[0]?.socket.pause();
    for (let n = 0; n < 400; n += 1) link.send(noise(32_768, n));
    expect(link.bufferedBytes).toBeGreaterThan(1_000_000);
    upstream.visits[0]?.socket.resume();
    await eventually(() => link.bufferedBytes === 0);
  });
});

describe('what goes wrong is named', () => {
  const firstReason = async (url: string, parts: Partial<DiallerParts> = {}) => {
    const { told } = open(url, {}, { clock: hastyClock(() => true), ...parts });
    await eventually(() => told.length === 2);
    expect(told[1]).toBe('retry 1500');
    return told[0];
  };

  test('nothing listens', async () => {
    const server = createSocketServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    expect(await firstReason(`ws://127.0.0.1:${port}/ws`)).toBe('nothing listens there (ECONNREFUSED)');
    expect(await firstReason(`ws://localhost:${port}/ws`)).toBe('nothing listens there (ECONNREFUSED)');
  });

  test('a server that refuses', async () => {
    const server = createServer((_incoming, outgoing) => outgoing.writeHead(400).end('no'));
    server.on('upgrade', (_incoming, socket) =>
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await firstReason(`ws://127.0.0.1:${port}/ws`)).toBe('the server answers HTTP 404');
  });

  test('certificates', async () => {
    const { port } = await startUpstream({ tls: true });
    expect(await firstReason(`wss://localhost:${port}/ws`)).toBe(
      'its certificate is signed by itself alone (DEPTH_ZERO_SELF_SIGNED_CERT)',
    );
    expect(await firstReason(`wss://127.0.0.1:${port}/ws`, { ca: testCertificate })).toBe(
      'its certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    );
    const plain = await startUpstream();
    expect(await firstReason(`wss://localhost:${plain.port}/ws`)).toMatch(/no TLS|TLS handshake/);
  });

  test('a certificate that is known passes', async () => {
    const upstream = await startUpstream({ tls: true });
    const { told } = open(`wss://localhost:${upstream.port}/ws`, {}, { ca: testCertificate });
    await eventually(() => told.length === 1);
    expect(told).toEqual(['open']);
  });

  test('a server that answers no ping', async () => {
    const server = createSocketServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (request: Buffer) => {
        const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1] ?? '';
        socket.write(switching(key));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const keepAlive = { pingEveryMs: 5, silentForMs: 50 };
    const { told, link } = open(
      `ws://127.0.0.1:${port}/ws`,
      {},
      { clock: hastyClock(() => true), keepAlive },
    );
    await eventually(() => told.length === 3);
    expect(told.slice(0, 2)).toEqual(['open', 'the server answers no ping']);
    link.close();
  });

  test('a name that leads to a place never called', async () => {
    const resolveName = () => Promise.resolve([{ address: '169.254.169.254', family: 4 }]);
    expect(await firstReason('ws://router.lan/ws', { resolveName })).toMatch(/never called/);
  });
});

/** The answer to a handshake. Source: RFC 6455 4.2.2. */
function switching(key: string): string {
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

describe('an address', () => {
  const resolveName = (hostname: string) =>
    hostname === 'gone.example'
      ? Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
      : Promise.resolve([
          { address: hostname === 'trap.example' ? '169.254.169.254' : '192.168.1.5', family: 4 },
        ]);

  test.each([
    'ws://localhost:8080/ws',
    'wss://indie.echokit.example/ws',
    'ws://192.168.1.5:8080/v2/stable_ws/',
    'ws://[::1]:8080/ws',
    'ws://gone.example/ws',
  ])('%s may be dialled', async (url) => {
    expect((await checkUpstream(url, resolveName)).ok).toBe(true);
  });

  test.each([
    ['http://localhost:8080/ws', 'ws://'],
    ['localhost', 'no address'],
    ['', 'no address'],
    ['ws://user:pass@localhost/ws', 'password'],
    ['ws://localhost/ws?opus=true', 'query'],
    ['ws://localhost/ws#x', 'query'],
    ['ws://169.254.169.254/ws', 'never called'],
    ['ws://0.0.0.0/ws', 'never called'],
    ['ws://[fe80::1]/ws', 'never called'],
    ['ws://trap.example/ws', 'never called'],
    ['ws://metadata.google.internal/ws', 'never called'],
  ])('%s may not: %s', async (url, why) => {
    expect(await checkUpstream(url, resolveName)).toEqual({
      ok: false,
      error: expect.stringContaining(why) as string,
    });
  });
});
