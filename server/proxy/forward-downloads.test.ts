/** Origins that a person agreed to for fetching files: GET alone, and small. */
import { describe, expect, test } from 'vitest';
import { allowed, call, errorOf, sessionOf, startCompanion, startService } from '../companion.testing.ts';
import { downloadBytes } from './upstream-list.ts';

const forDownloads = (origin: string) => ({ ...allowed(origin), downloadsOnly: true });

describe('an origin for downloads', () => {
  test('is fetched from, and never written to', async () => {
    const seen: (string | undefined)[] = [];
    const service = await startService(({ method }, outgoing) => {
      seen.push(method);
      outgoing.end('firmware');
    });
    const companion = await startCompanion({ upstreams: [forDownloads(service.origin)] });
    const headers = await sessionOf(companion);
    expect((await call(companion, service.proxied('/box.bin'), { headers })).text).toBe('firmware');
    const posted = await call(companion, service.proxied('/box.bin'), { method: 'POST', headers, body: 'x' });
    expect(posted.status).toBe(405);
    expect(errorOf(posted)).toMatchObject({ code: 'downloads-only', origin: service.origin });
    expect(seen).toEqual(['GET']);
  });

  test('is not written to by way of a service that redirects there', async () => {
    let asked = false;
    const target = await startService((_incoming, outgoing) => {
      asked = true;
      outgoing.end();
    });
    const service = await startService((incoming, outgoing) => {
      incoming.resume();
      outgoing.writeHead(307, { location: `${target.origin}/` }).end();
    });
    const companion = await startCompanion({
      upstreams: [allowed(service.origin), forDownloads(target.origin)],
    });
    const headers = await sessionOf(companion);
    const posted = await call(companion, service.proxied('/'), { method: 'POST', headers, body: 'x' });
    expect(errorOf(posted).code).toBe('downloads-only');
    expect(asked).toBe(false);
  });

  test('sends no file that is larger than two boxes', async () => {
    const service = await startService((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-length': downloadBytes + 1 });
      outgoing.flushHeaders();
    });
    const companion = await startCompanion({ upstreams: [forDownloads(service.origin)] });
    const headers = await sessionOf(companion);
    const answer = await call(companion, service.proxied('/box.bin'), { headers });
    expect(errorOf(answer)).toMatchObject({ code: 'response-too-large', limitBytes: downloadBytes });
  });
});
