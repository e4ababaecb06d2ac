/** Serves the harness page, with worklets and workers loaded as the app loads them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';

export interface ServedHarness {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export async function serveHarness(): Promise<ServedHarness> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'echokit-harness-'));
  const server = await createServer({
    root: join(import.meta.dirname, '../..'),
    configFile: false,
    cacheDir,
    appType: 'mpa',
    logLevel: 'error',
    worker: { format: 'es' },
    optimizeDeps: { noDiscovery: true, include: [] },
    // A file saved elsewhere must not reload a page in the middle of a measurement.
    server: { host: '127.0.0.1', port: 9470, hmr: false, watch: null, allowedHosts: true },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (address === null || address === undefined || typeof address === 'string') {
    throw new Error('the harness server has no port');
  }
  return {
    port: address.port,
    url: `http://localhost:${address.port}/e2e/harness/index.html`,
    async close() {
      await server.close();
      rmSync(cacheDir, { recursive: true, force: true });
    },
  };
}
