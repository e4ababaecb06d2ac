/**
 * Carries one request of the page to a listed service and the answer back, both streaming. Decides nothing about who
 * may ask (the guard did) and keeps nothing of what passes: no log, no cache.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { callUpstream, type ConnectionPool } from './call-upstream.ts';
import { Deadline } from './deadline.ts';
import { crossOriginOnly, requestHeaders, responseHeaders, withoutBodyHeaders } from './header-rules.ts';
import { ProxyError } from './proxy-error.ts';
import { redirectStep } from './redirect.ts';
import { bodyTooLarge, RequestBody } from './request-body.ts';
import { resolveUpstream, type ResolveName } from './resolve-upstream.ts';
import { sendProxyError } from './error-response.ts';
import { downloadBytes, type Upstream, type UpstreamList } from './upstream-list.ts';
import { originOf } from './upstream-origin.ts';

export interface ProxyLimits {
  /** Bytes of a request's body. */
  readonly requestBytes: number;
  /** Bytes of an answer's body. */
  readonly responseBytes: number;
  /** Silence until the answer begins, counted from the last byte of the request that moved. */
  readonly firstByteMs: number;
  /** Silence between two pieces of an answer. */
  readonly idleMs: number;
}

/** An hour of 16 kHz WAV is 115 MB and no recogniser takes it; local models may load for most of a minute. */
export const defaultProxyLimits: ProxyLimits = {
  requestBytes: 64 * 1024 * 1024,
  responseBytes: 512 * 1024 * 1024,
  firstByteMs: 60_000,
  idleMs: 120_000,
};

export interface ForwarderParts {
  readonly upstreams: UpstreamList;
  readonly pool: ConnectionPool;
  readonly resolveName: ResolveName;
  readonly limits: ProxyLimits;
  /** Sent as `user-agent` in place of the browser's. */
  readonly userAgent: string;
}

export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly upstream: Upstream;
  /** Absolute, at the upstream's origin. */
  readonly url: URL;
}

/** Answers the exchange completely: with the service's answer, a JSON error, or a cut connection once bytes flowed. */
export async function forward(
  { incoming, outgoing, upstream, url }: Exchange,
  parts: ForwarderParts,
): Promise<void> {
  const { limits, upstreams } = parts;
  const exchange = new AbortController();
  const deadline = new Deadline(exchange);
  const untrack = upstreams.track(upstream.origin, exchange);
  const pageGone = () => exchange.abort(new Error('the page closed the connection'));
  outgoing.once('close', pageGone);

  const body = hasBody(incoming)
    ? new RequestBody(incoming.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>, {
        limitBytes: limits.requestBytes,
        onBytes: () => deadline.moved(),
      })
    : null;
  try {
    if (declaredLength(incoming) > limits.requestBytes) throw bodyTooLarge(limits.requestBytes);
    deadline.expect('the beginning of an answer', limits.firstByteMs);
    const { answer, limitBytes } = await requestThroughRedirects(
      { incoming, body, upstream, url, signal: exchange.signal },
      parts,
    );
    deadline.expect('the rest of the answer', limits.idleMs);
    await relay(answer, outgoing, limitBytes, () => deadline.moved());
  } catch (failure) {
    const reason: unknown = exchange.signal.aborted ? exchange.signal.reason : failure;
    if (outgoing.headersSent || outgoing.destroyed) outgoing.destroy();
    else sendProxyError(outgoing, asProxyError(reason, upstream));
  } finally {
    deadline.stop();
    untrack();
    outgoing.off('close', pageGone);
    exchange.abort(); // an upload the service did not care for ends here
    void body?.release();
  }
}

interface Request {
  readonly incoming: IncomingMessage;
  readonly body: RequestBody | null;
  readonly upstream: Upstream;
  readonly url: URL;
  readonly signal: AbortSignal;
}

