import { describe, expect, test } from 'vitest';
import { allowed, call, errorOf, sessionOf, startCompanion, startService } from '../companion.testing.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** A service that sends everyone on until they reach `/end`, and notes what came. */
async function redirecting(status: number, location: (url: string) => string) {
  const seen: Seen[] = [];
  const service = await startService((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      const { method, url, headers } = incoming;
      seen.push({ method, url, headers, body });
      if (url === '/end') outgoing.end('arrived');
      else outgoing.writeHead(status, { location: location(url ?? '') }).end();
    });
  });
  return { service, seen };
}

const post = async (companion: Awaited<ReturnType<typeof startCompanion>>, path: string, body = 'words') =>
  call(companion, path, {
    method: 'POST',
    headers: {
      ...(await sessionOf(companion)),
      authorization: 'Bearer page-key',
      'content-type': 'text/plain',
    },
    body,
  });

describe('redirects', () => {
  test.each([
    [307, 'POST', 'words'],
    [308, 'POST', 'words'],
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
  ])('%d within a service becomes a %s, credentials and all', async (status, method, body) => {
    const { service, seen } = await redirecting(status, () => '/end');
    const companion = await startCompanion({ upstreams: [allowed(service.origin)] });
    const answer = await post(companion, service.proxied('/start'));
    expect([answer.status, answer.text]).toEqual([200, 'arrived']);
    expect(seen[1]).toMatchObject({ method, body, headers: { authorization: 'Bearer page-key' } });
    expect(seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
  });

  test('to another listed service is followed, without a credential of either', async () => {
    const target = await redirecting(200, () => '');
    const { service } = await redirecting(307, () => `${target.service.origin}/end`);
    const companion = await startCompanion({
      upstreams: [
        allowed(service.origin, { authorization: 'Bearer first-key', 'x-api-key': 'first' }),
        allowed(target.service.origin, { authorization: 'Bearer second-key' }),
      ],
    });
    const answer = await post(companion, service.proxied('/start'));
    expect(answer.text).toBe('arrived');
    expect(target.seen).toMatchObject([{ method: 'POST', body: 'words' }]);
    expect(Object.keys(target.seen[0]?.headers ?? {}).sort()).toEqual([
      'accept-encoding',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
  });

  test('to a service that is not listed is refused, and nobody is called there', async () => {
    const target = await redirecting(200, () => '');
    const { service } = await redirecting(302, () => `${target.service.origin}/end`);
    const companion = await startCompanion({ upstreams: [allowed(service.origin)] });
    const answer = await post(companion, service.proxied('/start'));
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'redirect-refused', location: target.service.origin });
    expect(target.seen).toEqual([]);
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'file:///etc/passwd',
    'http://0x7f.1:1/',
  ])('to %s is refused', async (location) => {
    const { service } = await redirecting(302, () => location);
    const companion = await startCompanion({ upstreams: [allowed(service.origin)] });
    expect(errorOf(await post(companion, service.proxied('/start'))).code).toBe('redirect-refused');
  });

  test('to a listed name that now leads to a metadata address is refused', async () => {
    const { service } = await redirecting(302, () => 'http://moved.example/end');
    const companion = await startCompanion({
      upstreams: [allowed(service.origin), allowed('http://moved.example')],
      resolveName: () => Promise.resolve([{ address: '169.254.169.254', family: 4 }]),
    });
    expect(errorOf(await post(companion, service.proxied('/start'))).code).toBe('upstream-forbidden');
  });

  test('five are followed, a sixth is not', async () => {
    const { service, seen } = await redirecting(307, (url) =>
      url === '/4' ? '/end' : `/${Number(url.slice(1)) + 1}`,
    );
    const companion = await startCompanion({ upstreams: [allowed(service.origin)] });
    expect((await post(companion, service.proxied('/0'))).text).toBe('arrived');
    expect(seen.length).toBe(6);
    expect(errorOf(await post(companion, service.proxied('/5'))).code).toBe('redirect-refused');
    expect(seen.length).toBe(12);
  });

  test('a long body is not sent twice', async () => {
    const { service } = await redirecting(307, () => '/end');
    const companion = await startCompanion({ upstreams: [allowed(service.origin)] });
    const answer = await post(companion, service.proxied('/start'), 'x'.repeat(3 * 1024 * 1024));
    expect(errorOf(answer).code).toBe('redirect-refused');
  });

  test('without a place to go is handed on, without its name', async () => {
    const service = await startService((_incoming, outgoing) => outgoing.writeHead(304).end());
    const companion = await startCompanion({ upstreams: [allowed(service.origin)] });
    expect((await post(companion, service.proxied('/'))).status).toBe(304);
  });
});
