import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { err, ok, type Result } from '../../core/result.ts';
import type { RequestContext } from '../http/context.ts';
import { proxyErrorResponse } from './error-response.ts';
import { forward, type ForwarderParts } from './forward.ts';
import { ProxyError } from './proxy-error.ts';
import type { Upstream, UpstreamList } from './upstream-list.ts';
import { decodeOriginSegment } from './upstream-origin.ts';

/** Paths of the proxy: this, the upstream's id, a slash, and the path and query at the upstream. */
export const proxyPrefix = '/api/proxy/';

/** Answers `ALL /api/proxy/{id}/{path}?{query}` with what the upstream says. */
export async function proxyRoute(c: RequestContext, parts: ForwarderParts): Promise<Response> {
  const { incoming, outgoing } = c.env;
  const target = targetOf(incoming.url ?? '', parts.upstreams);
  if (!target.ok) return proxyErrorResponse(target.error);
  await forward({ incoming, outgoing, ...target.value }, parts);
  return RESPONSE_ALREADY_SENT;
}

/** @param path of the request as it came, not decoded: what the service sees is the service's to decode */
function targetOf(
  path: string,
  upstreams: UpstreamList,
): Result<{ readonly upstream: Upstream; readonly url: URL }, ProxyError> {
  // Hono routes by the path without dots; one that still has them is no path a browser sends.
  if (!path.startsWith(proxyPrefix)) return err(new ProxyError('bad-request', 'the path leaves the proxy'));
  const rest = path.slice(proxyPrefix.length);
  const slash = rest.indexOf('/');
  const segment = slash === -1 ? (rest.split('?', 1)[0] ?? '') : rest.slice(0, slash);
  const origin = decodeOriginSegment(segment);
  if (!origin.ok) return origin;
  const upstream = upstreams.find(origin.value);
  if (upstream === undefined) {
    const message = `${origin.value} is not on the companion's list`;
    return err(new ProxyError('upstream-not-allowed', message, { details: { origin: origin.value } }));
  }
  const pathAndQuery = slash === -1 ? `/${rest.slice(segment.length)}` : rest.slice(slash);
  // Joined as text: resolved against the origin, a path like `//other.example/` would lead to another host.
  const url = `${origin.value}${pathAndQuery}`;
  if (!URL.canParse(url)) return err(new ProxyError('bad-request', 'the path cannot be read'));
  return ok({ upstream, url: new URL(url) });
}