async function requestThroughRedirects(
  request: Request,
  parts: ForwarderParts,
): Promise<{ readonly answer: IncomingMessage; readonly limitBytes: number }> {
  const { incoming, signal } = request;
  let { upstream, url, body } = request;
  let method = incoming.method ?? 'GET';
  let headers = requestHeaders(incoming.headers, upstream, parts.userAgent);
  let limitBytes = parts.limits.responseBytes;
  for (let followed = 0; ; followed += 1) {
    if (upstream.downloadsOnly === true) {
      if (method !== 'GET') throw downloadsOnly(upstream);
      limitBytes = Math.min(limitBytes, downloadBytes);
    }
    const addresses = await permittedAddresses(url, upstream, parts.resolveName, signal);
    const answer = await callUpstream({ url, method, headers, body, addresses, pool: parts.pool, signal });
    const step = redirectStep({
      status: answer.statusCode ?? 0,
      location: answer.headers.location,
      from: url,
      method,
      followed,
      body: body === null ? 'none' : body.replayable ? 'replayable' : 'spent',
    });
    if (step.kind === 'none') return { answer, limitBytes };
    answer.destroy();
    if (step.kind === 'refuse') throw step.error;
    upstream = listedTarget(step.url, parts.upstreams);
    if (step.crossOrigin) headers = crossOriginOnly(headers);
    if (!step.withBody) {
      headers = withoutBodyHeaders(headers);
      body = null;
    }
    ({ url, method } = step);
  }
}

function listedTarget(url: URL, upstreams: UpstreamList): Upstream {
  const origin = originOf(url);
  const upstream = origin.ok ? upstreams.find(origin.value) : undefined;
  if (upstream !== undefined) return upstream;
  const message = `the service redirects to ${url.origin}, which is not on the list`;
  throw new ProxyError('redirect-refused', message, { details: { location: url.origin } });
}

async function permittedAddresses(
  url: URL,
  upstream: Upstream,
  resolveName: ResolveName,
  signal: AbortSignal,
) {
  const host = await unlessAborted(resolveUpstream(url.hostname, resolveName), signal);
  if (!host.ok) throw host.error;
  if (host.value.reach !== 'public' && !upstream.privateAllowed) {
    const message = `${url.hostname} leads to a ${host.value.reach} address, which nobody agreed to`;
    throw new ProxyError('upstream-private', message, { details: { reach: host.value.reach } });
  }
  return host.value.addresses;
}

/** A system lookup cannot be cancelled, only given up. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

async function relay(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  limitBytes: number,
  onBytes: () => void,
): Promise<void> {
  if (declaredLength(answer) > limitBytes) {
    answer.destroy();
    throw responseTooLarge(limitBytes);
  }
  outgoing.writeHead(answer.statusCode ?? 502, responseHeaders(answer.headers));
  outgoing.flushHeaders();
  let bytes = 0;
  await pipeline(
    answer,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        onBytes();
        bytes += chunk.byteLength;
        if (bytes > limitBytes) throw responseTooLarge(limitBytes);
        yield chunk;
      }
    },
    outgoing,
  );
}

const downloadsOnly = ({ origin }: Upstream): ProxyError =>
  new ProxyError('downloads-only', `${origin} was agreed to for downloads only`, { details: { origin } });

const responseTooLarge = (limitBytes: number): ProxyError =>
  new ProxyError('response-too-large', `the answer is larger than ${limitBytes} bytes`, {
    details: { limitBytes },
  });

const declaredLength = (message: IncomingMessage): number => Number(message.headers['content-length'] ?? 0);

const hasBody = (incoming: IncomingMessage): boolean =>
  declaredLength(incoming) > 0 || incoming.headers['transfer-encoding'] !== undefined;

const asProxyError = (failure: unknown, upstream: Upstream): ProxyError =>
  failure instanceof ProxyError
    ? failure
    : new ProxyError('upstream-unreachable', `the exchange with ${upstream.origin} broke off`, {
        cause: failure,
      });
