/** What the tests of the edge share: clients that behave and clients that do not. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { eventually } from '../../companion.testing.ts';
import type { BoxSocket } from '../box-socket.ts';
import { BoxDoor, usualBoxLimits, type BoxLimits } from './box-upgrade.ts';

export const testToken = 'a0b1c2d3e4f5061728394a5b6c7d8e9f';

/** A box as its owner sees it, and what it got. */
export interface SeenBox {
  readonly socket: BoxSocket;
  readonly frames: (Uint8Array | string)[];
  closed: { readonly code: number; readonly reason: string } | undefined;
}

export async function startBoxDoor(limits: Partial<BoxLimits> = {}) {
  const log: string[] = [];
  const boxes: SeenBox[] = [];
  const door = new BoxDoor({
    admits: (token) => token === testToken,
    isOwnOrigin: (origin) => origin === 'http://localhost:9090',
    accept: (socket) => boxes.push(see(socket)),
    log: (line) => log.push(line),
    limits: { ...usualBoxLimits, ...limits },
  });
  const server = createServer();
  server.on('upgrade', (incoming, socket, head) => door.upgrade(incoming, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    door.close();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = (id: string, query = '') => `ws://127.0.0.1:${port}/box/${testToken}/${id}${query}`;
  return { door, log, boxes, port, url };
}

function see(socket: BoxSocket): SeenBox {
  const seen: SeenBox = { socket, frames: [], closed: undefined };
  socket.onFrame = (payload) => seen.frames.push(payload);
  socket.onClose = (code, reason) => (seen.closed = { code, reason });
  return seen;
}

export interface Client {
  readonly socket: WebSocket;
  readonly upgrade: IncomingMessage;
  readonly frames: (Buffer | string)[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** A WebSocket client that is open. Rejects with the HTTP status if it is refused. */
export async function dial(
  url: string,
  options: ClientOptions = {},
  protocols: string[] = [],
): Promise<Client> {
  const socket = new WebSocket(url, protocols, options);
  onTestFinished(() => socket.terminate());
  const frames: (Buffer | string)[] = [];
  socket.on('message', (data: Buffer, isBinary) => frames.push(isBinary ? data : data.toString()));
  const upgrades: IncomingMessage[] = [];
  socket.on('upgrade', (response) => upgrades.push(response));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', () => resolve(undefined));
    socket.once('unexpected-response', (_request, response) => reject(response.statusCode));
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return { socket, upgrade: upgrades[0]!, frames, closed };
}

/** The status of a refused upgrade. */
export const refusal = (url: string, options: ClientOptions = {}, protocols: string[] = []) =>
  dial(url, options, protocols).then(
    () => 'let in' as const,
    (status: unknown) => status,
  );

/** A client that speaks only when it is told to: no pong, no Close, no reading once it is paused. */
export async function rawClient(
  url: string,
  headers = '',
): Promise<{ socket: Socket; head: string; ended: Promise<unknown> }> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  let head = '';
  socket.on('data', (bytes: Buffer) => (head += head.includes('\r\n\r\n') ? '' : bytes.toString('latin1')));
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
  );
  await eventually(() => head.includes('\r\n\r\n'));
  return { socket, head, ended };
}

/** A masked frame of less than 126 bytes. @param first its first byte: FIN, reserved bits, opcode */
export function rawFrame(first: number, payload: string): Buffer {
  const mask = Buffer.from([1, 2, 3, 4]);
  const bytes = Buffer.from(payload).map((byte, i) => byte ^ mask[i % 4]!);
  return Buffer.concat([Buffer.from([first, 0x80 | bytes.length]), mask, bytes]);
}

/** Bytes of every value in no order, the same for the same `n`. At most 100,000. */
export function noise(length: number, n: number): Uint8Array {
  const at = (n * 7_919) % (pool.length - 100_000);
  return pool.subarray(at, at + length);
}

const pool = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 197 + (i >> 7) * 31 + (i >> 3)) & 0xff);
