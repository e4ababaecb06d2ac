import { connect } from 'node:net';
import { once } from 'node:events';
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  buildFixture,
  call,
  script,
  sessionOf,
  startCompanion,
  temporaryFolder,
} from '../companion.testing.ts';
import { contentSecurityPolicy } from '../http/content-security-policy.ts';

const scriptPath = '/assets/index-Ab12Cd34.js';

describe('the document', () => {
  test.each([
    '/',
    '/talk',
    '/talk/',
    '/settings',
    '/settings/engines',
    '/relay',
    '/device',
    '/playground',
    '/lab',
    '/lab?file=a.wav',
  ])('answers %s', async (path) => {
    const answer = await call(await startCompanion(), path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toContain('no-cache');
    expect(answer.text).toContain('<div id="root">');
  });

  test('carries the session, a new one at every launch', async () => {
    const [first, second] = await Promise.all([startCompanion(), startCompanion()]);
    expect(await sessionOf(first)).toEqual(await sessionOf(first));
    expect(await sessionOf(first)).not.toEqual(await sessionOf(second));
    expect((await call(first, '/')).text).toContain(
      '<head lang="en"><meta name="echokit-companion" content="1">',
    );
  });

  test('trades the policy of static hosting for its own header', async () => {
    const answer = await call(await startCompanion(), '/');
    expect(answer.text).not.toContain('http-equiv');
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
        "connect-src 'self' https: wss: http: ws:; img-src 'self' data: blob:; media-src 'self' blob:; " +
        "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  });

  test('finds its files from a page below the root', async () => {
    expect((await call(await startCompanion(), '/settings/engines')).text).toContain('href="/favicon.svg"');
  });

  test('has the security headers and no isolation', async () => {
    const { headers } = await call(await startCompanion(), '/');
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
    expect(headers['permissions-policy']).toContain('microphone=(self)');
    expect(headers['cross-origin-opener-policy']).toBeUndefined();
    expect(headers['cross-origin-embedder-policy']).toBeUndefined();
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('comes as %s where that is welcome', async (encoding, decompress) => {
    const companion = await startCompanion();
    const plain = await call(companion, '/');
    const answer = await call(companion, '/', { headers: { 'accept-encoding': encoding } });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers.vary).toBe('Accept-Encoding');
    expect(decompress(answer.bytes).toString()).toBe(plain.text);
  });

  test('a new build is noticed without a restart', async () => {
    const folder = await buildFixture();
    const companion = await startCompanion({ pages: { folder } });
    await call(companion, '/');
    await writeFile(join(folder, 'assets', 'new-Zz99Yy88.js'), 'export {};');
    await writeFile(join(folder, 'index.html'), '<html><head></head><body>second build</body></html>');
    await utimes(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5_000));
    expect((await call(companion, '/')).text).toContain('second build');
    expect((await call(companion, '/assets/new-Zz99Yy88.js')).status).toBe(200);
  });

  test('a build under way leaves the old document in place', async () => {
    const folder = await buildFixture();
    const companion = await startCompanion({ pages: { folder } });
    await rm(folder, { recursive: true });
    expect((await call(companion, '/')).text).toContain('<div id="root">');
    expect((await call(companion, scriptPath)).status).toBe(404);
  });

  test('without a built app there is no companion', async () => {
    const folder = await temporaryFolder();
    await expect(startCompanion({ pages: { folder } })).rejects.toThrow('ENOENT');
  });
});

describe('files', () => {
  test.each([
    ['br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['br;q=0.1, gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
    ['*', 'br', brotliDecompressSync],
  ])('accepting %j get %s', async (accepted, encoding, decompress) => {
    const answer = await call(await startCompanion(), scriptPath, {
      headers: { 'accept-encoding': accepted },
    });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(decompress(answer.bytes).toString()).toBe(script);
  });

  test.each([undefined, '', 'deflate', 'br;q=0, gzip;q=0', 'identity', 'identity, br;q=0.5'])(
    'accepting %j come as they are',
    async (accepted) => {
      const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
      const answer = await call(await startCompanion(), scriptPath, { headers });
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.headers.vary).toBe('Accept-Encoding');
      expect(answer.text).toBe(script);
    },
  );

  test.each([
    [scriptPath, 'text/javascript; charset=utf-8'],
    ['/assets/ort-Ef56Gh78.wasm', 'application/wasm'],
    ['/assets/silero-Ij90Kl12.onnx', 'application/octet-stream'],
    ['/favicon.svg', 'image/svg+xml; charset=utf-8'],
  ])('%s is %s', async (path, type) => {
    const answer = await call(await startCompanion(), path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  test('hashed names are kept for ever, others asked for again', async () => {
    const companion = await startCompanion();
    const hashed = await call(companion, scriptPath);
    const plain = await call(companion, '/favicon.svg');
    expect(hashed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['cache-control']).toBe('no-cache');

    const etag = plain.headers.etag ?? '';
    for (const known of [etag, `"x", ${etag}`, etag.replace('W/', ''), '*']) {
      const again = await call(companion, '/favicon.svg', { headers: { 'if-none-match': known } });
      expect([again.status, again.bytes.length, again.headers.etag]).toEqual([304, 0, etag]);
    }
    const changed = await call(companion, '/favicon.svg', { headers: { 'if-none-match': '"x"' } });
    expect(changed.status).toBe(200);
  });

  test('a compressed form left over from an older file is not served', async () => {
    const folder = await buildFixture();
    const old = new Date(Date.now() - 60_000);
    await utimes(join(folder, `${scriptPath}.br`), old, old);
    const companion = await startCompanion({ pages: { folder } });
    const answer = await call(companion, scriptPath, { headers: { 'accept-encoding': 'br, gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
  });

  test('HEAD tells the length and sends nothing', async () => {
    const answer = await call(await startCompanion(), scriptPath, { method: 'HEAD' });
    expect([answer.status, answer.headers['content-length'], answer.bytes.length]).toEqual([
      200,
      String(script.length),
      0,
    ]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not for files', async (method) => {
    const answer = await call(await startCompanion(), scriptPath, { method });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/assets/..%5c..%5coutside.txt',
    '/assets/%2e%2e/%2e%2e/outside.txt',
    '//outside.txt',
    '/assets/index-Ab12Cd34.js%00.txt',
    '/assets/',
    '/assets',
    '/index.html',
    '/assets/index-Ab12Cd34.js.br',
    '/talk.js',
    '/talk/../../outside.txt',
    '/nothing',
    '/%',
    '/__proto__',
    '/constructor',
  ])('there is nothing at %s', async (path) => {
    const answer = await call(await startCompanion(), path);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('not for you');
  });

  test('a request line that is no path is no way out either', async () => {
    const { port } = await startCompanion();
    for (const target of ['../outside.txt', 'http://localhost/../outside.txt', '*']) {
      const socket = connect(port, '127.0.0.1');
      socket.end(`GET ${target} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
      let text = '';
      socket.on('data', (bytes) => (text += bytes.toString()));
      await once(socket, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 4\d\d/);
      expect(text).not.toContain('not for you');
    }
  });

  test('many at once arrive whole', async () => {
    const companion = await startCompanion();
    const answers = await Promise.all(Array.from({ length: 40 }, () => call(companion, scriptPath)));
    expect(answers.every(({ text }) => text === script)).toBe(true);
  });
});

test('the policy of a static build lets plain connections to this computer only', () => {
  const policy = contentSecurityPolicy({ connect: 'secure', place: 'meta' });
  expect(policy).toContain("connect-src 'self' https: wss: http://localhost:* http://127.0.0.1:*");
  expect(policy).not.toContain('frame-ancestors');
});
