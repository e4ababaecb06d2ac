import { wholeReply } from './reply.ts';
import type { Reply } from './reply.ts';
import type { CorsMode } from '../faults/fault.ts';

const allowOrigin = { 'access-control-allow-origin': '*' };
/** How long a browser may remember a preflight, in seconds: latency is measured here, and services do the same. */
const preflightAgeS = 600;

/** Headers that let a page of any origin read an answer. */
export function corsHeaders(mode: CorsMode): Readonly<Record<string, string>> {
  return mode === 'off' ? {} : allowOrigin;
}

/**
 * The answer to OPTIONS. A server without CORS knows no OPTIONS and says 405. `Authorization` is named because
 * `*` does not cover it by the Fetch standard.
 */
export function preflightReply(mode: CorsMode): Reply {
  if (mode === 'off') return wholeReply(405, 'text/plain; charset=utf-8', new Uint8Array());
  const names = 'Authorization, Content-Type';
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
      'access-control-allow-headers': mode === 'strict' ? names : `${names}, *`,
      'access-control-max-age': String(preflightAgeS),
    },
    parts: [],
    ending: 'complete',
  };
}
