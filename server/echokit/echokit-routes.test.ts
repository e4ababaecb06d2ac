import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEchokitServer } from '../../simulators/echokit-server/create-echokit-server.ts';
import { ScriptedEngines } from '../../simulators/echokit-server/server.testing.ts';
import { allowed, call, errorOf, sessionOf, startCompanion, type TestOptions } from '../companion.testing.ts';

async function asker(options: TestOptions = {}) {
  const companion = await startCompanion(options);
  const headers = await sessionOf(companion);
  return {
    companion,
    ask: async (url: unknown) => {
      const body = JSON.stringify({ url });
      const answer = await call(companion, '/api/echokit/probe', { method: 'POST', headers, body });
      return { status: answer.status, value: JSON.parse(answer.text) as unknown };
    },
  };
}

async function standIn(...faults: readonly string[]) {
  const server = await createEchokitServer({ services: new ScriptedEngines(), faults });
  onTestFinished(() => server.close());
  return server;
}

/** Answers any first bytes with these. */
async function answering(bytes: string | null): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    if (bytes === null) socket.once('data', () => socket.destroy());
    else if (bytes !== '') socket.once('data', () => socket.end(bytes));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('why a server takes no socket', () => {
  test('it does: with its version', async () => {
    const server = await standIn();
    const { ask } = await asker({ upstreams: [allowed(server.httpUrl.replace('127.0.0.1', 'localhost'))] });
    const value = { status: 'open', serverVersion: '0.3.2' };
    expect(await ask(server.url)).toEqual({ status: 200, value });
    expect(server.connections.map(({ path, query }) => [path, query.reconnect])).toEqual([
      ['/ws/echokit-web-probe', true],
    ]);
  });

  test.each([400, 404, 502])('it refuses with %i', async (status) => {
    const server = await standIn(`refuse@${status}`);
    const { ask } = await asker({ upstreams: [allowed(server.httpUrl.replace('127.0.0.1', 'localhost'))] });
    expect((await ask(server.url)).value).toEqual({ status });
  });

  test.each([
    ['HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n', 404],
    ['HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n', 400],
    ['HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n', 503],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi', 'not-websocket'],
    ['HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\n\r\n', 'not-websocket'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'not-websocket'],
    [
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: no\r\n\r\n',
      'not-websocket',
    ],
    [null, 'refused'],
  ])('%j is %s', async (bytes, status) => {
    const port = await answering(bytes);
    const { ask } = await asker({ upstreams: [allowed(`http://localhost:${port}`)] });
    expect((await ask(`ws://127.0.0.1:${port}/ws`)).value).toEqual({ status });
  });

  test('nobody listens', async () => {
    const { ask } = await asker({ upstreams: [allowed('http://localhost:9')] });
    expect((await ask('ws://localhost:9/ws')).value).toEqual({ status: 'refused' });
  });

  test('the name is unknown', async () => {
    const resolveName = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const { ask } = await asker({ resolveName });
    expect((await ask('ws://nowhere.example/ws')).value).toEqual({ status: 'unknown-host' });
  });
});

describe('what is not called', () => {
  test('this computer and private addresses, before the person has agreed', async () => {
    const server = await standIn();
    const resolveName = () => Promise.resolve([{ address: '192.168.1.20', family: 4 }]);
    const { ask } = await asker({ resolveName });
    const notAllowed = { status: 200, value: { status: 'not-allowed' } };
    expect(await ask(server.url)).toEqual(notAllowed);
    expect(await ask('ws://192.168.1.20:8080/ws')).toEqual(notAllowed);
    expect(await ask('ws://box.example/ws')).toEqual(notAllowed);
    expect(server.connections).toEqual([]);
  });

  test('a confirmed public name that leads into the network', async () => {
    const resolveName = () => Promise.resolve([{ address: '10.0.0.7', family: 4 }]);
    const upstream = { ...allowed('http://box.example'), privateAllowed: false };
    const { ask } = await asker({ resolveName, upstreams: [upstream] });
    expect((await ask('ws://box.example/ws')).value).toEqual({ status: 'not-allowed' });
  });

  test.each([
    'ws://169.254.169.254/ws',
    'ws://[fe80::1]/ws',
    'ws://metadata.google.internal/ws',
    'ws://0.0.0.0/ws',
  ])('%s, ever', async (url) => {
    const { ask } = await asker({ upstreams: [allowed('http://metadata.google.internal')] });
    expect((await ask(url)).value).toEqual({ status: 'forbidden' });
  });

  test.each(['http://localhost/ws', 'ws://user@host/ws', 'ws://host/ws?x=1', '', 7, 'ws://'])(
    '%j, which is no address',
    async (url) => {
      const { ask } = await asker();
      expect((await ask(url)).status).toBe(400);
    },
  );

  test('for a page without the session', async () => {
    const { companion } = await asker();
    const answer = await call(companion, '/api/echokit/probe', { method: 'POST', body: '{}' });
    expect([answer.status, errorOf(answer).code]).toEqual([401, 'session-refused']);
  });
});
