import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { call, errorOf, sessionOf, startCompanion, temporaryFolder } from './companion.testing.ts';

const apiPaths = [
  ['GET', '/api/status'],
  ['GET', '/api/discover'],
  ['GET', '/api/upstreams'],
  ['POST', '/api/upstreams'],
  ['DELETE', '/api/upstreams/aHR0cHM6Ly9hLmV4YW1wbGU'],
  ['GET', '/api/upstreams/aHR0cHM6Ly9hLmV4YW1wbGU'],
  ['POST', '/api/proxy/aHR0cHM6Ly9hLmV4YW1wbGU/v1/models'],
  ['GET', '/api/nothing'],
] as const;

describe('every path', () => {
  test.each(['/', '/favicon.svg', '/api/status', '/v1/audio/speakers'])(
    '%s is refused to a foreign name that points here',
    async (path) => {
      const companion = await startCompanion();
      const session = await sessionOf(companion);
      for (const host of [
        'evil.example',
        `evil.example:${companion.port}`,
        'localhost',
        `127.0.0.2:${companion.port}`,
      ]) {
        const answer = await call(companion, path, { headers: { host, ...session } });
        expect([answer.status, errorOf(answer).code]).toEqual([403, 'host-refused']);
        expect(answer.text).not.toContain('echokit-session');
      }
    },
  );

  test('a request without a host is refused', async () => {
    const { port } = await startCompanion();
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    socket.on('data', (bytes) => (text += bytes.toString()));
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 40[03]/);
    expect(text).not.toContain('echokit-session');
  });

  test('listening beyond this computer admits its own addresses and name, and no other', async () => {
    const companion = await startCompanion({ host: '0.0.0.0' });
    const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
    const own = [
      hostname(),
      ...addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    ];
    const statusFor = async (name: string) =>
      (await call(companion, '/', { headers: { host: `${name}:${companion.port}` } })).status;
    expect(await Promise.all(own.map(statusFor))).toEqual(own.map(() => 200));
    expect(await statusFor('evil.example')).toBe(403);
    expect(await statusFor('0.0.0.0')).toBe(403);
  });

  test('localhost is reached by IPv4 and IPv6, under all three names', async () => {
    const companion = await startCompanion();
    for (const address of ['127.0.0.1', '::1']) {
      for (const name of ['localhost', '127.0.0.1', '[::1]']) {
        const answer = await call(companion, '/', {
          address,
          headers: { host: `${name}:${companion.port}` },
        });
        expect(answer.status).toBe(200);
      }
    }
  });
});

describe('the API', () => {
  test.each(apiPaths)('%s %s needs the session', async (method, path) => {
    const companion = await startCompanion();
    const { 'x-echokit-session': secret = '' } = await sessionOf(companion);
    for (const offered of [undefined, '', 'x', secret.slice(0, -1), `${secret}A`]) {
      const headers = offered === undefined ? {} : { 'x-echokit-session': offered };
      const answer = await call(companion, path, { method, headers });
      expect([answer.status, errorOf(answer).code]).toEqual([401, 'session-refused']);
    }
  });

  test.each(apiPaths)('%s %s is refused to other origins, even with the session', async (method, path) => {
    const companion = await startCompanion();
    const session = await sessionOf(companion);
    for (const foreign of [
      { origin: 'https://evil.example' },
      { origin: `http://localhost:${companion.port + 1}` },
      { origin: `http://127.0.0.1:${companion.port}` },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await call(companion, path, { method, headers: { ...session, ...foreign } });
      expect([answer.status, errorOf(answer).code]).toEqual([403, 'origin-refused']);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('a preflight of another origin gets no permission', async () => {
    const companion = await startCompanion();
    const answer = await call(companion, '/api/status', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-headers': 'x-echokit-session' },
    });
    expect(answer.status).toBe(403);
    expect(answer.headers['access-control-allow-headers']).toBeUndefined();
  });

  test('the page itself is answered', async () => {
    const companion = await startCompanion();
    const headers = {
      ...(await sessionOf(companion)),
      origin: companion.url,
      'sec-fetch-site': 'same-origin',
    };
    const answer = await call(companion, '/api/status', { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const status = JSON.parse(answer.text) as { voice: { speakers: string[] } };
    expect(status).toMatchObject({
      name: 'echokit-companion',
      version: '1.2.3',
      voice: { engine: 'eSpeak NG' },
    });
    expect(status.voice.speakers.slice(0, 2)).toEqual(['auto', 'en-us']);
  });

  test('an unknown call is a JSON 404', async () => {
    const companion = await startCompanion();
    const answer = await call(companion, '/api/nothing', { headers: await sessionOf(companion) });
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'not-found']);
  });

  test('a published name works behind a TLS proxy, with its own origin', async () => {
    const companion = await startCompanion({ publishedAs: ['talk.example.lan'] });
    const session = await sessionOf(companion);
    const as = (origin: string) =>
      call(companion, '/api/upstreams', { headers: { ...session, host: 'talk.example.lan', origin } });
    expect((await as('https://talk.example.lan')).status).toBe(200);
    expect((await as(companion.url)).status).toBe(403);
  });
});

describe('faults', () => {
  test('of our own are answered without their details, which go to the log', async () => {
    const lines: string[] = [];
    const companion = await startCompanion({
      log: (line) => lines.push(line),
      pages: { create: () => Promise.resolve(() => Promise.reject(new Error('broken inside'))) },
    });
    const answer = await call(companion, '/');
    expect([answer.status, errorOf(answer).code]).toEqual([500, 'companion-fault']);
    expect(answer.text).not.toContain('broken inside');
    expect(lines.join()).toContain('broken inside');
  });

  test('an unreadable list of upstreams is logged and starts empty', async () => {
    const lines: string[] = [];
    const stateDir = await temporaryFolder();
    await writeFile(`${stateDir}/upstreams.json`, 'nonsense');
    const companion = await startCompanion({ stateDir, log: (line) => lines.push(line) });
    expect(lines.join()).toContain('upstreams.json.bad');
    const answer = await call(companion, '/api/upstreams', { headers: await sessionOf(companion) });
    expect(answer.status).toBe(200);
  });
});
