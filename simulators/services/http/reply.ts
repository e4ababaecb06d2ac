/** Answers as plain data: what is said, and when each piece of it leaves. `send-reply.ts` performs them. */
import type { Millis } from '../../../core/units.ts';

/** A piece of a body, due this long after the first one. */
export interface Part {
  readonly atMs: Millis;
  readonly bytes: Uint8Array;
}

export interface Reply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: readonly Part[];
  /**
   * `complete`: closed properly. `cut`: the connection is dropped after the parts, without any part before the head.
   * `stall`: nothing follows and it stays open. `hang`: not even a head.
   */
  readonly ending: 'complete' | 'cut' | 'stall' | 'hang';
}

export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** A body sent at once, with its length. */
export function wholeReply(status: number, contentType: string, body: Uint8Array): Reply {
  return {
    status,
    headers: { 'content-type': contentType, 'content-length': String(body.length) },
    parts: body.length > 0 ? [{ atMs: 0, bytes: body }] : [],
    ending: 'complete',
  };
}

export function jsonReply(value: unknown, status = 200): Reply {
  return wholeReply(status, 'application/json', utf8(JSON.stringify(value)));
}

export function textReply(text: string, status = 200): Reply {
  return wholeReply(status, 'text/plain; charset=utf-8', utf8(text));
}

/** A body whose length the head does not tell: sent chunked. */
export function streamReply(contentType: string, parts: readonly Part[]): Reply {
  return { status: 200, headers: { 'content-type': contentType }, parts, ending: 'complete' };
}

/** An error as OpenAI words it. */
export function openAiError(status: number, message: string, param: string | null = null): Reply {
  return jsonReply({ error: { message, type: errorType(status), param, code: errorCode(status) } }, status);
}

function errorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'insufficient_quota';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

function errorCode(status: number): string | null {
  if (status === 401) return 'invalid_api_key';
  return status === 429 ? 'insufficient_quota' : null;
}

/** Bytes of a whole body. */
export const bodyBytes = (reply: Reply): number =>
  reply.parts.reduce((sum, part) => sum + part.bytes.length, 0);
