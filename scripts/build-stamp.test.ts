import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { builtSources, digestSources } from './build-stamp.ts';

let root: string;
const put = async (path: string, content: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'echokit-stamp-'));
  await put('index.html', '<html>');
  await put('app/main.tsx', 'main');
  await put('app/main.test.tsx', 'test');
  await put('models/files/made.bin', 'made');
});
afterEach(() => rm(root, { recursive: true }));

describe('the digest of the sources', () => {
  test.each([
    ['a source changes', 'app/main.tsx', 'other'],
    ['a source comes', 'core/new.ts', ''],
    ['the document changes', 'index.html', '<html lang="en">'],
    ['a package changes', 'package-lock.json', '{}'],
    ['the build itself changes', 'vite.config.ts', 'x'],
  ])('changes when %s', async (_what, path, content) => {
    const before = await digestSources(root);
    await put(path, content);
    expect(await digestSources(root)).not.toBe(before);
  });

  test.each([
    ['a test', 'app/main.test.tsx'],
    ['a helper of tests', 'core/fixtures.testing.ts'],
    ['a fixture', 'core/vad/fixtures/a.json'],
    ['a note', 'app/notes.md'],
    ['the server', 'server/app.ts'],
    ['what the build makes', 'models/files/made.bin'],
  ])('does not change with %s', async (_what, path) => {
    const before = await digestSources(root);
    await put(path, 'changed');
    expect(await digestSources(root)).toBe(before);
  });

  test('does not change with the date, as in another clone', async () => {
    const before = await digestSources(root);
    await utimes(join(root, 'app/main.tsx'), new Date(0), new Date(0));
    expect(await digestSources(root)).toBe(before);
  });

  test('tells a renamed file and a moved border between files', async () => {
    const before = await digestSources(root);
    await rm(join(root, 'app/main.tsx'));
    await put('app/other.tsx', 'main');
    expect(await digestSources(root)).not.toBe(before);
  });
});

test.each([
  ['{"sources":"abc"}', 'abc'],
  ['{"sources":5}', undefined],
  ['{', undefined],
  [undefined, undefined],
])('a build stamped %s is of %s', async (stamp, sources) => {
  if (stamp !== undefined) await put('dist/build-stamp.json', stamp);
  expect(await builtSources(join(root, 'dist'))).toBe(sources);
});
