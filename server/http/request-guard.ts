/**
 * Who may ask the companion for what. Pure: header values in, verdict out.
 *
 * - Every request: `Host` must be a name of ours, or a foreign site that had its own name point here (DNS rebinding)
 *   could read the page and its secret.
 * - Browser requests to the API and the voice: only from pages of this very origin. Another port of localhost is
 *   another origin, whoever runs it.
 * - The API: the launch's secret on top.
 */
import { isSessionSecret } from './session.ts';

export interface RequestFacts {
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which pages cannot set and other programs do not send. */
  readonly fetchSite: string | undefined;
  readonly session: string | undefined;
}

export type GuardRefusal = 'host-refused' | 'origin-refused' | 'session-refused';

/** Refuses hosts that are not ours. */
export function judgeHost(facts: RequestFacts, isOwnHost: (host: string) => boolean): GuardRefusal | null {
  return facts.host !== undefined && isOwnHost(facts.host) ? null : 'host-refused';
}

/** Refuses browser pages of any other origin. A program that is no browser sends neither header and passes. */
export function judgeOrigin({ host, origin, fetchSite }: RequestFacts): GuardRefusal | null {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return 'origin-refused';
  if (origin === undefined) return null;
  const own = host?.toLowerCase();
  return origin === `http://${own}` || origin === `https://${own}` ? null : 'origin-refused';
}

/** Refuses what does not know the launch's secret. */
export function judgeSession({ session }: RequestFacts, secret: string): GuardRefusal | null {
  return isSessionSecret(secret, session) ? null : 'session-refused';
}

export interface OwnHosts {
  readonly port: number;
  /** Names and addresses besides the loopback ones, IPv6 without brackets, that are ours on {@link port}. */
  readonly listening: readonly string[];
  /** Names under which something in front of the companion (a TLS proxy) offers it, on any port. */
  readonly published: readonly string[];
}

/** Knows the `Host` values that mean us: `localhost:9090`, `127.0.0.1:9090`, `[::1]:9090` and what was configured. */
export function createHostCheck({ port, listening, published }: OwnHosts): (host: string) => boolean {
  const bracketed = (name: string) => (name.includes(':') ? `[${name}]` : name).toLowerCase();
  const names = ['localhost', '127.0.0.1', '::1', ...listening].map(bracketed);
  const own = new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])));
  const anyPort = new Set(published.map(bracketed));
  return (host) => {
    const asked = host.toLowerCase();
    return own.has(asked) || anyPort.has(asked.replace(/:\d+$/, ''));
  };
}
