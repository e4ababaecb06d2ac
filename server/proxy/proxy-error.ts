import { EchoError } from '../../core/errors.ts';

/**
 * Why a call through the companion failed, one code per thing a person can do about it:
 * - `bad-request`: the page called the proxy wrongly (a fault of ours);
 * - `upstream-not-allowed`: the origin is not on the list; ask the person, then add it;
 * - `upstream-forbidden`: link-local, metadata or reserved address; never allowed;
 * - `upstream-private`: the name leads into the private network and the person has not agreed to that;
 * - `upstream-unreachable`: no connection; `details.cause` is the system's code (`ECONNREFUSED`, `ENOTFOUND`, ...);
 * - `upstream-timeout`: connected or not, nothing came in time; `details.waitedMs`;
 * - `redirect-refused`: the service sent us elsewhere and that place is not allowed; `details.location` is its origin;
 * - `downloads-only`: the person agreed to fetching files from there, and to nothing else;
 * - `body-too-large` / `response-too-large`: over the limit in `details.limitBytes`;
 * - `upstream-configured`: the configuration lists it, so only the configuration can take it away;
 * - `list-full`: too many confirmed origins;
 * - `state-unwritable`: the list could not be kept on disk.
 */
export type ProxyErrorCode =
  | 'bad-request'
  | 'upstream-not-allowed'
  | 'upstream-forbidden'
  | 'upstream-private'
  | 'upstream-unreachable'
  | 'upstream-timeout'
  | 'redirect-refused'
  | 'downloads-only'
  | 'body-too-large'
  | 'response-too-large'
  | 'upstream-configured'
  | 'list-full'
  | 'state-unwritable';

export class ProxyError extends EchoError<ProxyErrorCode> {
  override readonly name = 'ProxyError';
}

/** The HTTP status under which the page gets each code. */
export const proxyErrorStatus = {
  'bad-request': 400,
  'upstream-not-allowed': 403,
  'upstream-forbidden': 403,
  'upstream-private': 409,
  'upstream-unreachable': 502,
  'upstream-timeout': 504,
  'redirect-refused': 502,
  'downloads-only': 405,
  'body-too-large': 413,
  'response-too-large': 502,
  'upstream-configured': 409,
  'list-full': 409,
  'state-unwritable': 500,
} as const satisfies Record<ProxyErrorCode, number>;
