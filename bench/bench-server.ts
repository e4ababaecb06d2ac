/** Serves the built app and the peer from one isolated origin (COOP and COEP), so that memory can be measured. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const app = process.env['ECHOKIT_DIST'] ?? join(root, 'dist');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

export interface BenchServer {
  readonly url: string;
  close(): void;
}

function fileOf(path: string): string {
  const safe = normalize(path).replace(/^(\.\.[/\\])+/, '');
  if (safe.startsWith('/app/')) return join(app, safe.slice('/app/'.length) || 'index.html');
  if (safe.startsWith('/node_modules/')) return join(root, safe);
  return join(root, 'bench/peer', safe === '/' ? 'index.html' : safe);
}

export function startBenchServer(): Promise<BenchServer> {
  const server = createServer((request, response) => {
    const path = fileOf(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-length': found.size,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    });
    createReadStream(path).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ url: `http://localhost:${port}`, close: () => server.close() });
    });
  });
}
