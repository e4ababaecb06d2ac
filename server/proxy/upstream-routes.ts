/** The page's view of the upstream list: show it, ask about an origin, add to it, take from it. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { ok, type Result } from '../../core/result.ts';
import type { Env } from '../http/context.ts';
import { readBody } from '../http/read-body.ts';
import { ProxyError } from './proxy-error.ts';
import { resolveUpstream, type Reach, type ResolveName } from './resolve-upstream.ts';
import { proxyErrorResponse } from './error-response.ts';
import { viewOf, type UpstreamList } from './upstream-list.ts';
import { decodeOriginSegment, parseUpstreamOrigin, type UpstreamOrigin } from './upstream-origin.ts';

const confirmation = v.object({
  origin: v.string(),
  /** The person was told that the origin is loopback or private, and agreed. */
  allowPrivate: v.optional(v.boolean(), false),
  /** The person agreed to fetching files, and to nothing else. */
  downloadsOnly: v.optional(v.boolean(), false),
});
/** An origin and a flag need no more. */
const bodyLimitBytes = 4096;

/**
 * - `GET /` lists;
 * - `GET /:id` says where an origin leads, before the person is asked: `reach`, and its entry if it is listed;
 * - `POST /` `{"origin", "allowPrivate"?, "downloadsOnly"?}` adds what the person confirmed. A loopback or private origin without
 *   `allowPrivate` is 409 `upstream-private` with its `reach`: ask again, saying so;
 * - `DELETE /:id` takes away and cuts what is under way.
 */
export function upstreamRoutes(upstreams: UpstreamList, resolveName: ResolveName): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/', (c) => c.json({ upstreams: upstreams.all().map(viewOf) }));

  app.get('/:id', async (c) => {
    const origin = decodeOriginSegment(c.req.param('id'));
    if (!origin.ok) return proxyErrorResponse(origin.error);
    const reach = await reachOf(origin.value, resolveName);
    if (!reach.ok) return proxyErrorResponse(reach.error);
    const listed = upstreams.find(origin.value);
    return c.json({
      origin: origin.value,
      reach: reach.value,
      listed: listed === undefined ? null : viewOf(listed),
    });
  });

  app.post('/', async (c) => {
    const body = await readBody(c.env.incoming, bodyLimitBytes);
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), confirmation), body);
    if (!parsed.success)
      return proxyErrorResponse(
        badRequest('expected {"origin": string, "allowPrivate"?: boolean, "downloadsOnly"?: boolean}'),
      );
    const { allowPrivate, downloadsOnly } = parsed.output;
    const origin = parseUpstreamOrigin(parsed.output.origin);
    if (!origin.ok) return proxyErrorResponse(origin.error);

    const reach = await reachOf(origin.value, resolveName);
    if (!reach.ok) return proxyErrorResponse(reach.error);
    if (reach.value !== 'public' && !allowPrivate) {
      const message = `${origin.value} leads to a ${reach.value} address; the person must agree to that`;
      return proxyErrorResponse(
        new ProxyError('upstream-private', message, { details: { reach: reach.value } }),
      );
    }
    // The agreement is for what was shown: a public origin that turns private later must be confirmed anew.
    const added = await upstreams.confirm(origin.value, {
      privateAllowed: reach.value !== 'public',
      downloadsOnly,
    });
    if (!added.ok) return proxyErrorResponse(added.error);
    return c.json({ upstream: viewOf(added.value), reach: reach.value }, 201);
  });

  app.delete('/:id', async (c) => {
    const origin = decodeOriginSegment(c.req.param('id'));
    if (!origin.ok) return proxyErrorResponse(origin.error);
    const revoked = await upstreams.revoke(origin.value);
    return revoked.ok ? c.body(null, 204) : proxyErrorResponse(revoked.error);
  });
  return app;
}

async function reachOf(origin: UpstreamOrigin, resolveName: ResolveName): Promise<Result<Reach, ProxyError>> {
  const host = await resolveUpstream(new URL(origin).hostname, resolveName);
  return host.ok ? ok(host.value.reach) : host;
}

const badRequest = (message: string): ProxyError => new ProxyError('bad-request', message);
