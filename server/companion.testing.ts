/** What the companion's tests share: a companion with a small built app, services to call, and a plain HTTP client. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { createCompanion, type Companion, type CompanionOptions } from './create-companion.ts';
import { sessionHeader } from './http/session.ts';
import { encodeOriginSegment } from './proxy/upstream-origin.ts';

export const script = `export const answer = ${JSON.stringify('forty-two '.repeat(400))};\n`;

/** An empty folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'echokit-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A built app in a folder of its own: a document, a hashed script in three forms, a plain file; a secret beside it. */
export async function buildFixture(): Promise<string> {
  const folder = join(await temporaryFolder(), 'dist');
  const write = async (path: string, content: string | Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };
  await write(
    'index.html',
    `<!doctype html><html><head lang="en">
      <meta http-equiv="Content-Security-Policy" content="connect-src 'self'">
      <link rel="icon" href="./favicon.svg">
      <title>EchoKit Web</title></head><body><div id="root"></div></body></html>`,
  );
  await write('assets/index-Ab12Cd34.js', script);
  await write('assets/index-Ab12Cd34.js.br', brotliCompressSync(script));
  await write('assets/index-Ab12Cd34.js.gz', gzipSync(script));
  await write('assets/ort-Ef56Gh78.wasm', new Uint8Array([0, 97, 115, 109]));
  await write('assets/silero-Ij90Kl12.onnx', new Uint8Array(16));
  await write('favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(dirname(folder), 'outside.txt'), 'not for you');
  return folder;
}

export type TestOptions = { readonly [Name in keyof CompanionOptions]?: NonNullable<CompanionOptions[Name]> };

/** A companion that ends with the test. */
export async function startCompanion(options: TestOptions = {}): Promise<Companion> {
  const companion = await createCompanion({
    pages: { folder: await buildFixture() },
    version: '1.2.3',
    stateDir: await temporaryFolder(),
    ...options,
  });
  onTestFinished(() => companion.close());
  return companion;
}

/** A companion for a whole file, without pages: its voice takes a moment to load. Its owner closes it. */
export async function startVoiceCompanion(): Promise<Companion> {
  const stateDir = await mkdtemp(join(tmpdir(), 'echokit-'));
  const companion = await createCompanion({
    pages: { create: () => Promise.resolve((_incoming, outgoing) => Promise.resolve(void outgoing.end())) },
    version: '1.2.3',
    stateDir,
  });
  const close = async () => {
    await companion.close();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { ...companion, close };
}

export interface Call {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
  /** The address to connect to, if not the one of the URL's name. */
  readonly address?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
}

/** A request whose every header the test decides, and whose path is sent as it stands. Rejects if the answer is cut. */
export async function call(
  companion: { readonly port: number },
  path: string,
  options: Call = {},
): Promise<Answer> {
  const answer = await head(companion, path, options);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return { status: answer.statusCode ?? 0, headers: answer.headers, bytes, text: bytes.toString('utf8') };
}

/** As {@link call}, with the body left to read. */
export function head(
  { port }: { readonly port: number },
  path: string,
  { method = 'GET', headers = {}, body, address = '127.0.0.1' }: Call = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request({
      host: address,
      port,
      path,
      method,
      agent: false,
      headers: { host: `localhost:${port}`, ...length, ...headers },
    });
    outgoing.once('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The session's secret, found where the page finds it. */
export async function sessionOf(companion: Companion): Promise<Record<string, string>> {
  const { text } = await call(companion, '/');
  const secret = /<meta name="echokit-session" content="([^"]+)">/.exec(text)?.[1];
  if (secret === undefined) throw new Error('the document carries no session');
  return { [sessionHeader]: secret };
}

export interface Service {
  readonly origin: string;
  readonly port: number;
  /** Path of this service through the companion. */
  proxied(path: string): string;
}

/** A service on this computer that ends with the test. */
export async function startService(listener: RequestListener): Promise<Service> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  return { origin, port, proxied: (path) => `/api/proxy/${encodeOriginSegment(origin)}${path}` };
}

/** The companion's configuration entry for a service. */
export const allowed = (origin: string, headers: Readonly<Record<string, string>> = {}) =>
  ({ origin, name: 'test', source: 'configuration', privateAllowed: true, headers }) as const;

/** The error of an answer of the companion's API. */
export const errorOf = (
  answer: Answer,
): { readonly code: string; readonly message: string } & Record<string, unknown> =>
  (JSON.parse(answer.text) as { error: { code: string; message: string } }).error;

/** Resolves when `condition` holds; the test's own time-out is the limit. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
