/** The app's content security policy, for the companion's header and for the `<meta>` of a static build. */

/**
 * Where the page may connect, besides its own origin:
 * - `any-scheme`: also plain http and ws to other machines, as a page on http://localhost can reach its LAN;
 * - `secure`: https and wss, and plain only to this computer, for pages hosted elsewhere.
 */
export type ConnectPolicy = 'any-scheme' | 'secure';

const connectSources: Readonly<Record<ConnectPolicy, string>> = {
  'any-scheme': "'self' https: wss: http: ws:",
  secure: "'self' https: wss: http://localhost:* http://127.0.0.1:* ws://localhost:* ws://127.0.0.1:*",
};

export interface PolicyOptions {
  readonly connect: ConnectPolicy;
  /** Header only: `<meta>` may not carry `frame-ancestors`. */
  readonly place: 'header' | 'meta';
  /** Lets the dev server's own inline scripts and styles pass; never used for a build. */
  readonly nonce?: string;
}

/**
 * Services are the person's choice, so `connect-src` cannot name them; what protects their keys is that no foreign
 * script runs. Source: sheet `providers.md` 1.7.
 */
export function contentSecurityPolicy({ connect, place, nonce }: PolicyOptions): string {
  const trusted = nonce === undefined ? '' : ` 'nonce-${nonce}'`;
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval'${trusted}`,
    `style-src 'self'${trusted}`,
    `connect-src ${connectSources[connect]}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...(place === 'header' ? ["frame-ancestors 'none'"] : []),
  ];
  return directives.join('; ');
}
