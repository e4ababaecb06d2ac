import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  allowed,
  call,
  errorOf,
  eventually,
  sessionOf,
  startCompanion,
  startService,
  type TestOptions,
} from '../companion.testing.ts';
import { companionFor, echo, echoOf, openUpload, textOf } from './forward.testing.ts';
import { parseUpstreamOrigin } from './upstream-origin.ts';

describe('limits', () => {
  test('a request that says it is too large is refused before the service hears of it', async () => {
    let asked = false;
    const { service, companion, session } = await companionFor(() => (asked = true), {
      limits: { requestBytes: 1000 },
    });
    const answer = await call(companion, service.proxied('/'), {
      method: 'POST',
      headers: session,
      body: 'x'.repeat(1001),
    });
    expect([answer.status, answer.headers['x-echokit-error']]).toEqual([413, 'body-too-large']);
    expect(errorOf(answer)).toMatchObject({ code: 'body-too-large', limitBytes: 1000 });
    expect(asked).toBe(false);
  });

  test('a request that turns out too large is cut, and the page told', async () => {
    let received = 0;
    let cut = false;
    const { service, companion, session } = await companionFor(
      (incoming) => {
        incoming.on('data', (chunk: Buffer) => (received += chunk.length));
        incoming.on('error', () => (cut = true));
      },
      { limits: { requestBytes: 1000 } },
    );
    const upload = openUpload({ companion, service, session });
    upload.write('x'.repeat(900));
    await eventually(() => received === 900);
    upload.end('x'.repeat(900));
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(await textOf(answer)).toContain('body-too-large');
    await eventually(() => cut);
  });

  test('an answer that says it is too large is refused', async () => {
    const { service, companion, session } = await companionFor(
      (_incoming, outgoing) => outgoing.end('x'.repeat(1001)),
      {
        limits: { responseBytes: 1000 },
      },
    );
    const answer = await call(companion, service.proxied('/'), { headers: session });
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'response-too-large']);
  });

  test('an answer that turns out too large is cut', async () => {
    const { service, companion, session } = await companionFor(
      (_incoming, outgoing) => {
        outgoing.write('x'.repeat(900));
        outgoing.end('x'.repeat(900));
      },
      { limits: { responseBytes: 1000 } },
    );
    await expect(call(companion, service.proxied('/'), { headers: session })).rejects.toThrow();
  });

  test('exactly the limit passes', async () => {
    const { service, companion, session } = await companionFor(
      (incoming, outgoing) => incoming.pipe(outgoing),
      {
        limits: { requestBytes: 1000, responseBytes: 1000 },
      },
    );
    const body = 'x'.repeat(1000);
    expect(
      (await call(companion, service.proxied('/'), { method: 'POST', headers: session, body })).text,
    ).toBe(body);
  });

  test('a service that says nothing is given up', async () => {
    let gone = false;
    const { service, companion, session } = await companionFor(
      (_i, outgoing) => outgoing.on('close', () => (gone = true)),
      {
        limits: { firstByteMs: 80 },
      },
    );
    const answer = await call(companion, service.proxied('/'), { headers: session });
    expect(answer.status).toBe(504);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream-timeout', waitedMs: 80 });
    await eventually(() => gone);
  });

  test('a service that falls silent is cut', async () => {
    let gone = false;
    const { service, companion, session } = await companionFor(
      (_incoming, outgoing) => {
        outgoing.write('data: one\n\n');
        outgoing.on('close', () => (gone = true));
      },
      { limits: { idleMs: 80 } },
    );
    await expect(call(companion, service.proxied('/'), { headers: session })).rejects.toThrow();
    await eventually(() => gone);
  });
});

