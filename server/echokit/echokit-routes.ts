/** Answers the page's question why an EchoKit server does not take its WebSocket. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { judgeAddress, type ProbeStatus } from '../../core/echokit/box-session/link-trouble.ts';
import { parseJson } from '../../core/engine-wire/json-field.ts';
import type { Env } from '../http/context.ts';
import { readBody } from '../http/read-body.ts';
import { callUpstream } from '../proxy/call-upstream.ts';
import { proxyErrorResponse } from '../proxy/error-response.ts';
import type { ForwarderParts } from '../proxy/forward.ts';
import { ProxyError } from '../proxy/proxy-error.ts';
import { resolveUpstream, type ResolvedHost } from '../proxy/resolve-upstream.ts';
import { parseUpstreamOrigin } from '../proxy/upstream-origin.ts';
import { probeServer } from './probe-server.ts';

const question = v.object({ url: v.pipe(v.string(), v.maxLength(2000)) });
const bodyLimitBytes = 4096;
const versionBytes = 4096;
const defaultWaitMs = 5_000;

type Parts = Pick<ForwarderParts, 'upstreams' | 'pool' | 'resolveName' | 'userAgent'>;

/**
 * `POST /probe` `{"url": "ws://host:8080/ws"}` -> `{"status": ProbeStatus, "serverVersion"?}`. Loopback and private
 * addresses are called where the person has confirmed the origin (`not-allowed` otherwise), link-local and metadata
 * addresses never (`forbidden`).
 */
export function echokitRoutes(parts: Parts, waitMs = defaultWaitMs): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/probe', async (c) => {
    const body = await readBody(c.env.incoming, bodyLimitBytes);
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), question), body);
    if (!parsed.success || judgeAddress(parsed.output.url, false) !== null)
      return proxyErrorResponse(new ProxyError('bad-request', 'expected {"url": "ws://host/ws"}'));
    c.header('cache-control', 'no-store');
    return c.json(await ask(parsed.output.url, parts, waitMs));
  });
  return app;
}

interface Answer {
  readonly status: ProbeStatus;
  readonly serverVersion?: string;
}

async function ask(url: string, parts: Parts, waitMs: number): Promise<Answer> {
  const http = new URL(url.replace(/^ws/i, 'http'));
  const origin = parseUpstreamOrigin(http.origin);
  if (!origin.ok) return { status: 'forbidden' };
  const host = await resolveUpstream(new URL(origin.value).hostname, parts.resolveName);
  if (!host.ok) return { status: host.error.code === 'upstream-unreachable' ? 'unknown-host' : 'forbidden' };
  const isAgreed = parts.upstreams.find(origin.value)?.privateAllowed === true;
  if (host.value.reach !== 'public' && !isAgreed) return { status: 'not-allowed' };
  const status = await probeServer(url, host.value.addresses, waitMs);
  if (status !== 'open') return { status };
  const serverVersion = await versionOf(http.origin, host.value, parts, waitMs);
  return { status, ...(serverVersion === undefined ? {} : { serverVersion }) };
}

/** What `/version` says; servers before 0.3.2 have none. */
async function versionOf(
  origin: string,
  { addresses }: ResolvedHost,
  { pool, userAgent }: Parts,
  waitMs: number,
): Promise<string | undefined> {
  try {
    const answer = await callUpstream({
      url: new URL('/version', origin),
      method: 'GET',
      headers: { accept: 'application/json', 'user-agent': userAgent },
      body: null,
      addresses,
      pool,
      signal: AbortSignal.timeout(waitMs),
    });
    if (answer.statusCode !== 200) {
      answer.destroy();
      return undefined;
    }
    const text = await readBody(answer, versionBytes);
    if (text === null) answer.destroy();
    const json = parseJson(text ?? '', versionBytes);
    const version: unknown = json.ok ? (json.value as { version?: unknown } | null)?.version : undefined;
    return typeof version === 'string' ? version.slice(0, 40) : undefined;
  } catch {
    return undefined;
  }
}
