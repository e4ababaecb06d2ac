import { hostKind } from '../../core/engine-wire/host-kind.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { ServiceAddress } from '../../core/profile/profile.ts';

export type AddressError =
  /** Nothing was written. */
  | 'empty'
  | 'no-url'
  | 'not-http'
  /** A user name or password in the address would end up in logs and histories. */
  | 'has-password';

/** Ends of addresses that name one service; what is before them is the base. Longest first. */
const endpointTails = [
  '/chat/completions',
  '/completions',
  '/responses',
  '/audio/transcriptions',
  '/audio/translations',
  '/audio/batch_speech',
  '/audio/stream_speech',
  '/audio/speech',
  '/audio/speakers',
  '/audio/voices',
  '/models',
] as const;

/** Reads an address that a person typed, adding a scheme if there is none: http inside the house, https outside. */
function readServiceUrl(text: string): Result<URL, AddressError> {
  const trimmed = text.trim();
  if (trimmed === '') return err('empty');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const url = tryUrl(hasScheme ? trimmed : `https://${trimmed}`);
  if (url === undefined) return err('no-url');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return err('not-http');
  if (url.username !== '' || url.password !== '') return err('has-password');
  if (!hasScheme && hostKind(url.hostname) !== 'public') url.protocol = 'http:';
  return ok(url);
}

const tryUrl = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);

/**
 * The base URL in what a person typed or pasted: a missing scheme added, an endpoint's tail, query and trailing
 * slashes taken off; `/v1`, `/openai`, `/compatible-mode/v1` are kept. Source: sheet `providers.md` 3.1.
 */
export function normaliseBaseUrl(text: string): Result<string, AddressError> {
  const read = readServiceUrl(text);
  if (!read.ok) return read;
  const url = read.value;
  return ok(url.origin + withoutTail(url.pathname.replace(/\/+$/, '')));
}

function withoutTail(path: string): string {
  const tail = endpointTails.find((end) => path.toLowerCase().endsWith(end));
  return tail === undefined ? path : path.slice(0, -tail.length).replace(/\/+$/, '');
}

/** The base to suggest when `{base}/models` was not found: the same with `/v1`, unless it ends in a version. */
export function suggestedBase(base: string): string | undefined {
  return /\/v\d+[a-z0-9]*(?:\/[a-z-]+)?$/i.test(base) ? undefined : `${base.replace(/\/+$/, '')}/v1`;
}

/**
 * The URL that is called.
 * @param path such as `/audio/speech`; with an exact address it counts only if `besides` is set
 */
export function endpointUrl(address: ServiceAddress, path: string): Result<URL, AddressError> {
  if (address.mode === 'exact') return readServiceUrl(address.url);
  const base = normaliseBaseUrl(address.url);
  return base.ok ? ok(new URL(base.value + path)) : base;
}

/** Another endpoint of the same service, also where the address names one endpoint exactly. */
export function siblingUrl(address: ServiceAddress, path: string): Result<URL, AddressError> {
  const base = normaliseBaseUrl(address.url);
  return base.ok ? ok(new URL(base.value + path)) : base;
}

/** Origin a key for this address is bound to; undefined if the address cannot be read. */
export function serviceOrigin(address: ServiceAddress): string | undefined {
  const url = readServiceUrl(address.url);
  return url.ok ? url.value.origin : undefined;
}