describe('services that cannot be called', () => {
  async function ask(origin: string, options: TestOptions = {}) {
    const companion = await startCompanion({ upstreams: [allowed(origin)], ...options });
    const segment = Buffer.from(origin).toString('base64url');
    const headers = await sessionOf(companion);
    return call(companion, `/api/proxy/${segment}/v1/models`, { headers });
  }
  const name =
    (...addresses: string[]) =>
    () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

  test('one that is not on the list', async () => {
    const answer = await ask('https://other.example', { upstreams: [] });
    expect(answer.status).toBe(403);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream-not-allowed', origin: 'https://other.example' });
  });

  test.each(['not base64!', 'aHR0', Buffer.from('file:///etc/passwd').toString('base64url')])(
    'one that is no origin: %s',
    async (segment) => {
      const companion = await startCompanion();
      const answer = await call(companion, `/api/proxy/${encodeURI(segment)}/x`, {
        headers: await sessionOf(companion),
      });
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'bad-request']);
    },
  );

  test.each([
    'http://169.254.169.254',
    'http://2852039166',
    'http://0xa9.0xfe.0xa9.0xfe',
    'http://0251.0376.0251.0376',
    'http://[::ffff:169.254.169.254]',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://metadata.google.internal',
    'http://metadata.google.internal.',
    'http://100.100.100.200',
    'http://0.0.0.0:8080',
    'http://[::]:8080',
    'http://224.0.0.1',
  ])('%s, even if somebody listed it', async (origin) => {
    const canonical = parseUpstreamOrigin(origin);
    const answer = await ask(origin, { upstreams: [allowed(canonical.ok ? canonical.value : '')] });
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'upstream-forbidden']);
  });

  test.each([['169.254.169.254'], ['93.184.216.34', '169.254.169.254'], ['0.0.0.0'], ['::ffff:a9fe:a9fe']])(
    'a name that leads to %s, even if private addresses were agreed to',
    async (...addresses) => {
      const answer = await ask('http://rebind.example', { resolveName: name(...addresses) });
      expect([answer.status, errorOf(answer).code]).toEqual([403, 'upstream-forbidden']);
    },
  );

  test.each([
    ['127.0.0.1', 'loopback'],
    ['192.168.1.1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
  ])('a public name that leads to %s, unless that was agreed to', async (address, reach) => {
    const origin = 'http://rebind.example';
    const answer = await ask(origin, {
      upstreams: [{ ...allowed(origin), privateAllowed: false }],
      resolveName: name(address),
    });
    expect(answer.status).toBe(409);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream-private', reach });
  });

  test('a name is looked up once, and the connection goes to what was judged', async () => {
    const service = await startService(echo);
    const lookups: string[] = [];
    const answer = await ask(`http://model.example:${service.port}`, {
      resolveName: (hostname) => {
        lookups.push(hostname);
        return name(lookups.length === 1 ? '127.0.0.1' : '169.254.169.254')();
      },
    });
    expect(echoOf(answer).headers.host).toBe(`model.example:${service.port}`);
    expect(lookups).toEqual(['model.example']);
  });

  test('one that nobody serves', async () => {
    const { port } = await startService(echo);
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const freePort = (free.address() as { port: number }).port;
    free.close();
    await once(free, 'close');
    expect(freePort).not.toBe(port);
    const answer = await ask(`http://localhost:${freePort}`);
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream-unreachable', cause: 'ECONNREFUSED' });
  });

  test('one whose name nobody knows', async () => {
    const failure = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const answer = await ask('https://gone.example', { resolveName: () => Promise.reject(failure) });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream-unreachable', cause: 'ENOTFOUND' });
  });

  test('one that does not speak TLS', async () => {
    const { port } = await startService(echo);
    const answer = await ask(`https://localhost:${port}`);
    expect(answer.status).toBe(502);
    expect(errorOf(answer).code).toBe('upstream-unreachable');
    expect(errorOf(answer)['cause']).toMatch(/SSL|EPROTO/);
  });

  test('a name that is never answered', async () => {
    const answer = await ask('https://slow.example', {
      resolveName: () => new Promise(() => undefined),
      limits: { firstByteMs: 60 },
    });
    expect([answer.status, errorOf(answer).code]).toEqual([504, 'upstream-timeout']);
  });
});
