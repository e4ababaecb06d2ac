/** `npm run dev`: Vite with hot reload, behind the same companion routes, session and address as `npm start`. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { createServer } from 'vite';
import { pageSecurityHeaders } from '../server/http/security-headers.ts';
import { projectRoot, runCompanion } from '../server/main.ts';
import { companionDocument } from '../server/pages/app-document.ts';
import type { PageHandler } from '../server/pages/built-pages.ts';

async function createDevPages(server: Server, secret: string): Promise<PageHandler> {
  // Vite's own inline scripts and styles carry it; everything else is as strict as the build.
  const nonce = randomBytes(16).toString('base64url');
  const vite = await createServer({
    root: projectRoot,
    configFile: join(projectRoot, 'vite.config.ts'),
    server: { middlewareMode: true, hmr: { server } },
    html: { cspNonce: nonce },
    plugins: [{ name: 'echokit-session', transformIndexHtml: (html) => companionDocument(html, secret) }],
  });
  const headers = Object.entries(pageSecurityHeaders(nonce));
  return (incoming, outgoing) =>
    new Promise((resolve, reject) => {
      for (const [name, value] of headers) if (value !== undefined) outgoing.setHeader(name, value);
      outgoing.once('close', resolve);
      vite.middlewares(incoming, outgoing, (failure?: unknown) => {
        if (failure !== undefined) reject(failure);
        else outgoing.writeHead(404).end('there is nothing here');
      });
    });
}

await runCompanion(process.argv.slice(2), {
  create: ({ server, secret }) => createDevPages(server, secret),
});
