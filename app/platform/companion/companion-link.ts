/**
 * The companion, seen from a page that it served: it hands every page its session secret in a meta element. Hosted as
 * plain files there is none, and everything that needs it is left out. The shapes are those of `server/app.ts` and
 * `server/proxy/upstream-routes.ts`.
 */
import * as v from 'valibot';
import { EchoError } from '../../../core/errors.ts';
import type { CompanionAccess } from '../../../workers/conversation-api.ts';

/**
 * - `companion-unreachable`: no answer; it was stopped, or the network is gone;
 * - `companion-session`: it was started anew, or this page is not its own: reload;
 * - `upstream-forbidden`: link-local, metadata or reserved address, never allowed;
 * - `upstream-private`: the origin leads to a private address and that was not agreed to;
 * - `upstream-unreachable`: no such host;
 * - `upstream-configured`: its configuration says otherwise, and only that can be changed;
 * - `list-full`: too many origins;
 * - `state-unwritable`: done, but it will be forgotten when the companion ends;
 * - `companion-refused`: anything else it said no to, or an answer that cannot be read.
 */
export type CompanionErrorCode =
  | 'companion-unreachable'
  | 'companion-session'
  | 'upstream-forbidden'
  | 'upstream-private'
  | 'upstream-unreachable'
  | 'upstream-configured'
  | 'list-full'
  | 'state-unwritable'
  | 'companion-refused';

export class CompanionError extends EchoError<CompanionErrorCode> {
  override readonly name = 'CompanionError';
}

const upstream = v.object({
  origin: v.string(),
  name: v.string(),
  /** Who put it on the list: EchoKit's usual ports, the companion's configuration, or a person in this app. */
  source: v.picklist(['built-in', 'configuration', 'person']),
  /** It may lead into the local network. */
  privateAllowed: v.boolean(),
  /** Agreed to for fetching files: GET alone, at most 32 MiB an answer. */
  downloadsOnly: v.boolean(),
  /** The companion adds a key of its own to requests. */
  keyed: v.boolean(),
  /** The list can take it away. */
  revocable: v.boolean(),
});
export type Upstream = v.InferOutput<typeof upstream>;

/** The most private place an origin leads to, as the companion's resolver sees it. */
const reach = v.picklist(['public', 'private', 'loopback']);
export type Reach = v.InferOutput<typeof reach>;

const inspection = v.object({ origin: v.string(), reach, listed: v.nullable(upstream) });
export type OriginInspection = v.InferOutput<typeof inspection>;

const discovered = v.object({
  port: v.number(),
  kind: v.picklist(['llm', 'asr', 'vad', 'tts']),
  /** OpenAI-style base, to which `/models` and the like are appended. */
  url: v.string(),
  models: v.exactOptional(v.array(v.string())),
  voices: v.exactOptional(v.array(v.string())),
});
export type DiscoveredService = v.InferOutput<typeof discovered>;

const status = v.object({
  version: v.string(),
  /** Null where the built-in voice cannot run. */
  voice: v.nullable(v.object({ engine: v.string(), speakers: v.array(v.string()) })),
});
export type CompanionStatus = v.InferOutput<typeof status>;

export interface AllowOptions {
  readonly allowPrivate: boolean;
  readonly downloadsOnly?: boolean;
}

/** Every call rejects with a {@link CompanionError}, or with the signal's reason. */
export interface CompanionLink {
  readonly access: CompanionAccess;
  status(): Promise<CompanionStatus>;
  upstreams(): Promise<readonly Upstream[]>;
  /** Where an origin leads, to be shown before the person is asked. */
  inspect(origin: string): Promise<OriginInspection>;
  /**
   * The person has confirmed this origin in a dialog; `allowPrivate` if it said that the origin is near,
   * `downloadsOnly` if it asked for no more than fetching files.
   */
  allow(origin: string, options: AllowOptions): Promise<Upstream>;
  revoke(origin: string): Promise<void>;
  /** Looks at the usual ports of the companion's machine. */
  discover(signal?: AbortSignal): Promise<readonly DiscoveredService[]>;
}

/** The access a companion wrote into this page, or undefined on a plain host. */
export function readCompanionAccess(page: Document): CompanionAccess | undefined {
  const session = sessionIn(page);
  return session ? { origin: page.location.origin, session } : undefined;
}

