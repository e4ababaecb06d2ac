import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compressBuild } from './build-compress.ts';

let root: string;
let build: string;
let cache: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echokit-compress-'));
  build = join(root, 'dist');
  cache = join(root, 'cache');
  await mkdir(join(build, 'assets'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const put = (path: string, content: string | Uint8Array) => writeFile(join(build, path), content);
const script = 'export const words = "over and over";\n'.repeat(200);

test('lays both forms beside what gets smaller, and nothing beside the rest', async () => {
  await put('assets/a.js', script);
  await put('assets/tiny.js', 'export {};');
  await put('assets/photo.png', script);
  const report = await compressBuild(build, cache);
  expect(brotliDecompressSync(await readFile(join(build, 'assets/a.js.br'))).toString()).toBe(script);
  expect(gunzipSync(await readFile(join(build, 'assets/a.js.gz'))).toString()).toBe(script);
  const names = await readdir(join(build, 'assets'));
  expect(names.filter((name) => /^(tiny|photo)/.test(name))).toEqual(['photo.png', 'tiny.js']);
  expect(report.brotliBytes).toBeLessThan(report.bytes);
});

test('what cannot be made smaller has no other form', async () => {
  let seed = 1;
  const noise = Uint8Array.from({ length: 4096 }, () => (seed = (seed * 48271) % 2147483647) & 0xff);
  await put('assets/noise.wasm', noise);
  await compressBuild(build, cache);
  expect(await readdir(join(build, 'assets'))).toEqual(['noise.wasm']);
});

test('remembers forms by content, whatever the name', async () => {
  await put('assets/a.js', script);
  expect(await compressBuild(build, cache)).toMatchObject({ files: 1, made: 2, remembered: 0 });
  await rm(build, { recursive: true });
  await mkdir(join(build, 'assets'), { recursive: true });
  await put('assets/b.js', script);
  expect(await compressBuild(build, cache)).toMatchObject({ files: 1, made: 0, remembered: 2 });
  expect(brotliDecompressSync(await readFile(join(build, 'assets/b.js.br'))).toString()).toBe(script);
  await put('assets/b.js', `${script}export {};`);
  expect(await compressBuild(build, cache)).toMatchObject({ made: 2 });
});

test('forgets forms that no build used for a month', async () => {
  await put('assets/a.js', script);
  await compressBuild(build, cache);
  const old = new Date(Date.now() - 31 * 24 * 3600 * 1000);
  for (const name of await readdir(cache)) await utimes(join(cache, name), old, old);
  await put('assets/a.js', `${script}export {};`);
  await compressBuild(build, cache);
  expect((await readdir(cache)).length).toBe(2);
});
