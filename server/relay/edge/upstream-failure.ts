/** Why a line to an upstream server broke or could not be made, in words for the person. Pure. */

/** Source: Node's and OpenSSL's codes. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the server cut the line',
  EPIPE: 'the server cut the line',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to that computer',
  ENETUNREACH: 'there is no way to that network',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'names cannot be looked up now',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself alone',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not known here',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS: try ws://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS: try ws://',
  EPROTO: 'the TLS handshake failed',
};

/** `nothing listens there (ECONNREFUSED)`; of several addresses that failed, what the first one said. */
export function upstreamFailure(failure: unknown): string {
  const { code, message, errors } = failure as {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly errors?: readonly unknown[];
  };
  if (typeof code === 'string' && words[code] !== undefined) return `${words[code]} (${code})`;
  if (errors?.[0] !== undefined) return upstreamFailure(errors[0]);
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : 'for an unknown reason';
}

/** A Close frame, or a line that broke without one. */
export const upstreamClosed = (code: number, reason: string): string =>
  code === 1006
    ? 'the server cut the line'
    : `the server closed the line (${[code, reason].join(' ').trim()})`;
