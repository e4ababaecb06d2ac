import { describe, expect, test } from 'vitest';
import { allowed, call, sessionOf, startCompanion, startService } from '../companion.testing.ts';
import { companionFor, echo, echoOf } from './forward.testing.ts';

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
