/** Serves the built app: the document with the session in it, and files in the form the client takes. */
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { pageSecurityHeaders } from '../http/security-headers.ts';
import { companionDocument, isClientRoute } from './app-document.ts';
import { buildStampName } from './build-stamp.ts';
import { chooseEncoding, type Encoding } from './content-encoding.ts';
import { findSiteFiles, type SiteFile, type SiteFiles } from './site-files.ts';

/** Answers a request that is for no other part of the companion. The guard has judged its host already. */
export type PageHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

interface Site {
  readonly files: SiteFiles;
  readonly document: Readonly<Record<Encoding, Buffer>>;
  /** When the build was done: another build is another site. */
  readonly builtMs: number;
}

const documentName = 'index.html';

/**
 * @param folder the built app
 * @param secret the session's, for the document
 * @returns a handler; rejects if there is no built app. A new build in the same folder is noticed with the next document.
 */
export async function servePages(folder: string, secret: string): Promise<PageHandler> {
  let site = await openSite(folder, secret);
  return async (incoming, outgoing) => {
    const path = requestPath(incoming.url);
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
      return sendText(outgoing, 405, 'only GET and HEAD here', { allow: 'GET, HEAD' });
    }
    if (path !== null && isClientRoute(path)) {
      site = await newestSite(site, folder, secret);
      return sendDocument(site, incoming, outgoing);
    }
    const file = path === null || path === `/${documentName}` ? undefined : site.files.get(path);
    if (file === undefined) return sendText(outgoing, 404, 'there is nothing here');
    return sendFile(file, incoming, outgoing);
  };
}

async function openSite(folder: string, secret: string): Promise<Site> {
  const builtMs = await lastBuildMs(folder);
  const [html, files] = await Promise.all([
    readFile(join(folder, documentName), 'utf8'),
    findSiteFiles(folder),
  ]);
  const identity = Buffer.from(companionDocument(html, secret));
  const [br, gz] = await Promise.all([promisify(brotliCompress)(identity), promisify(gzip)(identity)]);
  return { files, document: { identity, br, gzip: gz }, builtMs };
}

async function newestSite(site: Site, folder: string, secret: string): Promise<Site> {
  try {
    return (await lastBuildMs(folder)) === site.builtMs ? site : await openSite(folder, secret);
  } catch {
    return site; // a build is under way: the old document until the new one is there
  }
}

async function lastBuildMs(folder: string): Promise<number> {
  const { mtimeMs } = await stat(join(folder, buildStampName)).catch(() => stat(join(folder, documentName)));
  return mtimeMs;
}

/** The decoded path of a request's URL, or null if it is none. */
function requestPath(url = '/'): string | null {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '/');
  } catch {
    return null; // a broken percent sequence
  }
}

function sendDocument({ document }: Site, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const encoding = chooseEncoding(acceptedBy(incoming), ['br', 'gzip', 'identity']);
  const body = document[encoding];
  outgoing.writeHead(200, {
    ...pageSecurityHeaders(),
    'content-type': 'text/html; charset=utf-8',
    // `no-cache` alone would let the secret of this launch lie on disk for the next one.
    'cache-control': 'no-cache, no-store',
    vary: 'Accept-Encoding',
    ...encodingHeaders(encoding, body.byteLength),
  });
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
}

async function sendFile(file: SiteFile, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const headers: OutgoingHttpHeaders = {
    ...pageSecurityHeaders(),
    'content-type': file.contentType,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'Accept-Encoding',
  };
  if (matches(incoming.headers['if-none-match'], file.etag)) {
    outgoing.writeHead(304, headers).end();
    return;
  }
  const encoding = chooseEncoding(acceptedBy(incoming), [...file.forms.keys()]);
  const form = file.forms.get(encoding)!;
  const content = createReadStream(form.path);
  try {
    await new Promise((resolve, reject) => content.once('open', resolve).once('error', reject));
  } catch {
    return sendText(outgoing, 404, 'this file is gone: reload the page'); // another build replaced it
  }
  outgoing.writeHead(200, { ...headers, ...encodingHeaders(encoding, form.bytes) });
  if (incoming.method === 'HEAD') {
    content.destroy();
    outgoing.end();
    return;
  }
  await pipeline(content, outgoing).catch(() => outgoing.destroy()); // the client left, or the file changed meanwhile
}

const acceptedBy = (incoming: IncomingMessage): string | undefined => {
  const accepted = incoming.headers['accept-encoding'];
  return Array.isArray(accepted) ? accepted.join(',') : accepted;
};

const encodingHeaders = (encoding: Encoding, bytes: number): OutgoingHttpHeaders =>
  encoding === 'identity'
    ? { 'content-length': bytes }
    : { 'content-encoding': encoding, 'content-length': bytes };

/** `If-None-Match` compares weakly. Source: RFC 9110 13.1.2. */
const matches = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch
    .split(',')
    .some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag.slice(2));

function sendText(
  outgoing: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  outgoing.writeHead(status, {
    ...pageSecurityHeaders(),
    ...headers,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  outgoing.end(text);
}
