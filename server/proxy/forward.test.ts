import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  allowed,
  call,
  errorOf,
  eventually,
  head,
  sessionOf,
  startCompanion,
  startService,
  type Service,
} from '../companion.testing.ts';
import type { Companion } from '../create-companion.ts';
import type { ProxyLimits } from './forward.ts';
import { parseUpstreamOrigin } from './upstream-origin.ts';

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

async function companionFor(
  listener: Listener,
  { headers = {}, limits = {} }: { headers?: Record<string, string>; limits?: Partial<ProxyLimits> } = {},
) {
  const service = await startService(listener);
  const companion = await startCompanion({ upstreams: [allowed(service.origin, headers)], limits });
  return { service, companion, session: await sessionOf(companion) };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

const echo: Listener = (incoming, outgoing) => {
  void textOf(incoming).then((body) =>
    outgoing.end(
      JSON.stringify({ method: incoming.method, url: incoming.url, headers: incoming.headers, body }),
    ),
  );
};
interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const echoOf = (answer: { text: string }) => JSON.parse(answer.text) as Echo;

/** A POST whose body the test writes bit by bit. */
function openUpload(companion: Companion, service: Service, session: Record<string, string>, headers = {}) {
  const outgoing = request({
    host: '127.0.0.1',
    port: companion.port,
    path: service.proxied('/upload'),
    method: 'POST',
    agent: false,
    headers: { host: `localhost:${companion.port}`, ...session, ...headers },
  });
  outgoing.on('error', () => undefined);
  return outgoing;
}

describe('what crosses', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    '%s with path, query and body as they are',
    async (method) => {
      const { service, companion, session } = await companionFor(echo);
      const body = method === 'GET' ? '' : '{"input":"hällo"}';
      const answer = await call(companion, service.proxied('/v1/a%2Fb//c?x=%20y&x=2'), {
        method,
        headers: session,
        body,
      });
      expect(echoOf(answer)).toMatchObject({ method, url: '/v1/a%2Fb//c?x=%20y&x=2', body });
    },
  );

  test.each([
    ['', '/'],
    ['?q=1', '/?q=1'],
    ['//evil.example/x', '//evil.example/x'],
    ['/@evil.example', '/@evil.example'],
  ])('a path of %j stays at the upstream', async (path, url) => {
    const { service, companion, session } = await companionFor(echo);
    const answer = echoOf(await call(companion, service.proxied(path), { headers: session }));
    expect([answer.url, answer.headers.host]).toEqual([url, `localhost:${service.port}`]);
  });

  test.each(['/../../etc', '/../../../favicon.svg', '/\\evil.example', '/a/../../%2e%2e/x', '/a/../b'])(
    'a path of %j, which no browser sends, climbs nowhere and reaches no other host',
    async (path) => {
      const asked: string[] = [];
      const { service, companion, session } = await companionFor((incoming, outgoing) => {
        asked.push(`${incoming.headers.host}${incoming.url}`);
        outgoing.end('from the service');
      });
      const answer = await call(companion, service.proxied(path), { headers: session });
      expect(answer.status === 200 ? answer.text : 'from the service').toBe('from the service');
      const own = `localhost:${service.port}/`;
      expect(asked.filter((url) => !url.startsWith(own) || url.includes('..'))).toEqual([]);
    },
  );

  test('of the request: what the service needs, nothing about the person or the session', async () => {
    const { service, companion, session } = await companionFor(echo);
    const answer = await call(companion, service.proxied('/'), {
      method: 'POST',
      headers: {
        ...session,
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: 'Bearer page-key',
        'xi-api-key': 'other-key',
        cookie: 'a=b',
        origin: companion.url,
        referer: `${companion.url}/talk`,
        'user-agent': 'Browser/1.0',
        'sec-fetch-site': 'same-origin',
        'sec-ch-ua': '"x"',
        'accept-encoding': 'br',
        'x-forwarded-for': '1.2.3.4',
        te: 'trailers',
        connection: 'keep-alive, x-hop',
        'x-hop': 'private',
      },
      body: '{}',
    });
    expect(echoOf(answer).headers).toEqual({
      host: `localhost:${service.port}`,
      connection: 'keep-alive',
      'content-type': 'application/json',
      'content-length': '2',
      accept: 'text/event-stream',
      authorization: 'Bearer page-key',
      'xi-api-key': 'other-key',
      'accept-encoding': 'identity',
      'user-agent': 'echokit-web/1.2.3',
    });
  });

  test('the configured key replaces whatever the page sends', async () => {
    const headers = { authorization: 'Bearer configured', 'x-tenant': 'me' };
    const { service, companion, session } = await companionFor(echo, { headers });
    const answer = await call(companion, service.proxied('/'), {
      headers: { ...session, authorization: 'Bearer page' },
    });
    expect(echoOf(answer).headers).toMatchObject(headers);
  });

  test('of the answer: what the engine reads, nothing that acts on our origin', async () => {
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.writeHead(429, {
        'content-type': 'application/json',
        'retry-after': '7',
        'x-request-id': 'r1',
        'x-ratelimit-remaining': '0',
        'set-cookie': ['a=b', 'c=d'],
        'access-control-allow-origin': '*',
        'content-security-policy': 'script-src *',
        'clear-site-data': '"*"',
        'service-worker-allowed': '/',
        'www-authenticate': 'Basic',
        'cache-control': 'public, max-age=9',
        'x-echokit-error': 'faked',
        refresh: '0; url=/',
        link: '</x>; rel=preload',
      });
      outgoing.end('{"error":"slow down"}');
    });
    const { status, headers, text } = await call(companion, service.proxied('/'), { headers: session });
    expect([status, text]).toEqual([429, '{"error":"slow down"}']);
    const { date: _date, 'keep-alive': _keepAlive, connection: _connection, ...kept } = headers;
    expect(kept).toEqual({
      'content-type': 'application/json',
      'retry-after': '7',
      'x-request-id': 'r1',
      'x-ratelimit-remaining': '0',
      'transfer-encoding': 'chunked',
      'cache-control': 'no-store',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  test('HEAD and 204 have no body', async () => {
    const { service, companion, session } = await companionFor((incoming, outgoing) => {
      if (incoming.method === 'HEAD') outgoing.writeHead(200, { 'content-length': '1234' }).end();
      else outgoing.writeHead(204).end();
    });
    const asked = await call(companion, service.proxied('/'), { method: 'HEAD', headers: session });
    expect([asked.status, asked.headers['content-length'], asked.bytes.length]).toEqual([200, '1234', 0]);
    expect((await call(companion, service.proxied('/'), { method: 'DELETE', headers: session })).status).toBe(
      204,
    );
  });
});

describe('streaming', () => {
  test('the first bytes of an answer arrive before the service has written the last', async () => {
    let finish: () => void = () => undefined;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.write('data: one\n\n');
      finish = () => outgoing.end('data: two\n\n');
    });
    const answer = await head(companion, service.proxied('/'), { headers: session });
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(first.toString()).toBe('data: one\n\n');
    finish();
    expect(await textOf(answer)).toBe('data: two\n\n');
  });

  test('the head of an answer arrives before its body begins', async () => {
    let finish: () => void = () => undefined;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.writeHead(200).flushHeaders();
      finish = () => outgoing.end('done');
    });
    const answer = await head(companion, service.proxied('/'), { headers: session });
    expect(answer.statusCode).toBe(200);
    finish();
    expect(await textOf(answer)).toBe('done');
  });

  test('the first bytes of a request arrive before the page has sent the last', async () => {
    const seen: string[] = [];
    const { service, companion, session } = await companionFor((incoming, outgoing) => {
      incoming.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
      incoming.on('end', () => outgoing.end(seen.join('')));
    });
    const upload = openUpload(companion, service, session);
    upload.write('one ');
    await eventually(() => seen.length === 1);
    upload.end('two');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    expect(await textOf(answer)).toBe('one two');
    expect(seen[0]).toBe('one ');
  });

  test('megabytes pass unchanged in both directions', async () => {
    const { service, companion, session } = await companionFor((incoming, outgoing) =>
      incoming.pipe(outgoing),
    );
    const body = Buffer.alloc(9 * 1024 * 1024);
    for (let at = 0; at < body.length; at += 4) body.writeUInt32LE(at, at);
    const answer = await call(companion, service.proxied('/'), { method: 'POST', headers: session, body });
    expect(answer.bytes.equals(body)).toBe(true);
  });

  test('forty at once do not mix', async () => {
    const { service, companion, session } = await companionFor(echo);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        call(companion, service.proxied(`/${n}`), { method: 'POST', headers: session, body: `body ${n}` }),
      ),
    );
    expect(answers.map((answer) => [echoOf(answer).url, echoOf(answer).body])).toEqual(
      answers.map((_, n) => [`/${n}`, `body ${n}`]),
    );
  });

  test('the connection to the service is kept for the next request', async () => {
    const sockets = new Set<Socket>();
    const { service, companion, session } = await companionFor((incoming, outgoing) => {
      sockets.add(incoming.socket);
      echo(incoming, outgoing);
    });
    for (let n = 0; n < 3; n += 1) {
      await call(companion, service.proxied('/'), { method: 'POST', headers: session, body: 'x' });
    }
    expect(sockets.size).toBe(1);
  });

  test('a kept connection that died meanwhile is replaced, body and all', async () => {
    const served = new Set<Socket>();
    const { service, companion, session } = await companionFor((incoming, outgoing) => {
      if (served.has(incoming.socket)) incoming.socket.resetAndDestroy();
      else echo(incoming, outgoing);
      served.add(incoming.socket);
    });
    const post = (body: string) =>
      call(companion, service.proxied('/'), { method: 'POST', headers: session, body });
    await post('first');
    expect(echoOf(await post('second')).body).toBe('second');
  });
});

