/** Builds the loader's harness as the app is built, and serves it with the files that a test gives. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';

export interface ServedDevicePage {
  readonly url: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
};

/** @param files by their path, such as `/merged.bin` */
export async function serveDevicePage(
  files: Readonly<Record<string, Uint8Array>>,
): Promise<ServedDevicePage> {
  const folder = mkdtempSync(join(tmpdir(), 'echokit-device-page-'));
  await build({
    root: join(import.meta.dirname, 'device-page'),
    configFile: false,
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { target: 'es2022', outDir: folder, emptyOutDir: true, minify: false, assetsInlineLimit: 0 },
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const given = files[path];
    try {
      const body = given ?? readFileSync(join(folder, path === '/' ? 'index.html' : path));
      response.setHeader('content-type', types[extname(path || '.html')] ?? 'text/html');
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    async close() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
