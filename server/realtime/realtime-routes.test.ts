import { describe, expect, it, onTestFinished } from 'vitest';
import { createServices } from '../../simulators/services/create-services.ts';
import { allowed, call, errorOf, sessionOf, startCompanion, startService } from '../companion.testing.ts';
import type { Companion } from '../create-companion.ts';

/** Without a prefix that would give it away as a key. */
const longKey = 'thelongonethatstays';
const keyed = { authorization: `Bearer ${longKey}` };

async function ask(companion: Companion, body: unknown, headers: Record<string, string> = {}) {
  return call(companion, '/api/realtime/client-secret', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await sessionOf(companion)), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A service with its endpoint at the usual place. */
async function startRealtime(answer: (authorization: string | undefined, body: string) => [number, string]) {
  const seen: { path: string; body: string; headers: Record<string, unknown> }[] = [];
  const service = await startService((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    incoming.on('end', () => {
      seen.push({ path: incoming.url ?? '', body, headers: incoming.headers });
      const [status, text] = answer(incoming.headers.authorization, body);
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  });
  return { service, seen, url: `${service.origin}/v1/realtime` };
}

describe('POST /api/realtime/client-secret', () => {
  it('gets a key that opens a session of the stand-in, and keeps the long one', async () => {
    const services = await createServices();
    onTestFinished(() => services.close());
    const companion = await startCompanion({
      upstreams: [allowed(`http://localhost:${services.port}`, keyed)],
    });
    const url = `${services.url}/realtime/openai/v1/realtime`;
    const answer = await ask(companion, { url, model: 'gpt-realtime' });
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { value, expiresAt } = JSON.parse(answer.text) as { value: string; expiresAt: number };
    expect(value).toMatch(/^ek_/);
    expect(expiresAt).toBeGreaterThan(Date.now() / 1000);
    expect(answer.text).not.toContain(longKey);
  });

  it('asks at the endpoint, for a minute, with the key of its origin', async () => {
    const { service, seen, url } = await startRealtime(() => [200, '{"value":"ek_1","expires_at":5}']);
    const companion = await startCompanion({ upstreams: [allowed(service.origin, keyed)] });
    const answer = await ask(companion, { url: `${url}/?model=x#y`, model: 'm' });
    expect(JSON.parse(answer.text)).toEqual({ value: 'ek_1', expiresAt: 5 });
    expect(seen).toHaveLength(1);
    const [{ path, body, headers } = { path: '', body: '', headers: {} }] = seen;
    expect(path).toBe('/v1/realtime/client_secrets');
    expect(headers['authorization']).toBe(`Bearer ${longKey}`);
    expect(headers['x-echokit-session']).toBeUndefined();
    expect(JSON.parse(body)).toEqual({
      expires_after: { anchor: 'created_at', seconds: 60 },
      session: { type: 'realtime', model: 'm' },
    });
  });

  it('does nothing for an origin that is not listed, or has no key', async () => {
    const { service, seen, url } = await startRealtime(() => [200, '{"value":"ek_1"}']);
    const stranger = await startCompanion();
    expect(errorOf(await ask(stranger, { url })).code).toBe('upstream-not-allowed');
    const keyless = await startCompanion({ upstreams: [allowed(service.origin)] });
    const answer = await ask(keyless, { url });
    expect(answer.status).toBe(409);
    expect(errorOf(answer).code).toBe('key-missing');
    expect(seen).toEqual([]);
  });

  it('passes on why the service refuses, and never a long key', async () => {
    const refusal = JSON.stringify({ error: { message: `Incorrect API key provided: ${longKey}.` } });
    const { service, url } = await startRealtime(() => [401, refusal]);
    const companion = await startCompanion({ upstreams: [allowed(service.origin, keyed)] });
    const answer = await ask(companion, { url });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'secret-refused', status: 401 });
    expect(errorOf(answer).message).toContain('Incorrect API key');
    expect(answer.text).not.toContain(longKey);

    const echo = await startRealtime((authorization) => [
      200,
      JSON.stringify({ value: authorization?.slice('Bearer '.length) }),
    ]);
    const other = await startCompanion({ upstreams: [allowed(echo.service.origin, keyed)] });
    const echoed = await ask(other, { url: echo.url });
    expect(errorOf(echoed).code).toBe('secret-refused');
    expect(echoed.text).not.toContain(longKey);
  });

  it.each(['', '<html>', '[]', '{"value":5}', 'null'])('takes %j for no key', async (text) => {
    const { service, url } = await startRealtime(() => [200, text]);
    const companion = await startCompanion({ upstreams: [allowed(service.origin, keyed)] });
    expect(errorOf(await ask(companion, { url })).code).toBe('secret-refused');
  });

  it.each([
    'no json',
    {},
    { url: 5 },
    { url: 'ws://localhost/v1/realtime' },
    { url: 'http://localhost/v1/chat/completions' },
    { url: 'http://localhost/v1/realtime', model: 5 },
  ])('does not understand %j', async (body) => {
    const companion = await startCompanion();
    const answer = await ask(companion, body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).code).toBe('bad-request');
  });

  it('is for the page alone', async () => {
    const companion = await startCompanion();
    const url = 'https://api.openai.com/v1/realtime';
    const strangers = await ask(companion, { url }, { 'x-echokit-session': 'guess' });
    expect(strangers.status).toBe(401);
    const foreign = await ask(companion, { url }, { origin: 'https://elsewhere.example' });
    expect(foreign.status).toBe(403);
  });

  it('follows no redirection, and names a service that is not there', async () => {
    const { service, seen, url } = await startRealtime(() => [307, '']);
    const companion = await startCompanion({
      upstreams: [allowed(service.origin, keyed), allowed('http://localhost:9', keyed)],
    });
    expect(errorOf(await ask(companion, { url }))).toMatchObject({ code: 'secret-refused', status: 307 });
    expect(seen).toHaveLength(1);
    const gone = await ask(companion, { url: 'http://localhost:9/v1/realtime' });
    expect(errorOf(gone).code).toBe('upstream-unreachable');
  });

  it('does not call a private address that nobody agreed to', async () => {
    const { service, seen, url } = await startRealtime(() => [200, '{"value":"ek_1"}']);
    const upstream = { ...allowed(service.origin, keyed), privateAllowed: false };
    const companion = await startCompanion({ upstreams: [upstream] });
    expect(errorOf(await ask(companion, { url })).code).toBe('upstream-private');
    expect(seen).toEqual([]);
  });
});
