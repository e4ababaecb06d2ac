/** Tells whether a build is still the build of the sources that are there: by their content, not by their dates. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';
import { buildStampName } from '../server/pages/build-stamp.ts';
import { filesBelow } from './build-files.ts';

/** Everything a build is made of. */
const sourceFolders = ['app', 'core', 'workers', 'simulators', 'models', 'public'] as const;
const sourceFiles = [
  'index.html',
  'package-lock.json',
  'vite.config.ts',
  'scripts/build-compress.ts',
  'scripts/build-files.ts',
  'scripts/build-policy.ts',
  'scripts/build-stamp.ts',
  'scripts/build-voices.ts',
  'scripts/cut-espeak-data.ts',
  'server/http/content-security-policy.ts',
] as const;
/** What is beside the sources and does not end up in a build, and what the build itself puts there. */
const notBuilt = /\.(test|testing)\.tsx?$|(^|\/)fixtures\/|\.md$|^models\/files\//;

/** @returns a digest of the sources' names and contents */
export async function digestSources(root: string): Promise<string> {
  const below = await Promise.all(sourceFolders.map((folder) => filesBelow(join(root, folder))));
  const paths = [...below.flat(), ...sourceFiles.map((file) => join(root, file))]
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((path) => !notBuilt.test(path));
  const digest = createHash('sha256');
  for (const path of paths) {
    const content = await readFile(join(root, path)).catch(() => Buffer.alloc(0));
    digest.update(`${path}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}

/** @returns the digest of the sources a build was made of, or undefined if there is no finished build */
export async function builtSources(folder: string): Promise<string | undefined> {
  try {
    const stamp = JSON.parse(await readFile(join(folder, buildStampName), 'utf8')) as { sources?: unknown };
    return typeof stamp.sources === 'string' ? stamp.sources : undefined;
  } catch {
    return undefined; // no stamp, or half of one: the build is not finished
  }
}

/** Stamps a build as the last thing it does. The sources are read as it begins: what changes meanwhile is not in it. */
export function stampPlugin(root: string): Plugin {
  let sources = '';
  return {
    name: 'echokit-stamp',
    apply: 'build',
    async buildStart() {
      sources = await digestSources(root);
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        const stamp = JSON.stringify({ sources, builtAt: new Date().toISOString() });
        await writeFile(join(dir ?? join(root, 'dist'), buildStampName), `${stamp}\n`);
      },
    },
  };
}
