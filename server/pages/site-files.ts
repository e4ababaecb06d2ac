/**
 * The files of a built app, found once. A request is answered from this list or not at all: no path of a request ever
 * reaches the file system, so none can lead out of the folder.
 */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Encoding } from './content-encoding.ts';
import { contentTypeOf } from './content-types.ts';

export interface SiteFile {
  readonly contentType: string;
  /** Weak, because the compressed forms share it. */
  readonly etag: string;
  /** Its name carries a hash of its content: it never changes. */
  readonly immutable: boolean;
  /** Where its stored forms are; `identity` always is. */
  readonly forms: ReadonlyMap<Encoding, StoredForm>;
}

export interface StoredForm {
  readonly path: string;
  readonly bytes: number;
}

/** By the path of the URL, decoded: `/assets/index-Ab12Cd34.js`. */
export type SiteFiles = ReadonlyMap<string, SiteFile>;

/** Suffixes of the compressed forms that the build lays beside a file. */
const compressed = [
  ['.br', 'br'],
  ['.gz', 'gzip'],
] as const;

/** Vite's names: `name-` and eight characters of hash, in its assets folder. */
const hashedName = /^\/assets\/.+-[\w-]{8}\.[^/]+$/;

/** @param folder the built app; rejects if it cannot be read */
export async function findSiteFiles(folder: string): Promise<SiteFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = new Map<string, { bytes: number; changedMs: number; path: string }>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await stat(path);
    found.set(`/${relative(folder, path).split(sep).join('/')}`, { bytes: size, changedMs: mtimeMs, path });
  }

  const files = new Map<string, SiteFile>();
  for (const [url, { bytes, changedMs, path }] of found) {
    if (compressed.some(([suffix]) => url.endsWith(suffix) && found.has(url.slice(0, -suffix.length))))
      continue;
    const forms = new Map<Encoding, StoredForm>([['identity', { path, bytes }]]);
    for (const [suffix, encoding] of compressed) {
      const form = found.get(`${url}${suffix}`);
      // A form older than its file was left over from another build.
      if (form !== undefined && form.changedMs >= changedMs) forms.set(encoding, form);
    }
    files.set(url, {
      contentType: contentTypeOf(url),
      etag: `W/"${bytes.toString(36)}-${Math.round(changedMs).toString(36)}"`,
      immutable: hashedName.test(url),
      forms,
    });
  }
  return files;
}
