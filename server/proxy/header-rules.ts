/** Which headers cross the companion, and which stay on their side. Pure; header names in lower case throughout. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { sessionHeader } from '../http/session.ts';
import type { Upstream } from './upstream-list.ts';

/** Headers of one connection, not of the message. Source: RFC 9110 7.6.1, and what older software adds. */
const hopByHop: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];

const neverSent: ReadonlySet<string> = new Set([
  ...hopByHop,
  sessionHeader,
  'host',
  'expect',
  // who the person is and where they were
  'cookie',
  'cookie2',
  'origin',
  'referer',
  'user-agent',
  'dnt',
  'priority',
  'forwarded',
  'via',
  'x-real-ip',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  // asked for anew: a compressed stream may be held back by the compressor
  'accept-encoding',
]);
const neverSentPrefixes = ['sec-', 'x-forwarded-'] as const;

const neverReturned: ReadonlySet<string> = new Set([
  ...hopByHop,
  // would act on our own origin, under which the page sees the answer
  'set-cookie',
  'set-cookie2',
  'clear-site-data',
  'service-worker-allowed',
  'strict-transport-security',
  'content-security-policy',
  'content-security-policy-report-only',
  'permissions-policy',
  'referrer-policy',
  'x-frame-options',
  'report-to',
  'reporting-endpoints',
  'nel',
  'alt-svc',
  'public-key-pins',
  'refresh',
  'link',
  'location',
  'sourcemap',
  'x-sourcemap',
  // a challenge would make the browser ask for a password in our name
  'www-authenticate',
  // ours to set
  'cache-control',
  'expires',
  'pragma',
]);
const neverReturnedPrefixes = ['access-control-', 'cross-origin-', 'x-echokit-'] as const;

/** Kept when a redirect leads to another origin: nothing that could be a credential. */
const crossOriginHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-length',
  'content-type',
  'user-agent',
]);

/** What is sent to a service: the page's headers without those above, ours, and the upstream's own keys. */
export function requestHeaders(
  incoming: IncomingHttpHeaders,
  upstream: Upstream,
  userAgent: string,
): OutgoingHttpHeaders {
  const kept = withoutHeaders(incoming, neverSent, neverSentPrefixes);
  return { ...kept, 'accept-encoding': 'identity', 'user-agent': userAgent, ...upstream.headers };
}

/** The headers of a request as they go to another origin, without anything that could be a credential. */
export const crossOriginOnly = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => crossOriginHeaders.has(name)));

/** The headers of a request that lost its body. */
export const withoutBodyHeaders = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));

/** What the page gets to see of a service's answer. Nothing of it is cached, sniffed or run. */
export function responseHeaders(incoming: IncomingHttpHeaders): OutgoingHttpHeaders {
  return {
    ...withoutHeaders(incoming, neverReturned, neverReturnedPrefixes),
    'cache-control': 'no-store',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
}

function withoutHeaders(
  headers: IncomingHttpHeaders,
  names: ReadonlySet<string>,
  prefixes: readonly string[],
): OutgoingHttpHeaders {
  const namedByConnection = new Set(
    (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) =>
        value !== undefined &&
        !names.has(name) &&
        !namedByConnection.has(name) &&
        !prefixes.some((prefix) => name.startsWith(prefix)),
    ),
  );
}