describe('the end of one side', () => {
  test('the page leaves while it waits: the service is told at once', async () => {
    let gone = false;
    let asked = false;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      asked = true;
      outgoing.on('close', () => (gone = true));
    });
    const upload = openUpload(companion, service, session);
    upload.end('{}');
    await eventually(() => asked);
    upload.destroy();
    await eventually(() => gone);
  });

  test('the page leaves while it listens', async () => {
    let gone = false;
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.write('data: one\n\n');
      outgoing.on('close', () => (gone = true));
    });
    const answer = await head(companion, service.proxied('/'), { headers: session });
    await once(answer, 'data');
    answer.destroy();
    await eventually(() => gone);
  });

  test('the page leaves while it sends', async () => {
    let failure: Error | undefined;
    let began = false;
    const { service, companion, session } = await companionFor((incoming) => {
      incoming.on('data', () => (began = true));
      incoming.on('error', (error) => (failure = error));
    });
    const upload = openUpload(companion, service, session);
    upload.write('half of it');
    await eventually(() => began);
    upload.destroy();
    await eventually(() => failure !== undefined);
  });

  test('the service breaks off: the page sees a broken answer, not a short one', async () => {
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.write('data: one\n\n');
      setImmediate(() => outgoing.destroy());
    });
    await expect(call(companion, service.proxied('/'), { headers: session })).rejects.toThrow();
  });

  test('the service breaks off before it answers', async () => {
    const { service, companion, session } = await companionFor((incoming) => incoming.socket.destroy());
    const answer = await call(companion, service.proxied('/'), { headers: session });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream-unreachable', cause: 'ECONNRESET' });
  });

  test('the service answers without reading the request', async () => {
    const { service, companion, session } = await companionFor((_incoming, outgoing) => {
      outgoing.writeHead(401).end('who are you?');
    });
    const body = Buffer.alloc(3 * 1024 * 1024);
    const answer = await call(companion, service.proxied('/'), { method: 'POST', headers: session, body });
    expect([answer.status, answer.text]).toEqual([401, 'who are you?']);
  });

  test('the companion ends: what is under way ends with it', async () => {
    const { service, companion, session } = await companionFor((_incoming, outgoing) =>
      outgoing.write('one'),
    );
    const answer = await head(companion, service.proxied('/'), { headers: session });
    await once(answer, 'data');
    const ended = once(answer, 'error');
    await companion.close();
    await ended;
  });
});

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
    const upload = openUpload(companion, service, session);
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
  async function ask(origin: string, options: Parameters<typeof startCompanion>[0] = {}) {
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

test('keys and bodies stay out of the log, whatever happens', async () => {
  const lines: string[] = [];
  const service = await startService((incoming) => incoming.socket.destroy());
  const companion = await startCompanion({
    upstreams: [allowed(service.origin, { authorization: 'Bearer sk-secret' })],
    log: (line) => lines.push(line),
  });
  const headers = await sessionOf(companion);
  const answer = await call(companion, service.proxied('/'), {
    method: 'POST',
    headers,
    body: 'spoken words',
  });
  expect(answer.text).not.toContain('sk-secret');
  expect(lines.join('\n')).not.toMatch(/sk-secret|spoken words/);
});
