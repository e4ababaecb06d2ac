/**
 * A file from somebody's server: straight from there where it lets pages do that, else through the companion, for which
 * the person is asked once per origin, and again for an origin that the first one leads on to. GET only, 32 MiB at most.
 */
import { err, ok, type Result } from '../../../core/result.ts';
import {
  asCompanionError,
  companionOrigin,
  type CompanionLink,
  type Reach,
} from '../../platform/companion/companion-link.ts';
import type { FetchTrouble } from './firmware.strings.ts';

/** Firmware fills a chip of 16 MiB at most; the companion lets no larger file through. */
export const mostBytes = 32 * 1024 * 1024;
/** Origins that one file may lead through. */
const mostOrigins = 4;

export interface FetchFailure {
  readonly code: FetchTrouble | 'stopped';
  /** A host, a status, or a reason, for the sentence. */
  readonly detail: string;
}

export interface FetchParts {
  /** Absent on a plain host. */
  readonly companion: CompanionLink | undefined;
  /** Asks the person about an origin. */
  readonly ask: (origin: string, reach: Reach) => Promise<boolean>;
  readonly send?: typeof fetch;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** @param total 0 where the server does not say */
  readonly onProgress: (done: number, total: number) => void;
}

type Bytes = Uint8Array<ArrayBuffer>;
const failure = (code: FetchFailure['code'], detail: string): Result<never, FetchFailure> =>
  err({ code, detail });

export async function fetchFile(
  address: string,
  parts: FetchParts,
  options: FetchOptions,
): Promise<Result<Bytes, FetchFailure>> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return failure('bad-address', address);
  const send = parts.send ?? ((input, init) => fetch(input, init));
  const { signal } = options;
  try {
    const response = await straight(url, send, signal);
    if (response !== undefined) return await readAnswer(response, options);
    if (parts.companion === undefined) return failure('blocked', url.host);
    return await throughCompanion(url, parts.companion, { ...parts, send }, options);
  } catch (cause) {
    return signal.aborted ? failure('stopped', '') : failure('unreachable', `${url.host} (${String(cause)})`);
  }
}

/** @returns undefined where no answer may be read: no leave for other pages, or no such server */
async function straight(url: URL, send: typeof fetch, signal: AbortSignal): Promise<Response | undefined> {
  try {
    return await send(url.href, { credentials: 'omit', referrerPolicy: 'no-referrer', signal });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function throughCompanion(
  url: URL,
  companion: CompanionLink,
  { ask, send }: Required<Pick<FetchParts, 'ask' | 'send'>>,
  options: FetchOptions,
): Promise<Result<Bytes, FetchFailure>> {
  let wanted = url.origin;
  for (let origins = 0; origins < mostOrigins; origins += 1) {
    const allowed = await allow(wanted, companion, ask);
    if (!allowed.ok) return allowed;
    const response = await send(proxied(url, companion), {
      headers: { 'x-echokit-session': companion.access.session },
      signal: options.signal,
    });
    const code = response.headers.get('x-echokit-error');
    if (code === null) return readAnswer(response, options);
    const { error } = (await response.json()) as { error?: { message?: string; location?: string } };
    const location = error?.location ?? '';
    if (code === 'redirect-refused' && URL.canParse(location)) wanted = new URL(location).origin;
    else if (code === 'response-too-large') return failure('too-large', '');
    else if (code === 'upstream-unreachable' || code === 'upstream-timeout')
      return failure('unreachable', url.host);
    else return failure('companion', error?.message ?? code);
  }
  return failure('redirect', wanted);
}

async function allow(
  origin: string,
  companion: CompanionLink,
  ask: FetchParts['ask'],
): Promise<Result<void, FetchFailure>> {
  try {
    const { reach, listed } = await companion.inspect(origin);
    if (listed !== null) return ok(undefined);
    if (!(await ask(origin, reach))) return failure('not-allowed', new URL(origin).host);
    await companion.allow(origin, { allowPrivate: reach !== 'public', downloadsOnly: true });
    return ok(undefined);
  } catch (cause) {
    const error = asCompanionError(cause);
    // Allowed all the same, until the companion ends.
    if (error.code === 'state-unwritable') return ok(undefined);
    return failure(error.code === 'upstream-unreachable' ? 'unreachable' : 'companion', error.message);
  }
}

function proxied(url: URL, { access }: CompanionLink): string {
  const id = btoa(companionOrigin(url.origin)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${access.origin}/api/proxy/${id}${url.pathname}${url.search}`;
}

async function readAnswer(
  response: Response,
  { onProgress }: FetchOptions,
): Promise<Result<Bytes, FetchFailure>> {
  if (!response.ok) return failure('status', String(response.status));
  const total = Number(response.headers.get('content-length') ?? 0);
  const reader = response.body?.getReader();
  if (reader === undefined) return failure('status', String(response.status));
  const chunks: Uint8Array[] = [];
  let done = 0;
  onProgress(0, total);
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    done += step.value.length;
    if (done > mostBytes || total > mostBytes) {
      await reader.cancel();
      return failure('too-large', '');
    }
    chunks.push(step.value);
    onProgress(done, Math.max(done, total));
  }
  const bytes = new Uint8Array(done);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return ok(bytes);
}
