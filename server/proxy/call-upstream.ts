/** One HTTP request to a service, to addresses that were judged before, and its failures in our words. */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProxyError } from './proxy-error.ts';
import type { RequestBody } from './request-body.ts';

/**
 * Connections that stay open between requests: a turn should not wait for a TLS handshake. Those unused for half a
 * minute are closed before most services would.
 */
export interface ConnectionPool {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  close(): void;
}

const keptOpenMs = 30_000;

export function createConnectionPool(): ConnectionPool {
  const options = { keepAlive: true, maxFreeSockets: 16, timeout: keptOpenMs };
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  return {
    http,
    https,
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

export interface UpstreamCall {
  readonly url: URL;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: RequestBody | null;
  /** The only addresses that may be connected to. */
  readonly addresses: readonly LookupAddress[];
  readonly pool: ConnectionPool;
  readonly signal: AbortSignal;
}

/**
 * Sends the request and resolves with the head of the answer, whose body streams.
 * Rejects with a {@link ProxyError}, or with the signal's reason once it fired.
 */
export async function callUpstream(call: UpstreamCall): Promise<IncomingMessage> {
  try {
    return await attempt(call, call.pool).catch((failure: unknown) => {
      // A kept connection may have been closed by the service in the same moment: that says nothing about the service.
      if (!(failure instanceof DeadConnection) || call.body?.replayable === false) throw failure;
      return attempt(call, { http: false, https: false });
    });
  } catch (failure) {
    call.signal.throwIfAborted();
    throw asProxyError(failure, call.url);
  }
}

/** A connection that had served before was reset before it gave any answer. */
class DeadConnection extends Error {}

/** @param agents where connections come from; `false`: a new one for this request alone */
function attempt(
  { url, method, headers, body, addresses, signal }: UpstreamCall,
  agents: { readonly http: HttpAgent | false; readonly https: HttpsAgent | false },
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { ...headers, ...framing(headers, body), host: url.host },
      lookup: fixedLookup(addresses),
      autoSelectFamily: true,
      signal,
    };
    const request =
      url.protocol === 'https:'
        ? httpsRequest({ ...options, agent: agents.https })
        : httpRequest({ ...options, agent: agents.http });
    request.once('response', resolve);
    // Stays on after the answer began: what goes wrong from then on is told by the answer's own stream.
    request.on('error', (cause) => {
      reject(request.reusedSocket && isReset(cause) ? new DeadConnection('reset', { cause }) : cause);
    });
    if (body === null) request.end();
    else pipeline(Readable.from(body.read(), { objectMode: false }), request).catch(reject);
  });
}

/** A body of unknown length is sent in chunks, whatever the method: Node would send one of DELETE without saying so. */
const framing = (headers: OutgoingHttpHeaders, body: RequestBody | null): OutgoingHttpHeaders =>
  body === null || headers['content-length'] !== undefined ? {} : { 'transfer-encoding': 'chunked' };

const fixedLookup =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };

const isReset = (failure: Error): boolean =>
  ['ECONNRESET', 'EPIPE'].includes((failure as NodeJS.ErrnoException).code ?? '');

function asProxyError(failure: unknown, url: URL): ProxyError {
  if (failure instanceof ProxyError) return failure;
  const error = failure instanceof DeadConnection ? failure.cause : failure;
  const cause = systemCode(error);
  return new ProxyError('upstream-unreachable', `cannot reach ${url.origin} (${cause})`, {
    cause: error,
    details: { cause },
  });
}

/** `ECONNREFUSED` and the like; of several addresses that failed, what the first one said. */
function systemCode(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string' && code !== '') return code;
  return errors?.[0] === undefined ? 'UNKNOWN' : systemCode(errors[0]);
}
