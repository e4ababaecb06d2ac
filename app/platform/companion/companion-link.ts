/**
 * The companion, seen from a page that it served: it hands every page its session secret in a meta element. Hosted as
 * plain files there is none, and everything that needs it is left out.
 */
import * as v from 'valibot';
import { EchoError } from '../../../core/errors.ts';
import type { CompanionAccess } from '../../../workers/conversation-api.ts';

export type CompanionErrorCode = 'companion-unreachable' | 'companion-refused';

const upstream = v.object({
  origin: v.string(),
  /** Who allowed it: the configuration of the companion, or a person in this app. */
  source: v.picklist(['configured', 'person']),
  /** The companion adds a key of its own to requests. */
  keyed: v.boolean(),
});
export type Upstream = v.InferOutput<typeof upstream>;

const discovered = v.object({
  port: v.number(),
  kind: v.string(),
  url: v.string(),
  models: v.optional(v.array(v.string())),
  voices: v.optional(v.array(v.string())),
});
export type DiscoveredService = v.InferOutput<typeof discovered>;

export interface CompanionLink {
  readonly access: CompanionAccess;
  upstreams(): Promise<readonly Upstream[]>;
  /** The person has confirmed this origin in a dialog. */
  allow(origin: string): Promise<void>;
  revoke(origin: string): Promise<void>;
  /** Looks at EchoKit's usual ports on the companion's machine. */
  discover(signal?: AbortSignal): Promise<readonly DiscoveredService[]>;
}

/** The access a companion wrote into this page, or undefined on a plain host. */
export function readCompanionAccess(page: Document): CompanionAccess | undefined {
  const session = page.querySelector<HTMLMetaElement>('meta[name="echokit-session"]')?.content;
  return session ? { origin: page.location.origin, session } : undefined;
}

const base64Url = (text: string) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export function createCompanionLink(access: CompanionAccess): CompanionLink {
  async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(`${access.origin}/api/${path}`, {
        ...init,
        headers: { 'content-type': 'application/json', 'x-echokit-session': access.session },
      });
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new EchoError<CompanionErrorCode>('companion-unreachable', `companion does not answer: ${path}`, {
        cause,
      });
    }
    if (!response.ok) {
      const message = await response.text();
      throw new EchoError<CompanionErrorCode>(
        'companion-refused',
        `companion answered ${response.status}: ${message}`,
        {
          details: { status: response.status },
        },
      );
    }
    return response.status === 204 ? undefined : await response.json();
  }

  return {
    access,
    async upstreams() {
      return v.parse(v.object({ upstreams: v.array(upstream) }), await call('upstreams')).upstreams;
    },
    async allow(origin) {
      await call('upstreams', { method: 'POST', body: JSON.stringify({ origin }) });
    },
    async revoke(origin) {
      await call(`upstreams/${base64Url(origin)}`, { method: 'DELETE' });
    },
    async discover(signal) {
      const found = await call('discover', signal ? { signal } : {});
      return v.parse(v.object({ services: v.array(discovered) }), found).services;
    },
  };
}