const sessionIn = (page: Document): string | undefined =>
  page.querySelector<HTMLMetaElement>('meta[name="echokit-session"]')?.content;

/**
 * The secret of the companion that is there now, which may have been started anew: it writes one into each page.
 * @returns undefined where none answers
 */
export async function freshSession({ origin }: CompanionAccess): Promise<string | undefined> {
  try {
    const response = await fetch(`${origin}/`, { cache: 'no-store' });
    if (!response.ok) return undefined;
    return sessionIn(new DOMParser().parseFromString(await response.text(), 'text/html'));
  } catch {
    return undefined; // not there yet; whoever waits for it asks again
  }
}

/**
 * The form in which the companion keeps an origin: this computer is `localhost` however it was spelled.
 * @param origin as `URL.origin` gives it
 */
export function companionOrigin(origin: string): string {
  return origin
    .replace(/^(https?:\/\/)(?:127\.0\.0\.1|\[::1\])(?=:|$)/, '$1localhost')
    .replace(/\.(?=:\d+$|$)/, '');
}

/** Origins are ASCII: other scripts are punycode in them. */
const idOf = (origin: string): string =>
  btoa(companionOrigin(origin)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** @param send replaced in tests */
export function createCompanionLink(
  access: CompanionAccess,
  send: typeof fetch = (input, init) => fetch(input, init),
): CompanionLink {
  async function call<Shape extends v.GenericSchema>(
    path: string,
    shape: Shape,
    init: RequestInit = {},
  ): Promise<v.InferOutput<Shape>> {
    let response: Response;
    let body: string;
    try {
      response = await send(`${access.origin}/api/${path}`, {
        ...init,
        headers: { 'content-type': 'application/json', 'x-echokit-session': access.session },
      });
      body = await response.text();
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw new CompanionError('companion-unreachable', `no answer to ${path}`, { cause });
    }
    if (!response.ok) throw refusal(path, response.status, body);
    const parsed = v.safeParse(shape, body === '' ? undefined : readJson(body));
    if (parsed.success) return parsed.output;
    throw new CompanionError('companion-refused', `${path}: the answer is not what was expected`, {
      cause: parsed.issues[0],
    });
  }

  return {
    access,
    status: () => call('status', status),
    async upstreams() {
      return (await call('upstreams', v.object({ upstreams: v.array(upstream) }))).upstreams;
    },
    inspect: (origin) => call(`upstreams/${idOf(origin)}`, inspection),
    async allow(origin, { allowPrivate, downloadsOnly = false }) {
      const body = JSON.stringify({ origin, allowPrivate, downloadsOnly });
      return (await call('upstreams', v.object({ upstream }), { method: 'POST', body })).upstream;
    },
    async revoke(origin) {
      await call(`upstreams/${idOf(origin)}`, v.undefined(), { method: 'DELETE' });
    },
    async discover(signal) {
      const services = v.object({ services: v.array(discovered) });
      return (await call('discover', services, signal ? { signal } : {})).services;
    },
  };
}

const errorShape = v.object({ error: v.object({ code: v.string(), message: v.string() }) });

const codes: ReadonlyMap<string, CompanionErrorCode> = new Map([
  ['session-refused', 'companion-session'],
  ['origin-refused', 'companion-session'],
  ['host-refused', 'companion-session'],
  ['upstream-forbidden', 'upstream-forbidden'],
  ['upstream-private', 'upstream-private'],
  ['upstream-unreachable', 'upstream-unreachable'],
  ['upstream-configured', 'upstream-configured'],
  ['list-full', 'list-full'],
  ['state-unwritable', 'state-unwritable'],
]);

function refusal(path: string, httpStatus: number, body: string): CompanionError {
  const parsed = v.safeParse(errorShape, readJson(body));
  const { code, message } = parsed.success ? parsed.output.error : { code: '', message: body.slice(0, 200) };
  return new CompanionError(
    codes.get(code) ?? 'companion-refused',
    `${path}: ${httpStatus} ${code} ${message}`,
    {
      details: { status: httpStatus, said: message },
    },
  );
}

/** What is no JSON becomes undefined, which fits no shape. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Any failure of a call as a CompanionError. */
export function asCompanionError(failure: unknown): CompanionError {
  if (failure instanceof CompanionError) return failure;
  return new CompanionError('companion-refused', String(failure), { cause: failure });
}
