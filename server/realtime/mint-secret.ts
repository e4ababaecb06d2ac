/**
 * Asks a Realtime service for an ephemeral key with the long-lived one that the companion keeps for its origin. The long
 * key goes to that service and nowhere else. Source: sheet `realtime.md` 1.
 */
import type { IncomingMessage } from 'node:http';
import { numberField, parseJson, textField } from '../../core/engine-wire/json-field.ts';
import { longestErrorBody, parseServiceMessage } from '../../core/engine-wire/service-message.ts';
import { EchoError } from '../../core/errors.ts';
import { callUpstream } from '../proxy/call-upstream.ts';
import type { ForwarderParts } from '../proxy/forward.ts';
import { ProxyError } from '../proxy/proxy-error.ts';
import { RequestBody } from '../proxy/request-body.ts';
import { resolveUpstream } from '../proxy/resolve-upstream.ts';
import type { Upstream } from '../proxy/upstream-list.ts';

/** `key-missing`: no key is kept for the origin. `secret-refused`: the service made none; `details.status` is its own. */
export type SecretErrorCode = 'key-missing' | 'secret-refused';

export class SecretError extends EchoError<SecretErrorCode> {
  override readonly name = 'SecretError';
}

export interface ClientSecret {
  readonly value: string;
  /** Seconds since 1970; absent where the service does not say. */
  readonly expiresAt?: number;
}

export interface SecretOrder {
  readonly upstream: Upstream;
  /** Of the service's Realtime endpoint, by http(s). */
  readonly endpoint: URL;
  /** Empty for the service's own. */
  readonly model: string;
  /** Gives up when it fires. */
  readonly signal: AbortSignal;
}

/** A key is used in the moment in which it was made; the next connection gets another one. */
const lifetimeSeconds = 60;
/** The answer repeats the session: instructions and tools are the longest things in it. */
const longestAnswerBytes = 1024 * 1024;

/** Rejects with a {@link SecretError}, a {@link ProxyError}, or the signal's reason. */
export async function mintSecret(order: SecretOrder, parts: ForwarderParts): Promise<ClientSecret> {
  const { upstream, endpoint, signal } = order;
  const key = upstream.headers['authorization'];
  if (key === undefined)
    throw new SecretError('key-missing', `the companion keeps no key for ${upstream.origin}`);
  const url = new URL(endpoint);
  url.pathname = `${endpoint.pathname}/client_secrets`;
  const body = Buffer.from(JSON.stringify(orderBody(order.model)));
  const answer = await callUpstream({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      accept: 'application/json',
      'user-agent': parts.userAgent,
      ...upstream.headers,
    },
    body: new RequestBody(once(body), { limitBytes: body.length, onBytes: () => undefined }),
    addresses: await permittedAddresses(url, upstream, parts),
    pool: parts.pool,
    signal,
  });
  const text = await readText(answer, signal);
  const status = answer.statusCode ?? 0;
  if (status < 200 || status >= 300) {
    const { message } = parseServiceMessage(text.slice(0, longestErrorBody));
    const told = withoutKey(message, key) || `the service answered with status ${status}`;
    throw new SecretError('secret-refused', told, { details: { status } });
  }
  return secretIn(text, key);
}

const orderBody = (model: string): object => ({
  expires_after: { anchor: 'created_at', seconds: lifetimeSeconds },
  session: { type: 'realtime', ...(model === '' ? {} : { model }) },
});

/** Services like to quote the key that they refuse. */
const withoutKey = (message: string, header: string): string =>
  message.replaceAll(header.replace(/^Bearer\s+/i, ''), '[secret]');

function secretIn(text: string, longKey: string): ClientSecret {
  const json = parseJson(text, longestAnswerBytes);
  const value = json.ok ? textField(json.value, 'value') : undefined;
  // A service that hands the long key back has made no other.
  if (!json.ok || value === undefined || value === '' || longKey.includes(value))
    throw new SecretError('secret-refused', 'the service answered without a key');
  const expiresAt = numberField(json.value, 'expires_at');
  return { value, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

async function permittedAddresses(url: URL, upstream: Upstream, { resolveName }: ForwarderParts) {
  const host = await resolveUpstream(url.hostname, resolveName);
  if (!host.ok) throw host.error;
  const { reach, addresses } = host.value;
  if (reach === 'public' || upstream.privateAllowed) return addresses;
  const message = `${url.hostname} leads to a ${reach} address, which nobody agreed to`;
  throw new ProxyError('upstream-private', message, { details: { reach } });
}

async function readText(answer: IncomingMessage, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > longestAnswerBytes) throw new SecretError('secret-refused', 'the answer is too long');
      chunks.push(chunk);
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof SecretError) throw cause;
    throw new SecretError('secret-refused', 'the answer broke off', { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(bytes);
}
