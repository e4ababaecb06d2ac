/** Turns a good answer into a faulty one. Pure: an answer is data until it is sent. */
import { assertNever } from '../../../core/assert.ts';
import type { Millis } from '../../../core/units.ts';
import {
  bodyBytes,
  openAiError,
  jsonReply,
  streamReply,
  textReply,
  utf8,
  wholeReply,
} from '../http/reply.ts';
import type { Part, Reply } from '../http/reply.ts';
import type { ErrorBody, FaultEffect } from './fault.ts';

/** A drip gives a few bytes this often. */
const dripMs: Millis = 50;
const page = '<!doctype html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>';

/** Applies effects in order. Those that a service has to heed while it makes its answer change nothing here. */
export function applyFaults(reply: Reply, effects: readonly FaultEffect[]): Reply {
  return effects.reduce(applyFault, reply);
}

function applyFault(reply: Reply, effect: FaultEffect): Reply {
  switch (effect.kind) {
    case 'status':
      return errorReply(effect.status, effect.body);
    case 'hang':
      return { ...reply, parts: [], ending: 'hang' };
    case 'cut':
      return { ...reply, parts: firstShare(reply, effect.share), ending: 'cut' };
    case 'stall':
      return { ...reply, parts: firstShare(reply, effect.share), ending: 'stall' };
    case 'drip':
      return { ...reply, parts: drip(reply, effect.bytesPerSecond) };
    case 'garbage':
      return garble(reply);
    case 'empty':
      return wholeReply(200, reply.headers['content-type'] ?? 'text/plain', new Uint8Array());
    case 'html':
      return wholeReply(200, 'text/html; charset=utf-8', utf8(page));
    case 'odd':
      return withoutLength({ ...reply, parts: oddChunks(reply.parts) });
    case 'bytes':
      return { ...reply, parts: singleBytes(reply.parts) };
    case 'delay':
    case 'text':
    case 'brackets':
    case 'no-text':
    case 'json':
    case 'no-done':
    case 'mid-error':
    case 'crlf':
    case 'pings':
    case 'think':
    case 'bogus-length':
      return reply;
    default:
      return assertNever(effect);
  }
}

function errorReply(status: number, body: ErrorBody): Reply {
  const message = `the stand-in was told to answer ${status}`;
  switch (body) {
    case 'json':
      return openAiError(status, message);
    case 'text':
      return textReply(`${status}: ${message}`, status);
    case 'html':
      return wholeReply(status, 'text/html; charset=utf-8', utf8(page));
    case 'array':
      return jsonReply([{ error: { code: status, message, status: 'FAILED' } }], status);
    case 'detail':
      return jsonReply({ detail: message }, status);
    case 'empty':
      return wholeReply(status, 'text/plain; charset=utf-8', new Uint8Array());
  }
}

function firstShare(reply: Reply, share: number): Part[] {
  let left = Math.floor(bodyBytes(reply) * share);
  const kept: Part[] = [];
  for (const { atMs, bytes } of reply.parts) {
    if (left === 0) break;
    const taken = bytes.subarray(0, Math.min(left, bytes.length));
    kept.push({ atMs, bytes: taken });
    left -= taken.length;
  }
  return kept;
}

function drip(reply: Reply, bytesPerSecond: number): Part[] {
  const body = wholeBody(reply.parts);
  const step = Math.max(1, Math.round((bytesPerSecond * dripMs) / 1000));
  const parts: Part[] = [];
  for (let at = 0; at < body.length; at += step) {
    parts.push({ atMs: (at * 1000) / bytesPerSecond, bytes: body.subarray(at, at + step) });
  }
  return parts;
}

/** Broken events in a stream, bytes without meaning elsewhere. Always the same ones. */
function garble(reply: Reply): Reply {
  const contentType = reply.headers['content-type'] ?? '';
  if (contentType.startsWith('text/event-stream')) {
    const event = (i: number) => utf8(`data: {"choices":[{"delta":{"cont${'#'.repeat(i)}\n\n`);
    return streamReply(
      contentType,
      [1, 2, 3].map((i) => ({ atMs: i, bytes: event(i) })),
    );
  }
  const noise = Uint8Array.from({ length: 601 }, (_, i) => (i * i * 31 + i * 17 + 129) & 0xff);
  return wholeReply(reply.status, contentType, noise);
}

/** The same bytes at about the same times, in chunks of odd lengths only. */
function oddChunks(parts: readonly Part[]): Part[] {
  const chunks: Part[] = [];
  let carry = new Uint8Array();
  for (const [i, { atMs, bytes }] of parts.entries()) {
    const joined = Buffer.concat([carry, bytes]);
    const isLast = i === parts.length - 1;
    const length = isLast || joined.length % 2 === 1 ? joined.length : joined.length - 1;
    if (isLast && length % 2 === 0 && length > 0) {
      chunks.push(
        { atMs, bytes: joined.subarray(0, length - 1) },
        { atMs, bytes: joined.subarray(length - 1) },
      );
    } else if (length > 0) chunks.push({ atMs, bytes: joined.subarray(0, length) });
    carry = new Uint8Array(joined.subarray(length));
  }
  return chunks;
}

function singleBytes(parts: readonly Part[]): Part[] {
  return parts.flatMap(({ atMs, bytes }) =>
    Array.from(bytes, (_, i) => ({ atMs, bytes: bytes.subarray(i, i + 1) })),
  );
}

function withoutLength(reply: Reply): Reply {
  const headers = Object.entries(reply.headers).filter(([name]) => name !== 'content-length');
  return { ...reply, headers: Object.fromEntries(headers) };
}

const wholeBody = (parts: readonly Part[]): Uint8Array => Buffer.concat(parts.map((part) => part.bytes));
