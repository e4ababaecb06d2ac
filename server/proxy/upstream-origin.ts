import { err, ok, type Result } from '../../core/result.ts';
import { ProxyError } from './proxy-error.ts';

/** A service's origin in the one form the list, the proxy path and the page use: `https://api.example.com`. */
export type UpstreamOrigin = string;

/** Longest origin that is read: a host name has at most 253 characters (RFC 1035). */
const longestOrigin = 300;

/**
 * Brings an origin to its canonical form. Spellings of one host become one: case, default ports, a trailing dot,
 * decimal, octal and hexadecimal IPv4 (the URL parser's work), and 127.0.0.1 and [::1], which are `localhost` here.
 * Refused: other schemes, a user name or password, a path, a query.
 */
export function parseUpstreamOrigin(text: string): Result<UpstreamOrigin, ProxyError> {
  if (text.length > longestOrigin) return refuse('is too long', text.slice(0, 40));
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    return refuse('is no URL', text, cause);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('is not http or https', text);
  if (url.username !== '' || url.password !== '') return refuse('carries a user name', url.host);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    return refuse('has more than scheme, host and port', url.origin);
  }
  const hostname = canonicalHost(url.hostname);
  if (hostname === '') return refuse('has no host', text);
  return ok(`${url.protocol}//${hostname}${url.port === '' ? '' : `:${url.port}`}`);
}

/** The origin of an URL that may have a path, as after a redirect. */
export const originOf = (url: URL): Result<UpstreamOrigin, ProxyError> => parseUpstreamOrigin(url.origin);

function canonicalHost(hostname: string): string {
  const bare = hostname.replace(/\.+$/, '');
  return bare === '127.0.0.1' || bare === '[::1]' ? 'localhost' : bare;
}

const refuse = (why: string, origin: string, cause?: unknown): Result<never, ProxyError> =>
  err(new ProxyError('bad-request', `upstream origin ${JSON.stringify(origin)} ${why}`, { cause }));

/** An origin as one path segment of the proxy: base64url without padding. */
export const encodeOriginSegment = (origin: UpstreamOrigin): string =>
  Buffer.from(origin).toString('base64url');

/** Reads the path segment that {@link encodeOriginSegment} makes. */
export function decodeOriginSegment(segment: string): Result<UpstreamOrigin, ProxyError> {
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(segment)) {
    return err(new ProxyError('bad-request', 'the upstream in the path is not base64url'));
  }
  return parseUpstreamOrigin(Buffer.from(segment, 'base64url').toString('utf8'));
}
