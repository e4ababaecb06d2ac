import { describe, expect, it } from 'vitest';
import { companionOrigin, createCompanionLink, type CompanionErrorCode } from './companion-link.ts';

const access = { origin: 'http://localhost:9090', session: 'secret' };

interface Asked {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

/** A companion that says one thing and remembers what it was asked. */
function scripted(answer: () => Response) {
  const asked: Asked[] = [];
  const send = (input: URL | RequestInfo, init?: RequestInit) => {
    asked.push({ url: input instanceof Request ? input.url : String(input), init });
    return Promise.resolve(answer());
  };
  return { asked, link: createCompanionLink(access, send) };
}

const refused = (code: string, status: number) =>
  Response.json({ error: { code, message: `no: ${code}`, reach: 'private' } }, { status });

const openAi = {
  id: 'aHR0cHM6Ly9hcGkub3BlbmFpLmNvbQ',
  origin: 'https://api.openai.com',
  name: 'OpenAI',
  source: 'configuration',
  privateAllowed: false,
  downloadsOnly: false,
  keyed: true,
  revocable: false,
};

describe('CompanionLink', () => {
  it('shows its session with every call', async () => {
    const { asked, link } = scripted(() => Response.json({ upstreams: [openAi] }));
    expect(await link.upstreams()).toMatchObject([{ origin: 'https://api.openai.com', keyed: true }]);
    expect(asked[0]?.url).toBe('http://localhost:9090/api/upstreams');
    expect(new Headers(asked[0]?.init?.headers).get('x-echokit-session')).toBe('secret');
  });

  it('asks where an origin leads, under the name the companion has for it', async () => {
    const { asked, link } = scripted(() =>
      Response.json({ origin: 'http://localhost:8080', reach: 'loopback', listed: null }),
    );
    expect(await link.inspect('http://127.0.0.1:8080')).toMatchObject({ reach: 'loopback', listed: null });
    expect(asked[0]?.url).toBe(
      `http://localhost:9090/api/upstreams/${btoa('http://localhost:8080').replace(/=+$/, '')}`,
    );
  });

  it('allows with the agreement that was given', async () => {
    const { asked, link } = scripted(() =>
      Response.json({ upstream: openAi, reach: 'public' }, { status: 201 }),
    );
    await link.allow('https://api.openai.com', { allowPrivate: false });
    expect(asked[0]?.init?.method).toBe('POST');
    expect(JSON.parse(asked[0]?.init?.body as string)).toEqual({
      origin: 'https://api.openai.com',
      allowPrivate: false,
      downloadsOnly: false,
    });
  });

  it('revokes without waiting for words', async () => {
    const { asked, link } = scripted(() => new Response(null, { status: 204 }));
    await link.revoke('https://api.openai.com');
    expect(asked[0]?.init?.method).toBe('DELETE');
  });

  it.each<[string, number, CompanionErrorCode]>([
    ['session-refused', 401, 'companion-session'],
    ['upstream-private', 409, 'upstream-private'],
    ['upstream-configured', 409, 'upstream-configured'],
    ['something-new', 418, 'companion-refused'],
  ])('gives %s a code of its own', async (said, httpStatus, code) => {
    const { link } = scripted(() => refused(said, httpStatus));
    await expect(link.allow('http://nas:1', { allowPrivate: false })).rejects.toMatchObject({
      code,
      details: { status: httpStatus, said: `no: ${said}` },
    });
  });

  it('takes a page of some other server for a refusal', async () => {
    const { link } = scripted(() => new Response('<!doctype html><p>hello', { status: 200 }));
    await expect(link.upstreams()).rejects.toMatchObject({ code: 'companion-refused' });
  });

  it('says that nobody answered', async () => {
    const link = createCompanionLink(access, () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(link.status()).rejects.toMatchObject({ code: 'companion-unreachable' });
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const link = createCompanionLink(access, () => {
      stop.abort(new Error('enough'));
      return Promise.reject(new DOMException('aborted', 'AbortError'));
    });
    await expect(link.discover(stop.signal)).rejects.toThrow('enough');
  });
});

describe('companionOrigin', () => {
  it.each([
    ['http://127.0.0.1:9092', 'http://localhost:9092'],
    ['http://[::1]', 'http://localhost'],
    ['http://127.0.0.10:80', 'http://127.0.0.10:80'],
    ['https://api.openai.com', 'https://api.openai.com'],
    ['http://nas.local.:8080', 'http://nas.local:8080'],
  ])('of %s is %s', (origin, canonical) => {
    expect(companionOrigin(origin)).toBe(canonical);
  });
});
