import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  allowed,
  call,
  errorOf,
  head,
  sessionOf,
  startCompanion,
  startService,
  temporaryFolder,
  type Call,
  type TestOptions,
} from '../companion.testing.ts';
import type { ResolveName } from './resolve-upstream.ts';
import type { UpstreamView } from './upstream-list.ts';
import { encodeOriginSegment } from './upstream-origin.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  'api.example': ['93.184.216.34', '2606:2800::1'],
  'nas.example': ['192.168.1.5'],
  'evil.example': ['169.254.169.254'],
};
const resolveName: ResolveName = (hostname) => {
  const addresses = names[hostname];
  if (addresses === undefined) return Promise.reject(Object.assign(new Error('?'), { code: 'ENOTFOUND' }));
  return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
};

async function start(options: TestOptions = {}) {
  const companion = await startCompanion({ resolveName, ...options });
  const session = await sessionOf(companion);
  const api = (method: string, path: string, body?: unknown) => {
    const content: Call = body === undefined ? {} : { body: JSON.stringify(body) };
    return call(companion, `/api/upstreams${path}`, { method, headers: session, ...content });
  };
  const list = async () =>
    (JSON.parse((await api('GET', '')).text) as { upstreams: UpstreamView[] }).upstreams;
  return { companion, session, api, list };
}

describe('the list', () => {
  test("begins with EchoKit's usual ports and the configuration, without keys", async () => {
    const { api, list } = await start({
      upstreams: [allowed('https://api.openai.com', { authorization: 'Bearer sk-secret' })],
    });
    expect(
      (await list()).map(({ origin, source, keyed, revocable }) => [origin, source, keyed, revocable]),
    ).toEqual([
      ['http://localhost:9091', 'built-in', false, true],
      ['http://localhost:9092', 'built-in', false, true],
      ['http://localhost:9093', 'built-in', false, true],
      ['http://localhost:9094', 'built-in', false, true],
      ['https://api.openai.com', 'configuration', true, false],
    ]);
    expect((await api('GET', '')).text).not.toContain('sk-secret');
  });

  test('takes a public origin', async () => {
    const { api, list } = await start();
    const added = await api('POST', '', { origin: 'https://API.example:443/' });
    expect(added.status).toBe(201);
    expect(JSON.parse(added.text)).toMatchObject({
      reach: 'public',
      upstream: { origin: 'https://api.example', source: 'person', privateAllowed: false },
    });
    expect((await list()).at(-1)?.id).toBe(encodeOriginSegment('https://api.example'));
  });

  test.each([
    ['http://nas.example:8080', 'private'],
    ['http://192.168.1.5:8080', 'private'],
    ['http://localhost:11434', 'loopback'],
    ['http://[::1]:11434', 'loopback'],
    ['http://0x7f000001:11434', 'loopback'],
  ])('takes %s only when the person knows that it is %s', async (origin, reach) => {
    const { api, list } = await start();
    const refused = await api('POST', '', { origin });
    expect(refused.status).toBe(409);
    expect(errorOf(refused)).toMatchObject({ code: 'upstream-private', reach });
    expect((await list()).length).toBe(4);

    const added = await api('POST', '', { origin, allowPrivate: true });
    expect([added.status, (await list()).at(-1)?.privateAllowed]).toEqual([201, true]);
  });

  test('an agreement to a public origin does not cover private addresses', async () => {
    const { api, list } = await start();
    await api('POST', '', { origin: 'https://api.example', allowPrivate: true });
    expect((await list()).at(-1)?.privateAllowed).toBe(false);
  });

  test.each([
    'http://evil.example',
    'http://169.254.169.254',
    'http://metadata.google.internal',
    'http://0.0.0.0',
  ])('never takes %s', async (origin) => {
    const { api, list } = await start();
    const refused = await api('POST', '', { origin, allowPrivate: true });
    expect([refused.status, errorOf(refused).code]).toEqual([403, 'upstream-forbidden']);
    expect((await list()).length).toBe(4);
  });

  test.each([
    [{ origin: 'https://api.example/v1' }, 400, 'bad-request'],
    [{ origin: 'ftp://api.example' }, 400, 'bad-request'],
    [{ origin: 7 }, 400, 'bad-request'],
    [{}, 400, 'bad-request'],
    [[], 400, 'bad-request'],
    [{ origin: 'https://api.example', allowPrivate: 'yes' }, 400, 'bad-request'],
    [{ origin: `https://${'a'.repeat(5000)}.example` }, 400, 'bad-request'],
    [{ origin: 'https://unknown.example' }, 502, 'upstream-unreachable'],
  ])('refuses %j', async (body, status, code) => {
    const { api } = await start();
    const refused = await api('POST', '', body);
    expect([refused.status, errorOf(refused).code]).toEqual([status, code]);
  });

  test('outlives the companion', async () => {
    const stateDir = await temporaryFolder();
    const first = await start({ stateDir });
    await first.api('POST', '', { origin: 'https://api.example' });
    await first.api('DELETE', `/${encodeOriginSegment('http://localhost:9092')}`);
    const second = await start({ stateDir });
    expect((await second.list()).map(({ origin }) => origin)).toEqual([
      'http://localhost:9091',
      'http://localhost:9093',
      'http://localhost:9094',
      'https://api.example',
    ]);
  });
});

describe('an origin', () => {
  test.each([
    ['https://api.example', { reach: 'public', listed: null }],
    ['http://nas.example', { reach: 'private', listed: null }],
    ['http://localhost:9091', { reach: 'loopback', listed: { name: 'EchoKit LLM' } }],
  ])('%s can be asked about before the person is', async (origin, expected) => {
    const { api } = await start();
    const answer = await api('GET', `/${encodeOriginSegment(origin)}`);
    expect(JSON.parse(answer.text)).toMatchObject({ origin, ...expected });
  });

  test('that is never allowed says so when asked about', async () => {
    const { api } = await start();
    const answer = await api('GET', `/${encodeOriginSegment('http://evil.example')}`);
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'upstream-forbidden']);
  });

  test('can be called once it is confirmed, and no longer once it is revoked', async () => {
    let closed = 0;
    const service = await startService((_incoming, outgoing) => {
      outgoing.write('one');
      outgoing.on('close', () => (closed += 1));
    });
    const { companion, session, api } = await start();
    const ask = () => head(companion, service.proxied('/'), { headers: session });

    expect((await ask()).statusCode).toBe(403);
    await api('POST', '', { origin: service.origin, allowPrivate: true });
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    await once(answer, 'data');

    const cut = once(answer, 'error');
    expect((await api('DELETE', `/${encodeOriginSegment(service.origin)}`)).status).toBe(204);
    await cut;
    expect((await ask()).statusCode).toBe(403);
    expect(closed).toBe(1);
  });

  test('of the configuration cannot be revoked by the page', async () => {
    const { api } = await start({ upstreams: [allowed('https://api.openai.com')] });
    const refused = await api('DELETE', `/${encodeOriginSegment('https://api.openai.com')}`);
    expect([refused.status, errorOf(refused).code]).toEqual([409, 'upstream-configured']);
  });

  test('that is no origin is refused', async () => {
    const { api } = await start();
    for (const method of ['GET', 'DELETE']) expect((await api(method, '/aHR0')).status).toBe(400);
  });
});
