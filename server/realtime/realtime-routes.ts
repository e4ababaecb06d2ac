/** Ephemeral keys for the page, so that the long-lived one stays here. */
import { Hono } from 'hono';
import * as v from 'valibot';
import type { Env } from '../http/context.ts';
import { readBody } from '../http/read-body.ts';
import { errorResponse, proxyErrorResponse } from '../proxy/error-response.ts';
import type { ForwarderParts } from '../proxy/forward.ts';
import { ProxyError } from '../proxy/proxy-error.ts';
import { parseUpstreamOrigin } from '../proxy/upstream-origin.ts';
import { mintSecret, SecretError, type SecretErrorCode } from './mint-secret.ts';

const order = v.object({
  /** Of the Realtime endpoint: `https://api.openai.com/v1/realtime`. */
  url: v.pipe(v.string(), v.maxLength(2000), v.url()),
  model: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
});
const bodyLimitBytes = 4096;
/** As long as a client waits for its connection. */
const defaultWaitMs = 10_000;

const secretErrorStatus = {
  'key-missing': 409,
  'secret-refused': 502,
} as const satisfies Record<SecretErrorCode, number>;

/**
 * `POST /client-secret` `{"url", "model"?}` -> `{"value", "expiresAt"?}`: a key for a minute, made by the service of a
 * listed origin with the key that the companion keeps for it.
 * @param waitMs until the service must have answered
 */
export function realtimeRoutes(parts: ForwarderParts, waitMs = defaultWaitMs): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/client-secret', async (c) => {
    const body = await readBody(c.env.incoming, bodyLimitBytes);
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), order), body);
    const endpoint = parsed.success ? endpointOf(parsed.output.url) : undefined;
    if (!parsed.success || endpoint === undefined)
      return proxyErrorResponse(badRequest('expected {"url": ".../realtime", "model"?: string}'));
    const origin = parseUpstreamOrigin(endpoint.origin);
    if (!origin.ok) return proxyErrorResponse(origin.error);
    const upstream = parts.upstreams.find(origin.value);
    if (upstream === undefined) {
      const message = `${origin.value} is not on the companion's list`;
      const details = { origin: origin.value };
      return proxyErrorResponse(new ProxyError('upstream-not-allowed', message, { details }));
    }
    const exchange = new AbortController();
    const late = new ProxyError('upstream-timeout', `${origin.value} did not answer in time`, {
      details: { waitedMs: waitMs },
    });
    const timer = setTimeout(() => exchange.abort(late), waitMs);
    const untrack = parts.upstreams.track(origin.value, exchange);
    try {
      const { model } = parsed.output;
      const secret = await mintSecret({ upstream, endpoint, model, signal: exchange.signal }, parts);
      c.header('cache-control', 'no-store');
      return c.json(secret);
    } catch (failure) {
      if (failure instanceof ProxyError) return proxyErrorResponse(failure);
      if (failure instanceof SecretError) return errorResponse(failure, secretErrorStatus[failure.code]);
      if (exchange.signal.aborted)
        return proxyErrorResponse(
          new ProxyError('upstream-unreachable', 'the service was taken off the list'),
        );
      throw failure;
    } finally {
      clearTimeout(timer);
      untrack();
      exchange.abort();
    }
  });
  return app;
}

/** Only Realtime endpoints: other paths have no keys to give. */
function endpointOf(url: string): URL | undefined {
  const endpoint = new URL(url);
  const isHttp = endpoint.protocol === 'https:' || endpoint.protocol === 'http:';
  endpoint.search = '';
  endpoint.hash = '';
  endpoint.pathname = endpoint.pathname.replace(/\/+$/, '');
  return isHttp && endpoint.pathname.endsWith('/realtime') ? endpoint : undefined;
}

const badRequest = (message: string): ProxyError => new ProxyError('bad-request', message);
