import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { describeLink, type OnServerSocket } from '../link-contract.testing.ts';
import { dialWebSocket } from './ws-link.ts';

async function listen(
  onSocket: (socket: WebSocket, path: string, headers: IncomingHttpHeaders) => void,
  deflates = false,
) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: deflates });
  server.on('connection', (socket, { url, headers }) => onSocket(socket, url ?? '', headers));
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    close: () =>
      new Promise<void>((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}

describeLink('a box with a WebSocket', async (accept) => {
  const server = await listen((socket, path) => accept(serverSocket(socket, path)));
  const refusing = createServer((_, reply) => reply.writeHead(404).end());
  refusing.on('upgrade', (_, socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  return {
    dial: dialWebSocket,
    url: server.url,
    refusingUrl: `ws://127.0.0.1:${(refusing.address() as AddressInfo).port}/ws`,
    flood: 384 * 65_536,
    close: async () => {
      refusing.closeAllConnections();
      refusing.close();
      await server.close();
    },
  };
});

function serverSocket(socket: WebSocket, path: string): Parameters<OnServerSocket>[0] {
  const [before = '', query = ''] = path.split('?');
  const ends: Parameters<OnServerSocket>[0] = {
    id: decodeURIComponent(before.slice(before.lastIndexOf('/') + 1)),
    query,
    send: (payload) => socket.send(payload),
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: (code, reason) => socket.close(code, reason),
    drop: () => socket.terminate(),
    onFrame: () => undefined,
    onClose: () => undefined,
  };
  socket.on('message', (data: Buffer, isBinary) =>
    ends.onFrame(isBinary ? new Uint8Array(data) : data.toString()),
  );
  socket.on('close', (code, reason) => ends.onClose(code, reason.toString()));
  return ends;
}

describe('the handshake of a box', () => {
  it('offers an extension, sends no Origin, and answers pings only when told to', async () => {
    const events: string[] = [];
    const server = await listen((socket, _, headers) => {
      events.push(headers['sec-websocket-extensions'] ?? '', String(headers.origin));
      socket.on('pong', (data) => events.push(`pong ${data.toString()}`));
      socket.ping('are you there');
    });
    const answered = new Promise<void>((resolve) => {
      const link = dialWebSocket(`${server.url}/0123456789ab`, {
        onOpen: () => undefined,
        onMessage: () => undefined,
        onPing: (payload) => {
          events.push('ping');
          link.pong(payload);
          link.close();
        },
        onClose: () => resolve(),
      });
    });
    await answered;
    await server.close();
    expect(events).toEqual([
      'permessage-deflate; client_max_window_bits',
      'undefined',
      'ping',
      'pong are you there',
    ]);
  });

  it('tells of an extension that was accepted, and breaks over what is compressed', async () => {
    const server = await listen((socket) => socket.send('x'.repeat(5000)), true);
    const events: string[] = [];
    await new Promise<void>((resolve) => {
      dialWebSocket(`${server.url}/0123456789ab`, {
        onOpen: (extensions) => events.push(extensions),
        onMessage: () => events.push('message'),
        onPing: () => undefined,
        onClose: (_, reason) => {
          events.push(reason);
          resolve();
        },
      });
    });
    await server.close();
    expect(events).toEqual([
      expect.stringContaining('permessage-deflate'),
      expect.stringContaining('RSV1 must be clear'),
    ]);
  });

  it('closes where the address is none', async () => {
    const reason = await new Promise<string>((resolve) => {
      const noop = () => undefined;
      dialWebSocket('ws://', {
        onOpen: noop,
        onMessage: noop,
        onPing: noop,
        onClose: (_, why) => resolve(why),
      });
    });
    expect(reason).not.toBe('');
  });
});
