/**
 * The services the companion may call on behalf of its page, and the keys it adds for them. Keys never leave this
 * module but through {@link Upstream.headers}, which only the forwarder reads; the page sees {@link UpstreamView}s.
 */
import { err, ok, type Result } from '../../core/result.ts';
import { ProxyError } from './proxy-error.ts';
import { encodeOriginSegment, type UpstreamOrigin } from './upstream-origin.ts';
import type { ConfirmedUpstream, UpstreamState, UpstreamStore } from './upstream-store.ts';

/** Who put an origin on the list: EchoKit's usual ports, the configuration (file or environment), or the person. */
export type UpstreamSource = 'built-in' | 'configuration' | 'person';

export interface Upstream {
  readonly origin: UpstreamOrigin;
  readonly name: string;
  readonly source: UpstreamSource;
  /** Whether the host may lead to loopback or private addresses. Link-local and metadata stay forbidden. */
  readonly privateAllowed: boolean;
  /** The person agreed to fetching files from it, and to nothing else: GET alone, at most {@link downloadBytes}. */
  readonly downloadsOnly?: boolean;
  /** Headers set on every request, replacing the page's: where keys live. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the page may know of an upstream. */
export interface UpstreamView {
  /** The path segment of `/api/proxy/{id}/...` and `/api/upstreams/{id}`. */
  readonly id: string;
  readonly origin: UpstreamOrigin;
  readonly name: string;
  readonly source: UpstreamSource;
  readonly privateAllowed: boolean;
  readonly downloadsOnly: boolean;
  /** Whether the companion adds a key of its own. */
  readonly keyed: boolean;
  /** Whether the list can take it away; what the configuration lists, only the configuration can. */
  readonly revocable: boolean;
}

/** Most bytes of one answer of an origin that was agreed to for downloads: twice the flash of a box. */
export const downloadBytes = 32 * 1024 * 1024;

/** Most origins a person can confirm; a page gone wild cannot fill the disk. */
const mostConfirmed = 200;

export class UpstreamList {
  readonly #listed: ReadonlyMap<UpstreamOrigin, Upstream>;
  readonly #store: UpstreamStore;
  #state: UpstreamState;
  /** Requests under way, by origin, to be cut when the origin is revoked. */
  readonly #underWay = new Map<UpstreamOrigin, Set<AbortController>>();

  /** @param listed built-in and configured upstreams; of two with one origin the later counts */
  constructor(listed: readonly Upstream[], store: UpstreamStore, state: UpstreamState) {
    this.#listed = new Map(listed.map((upstream) => [upstream.origin, upstream]));
    this.#store = store;
    this.#state = state;
  }

  all(): readonly Upstream[] {
    const confirmed = this.#state.confirmed
      .filter(({ origin }) => this.#fixed(origin) === undefined)
      .map(asUpstream);
    return [...[...this.#listed.keys()].flatMap((origin) => this.#fixed(origin) ?? []), ...confirmed];
  }

  find(origin: UpstreamOrigin): Upstream | undefined {
    const confirmed = this.#state.confirmed.find((entry) => entry.origin === origin);
    return this.#fixed(origin) ?? (confirmed && asUpstream(confirmed));
  }

  /**
   * Puts an origin on the list for good, after the person agreed to it.
   * @param asked `downloadsOnly` takes nothing from an origin that was agreed to as a service before
   */
  async confirm(
    origin: UpstreamOrigin,
    asked: { readonly privateAllowed: boolean; readonly downloadsOnly: boolean },
  ): Promise<Result<Upstream, ProxyError>> {
    const { privateAllowed } = asked;
    const before = this.#state.confirmed.find((entry) => entry.origin === origin);
    const confirmed = this.#state.confirmed.filter((entry) => entry.origin !== origin);
    const revoked = this.#state.revoked.filter((entry) => entry !== origin);
    const listed = this.#listed.get(origin);
    if (listed !== undefined) {
      if (listed.privateAllowed || !privateAllowed) return this.#keep({ confirmed, revoked }, listed);
      const message = `${origin} is listed in the companion's configuration; say "private": true there`;
      return err(new ProxyError('upstream-configured', message));
    }
    if (confirmed.length >= mostConfirmed) {
      const message = `the list holds ${mostConfirmed} confirmed services already; revoke one first`;
      return err(new ProxyError('list-full', message));
    }
    const downloadsOnly = asked.downloadsOnly && before?.downloadsOnly !== false;
    const entry: ConfirmedUpstream = { origin, privateAllowed, downloadsOnly };
    return this.#keep({ confirmed: [...confirmed, entry], revoked }, asUpstream(entry));
  }

  /** Takes an origin off the list and cuts what is under way to it. An origin that is not there is no error. */
  async revoke(origin: UpstreamOrigin): Promise<Result<void, ProxyError>> {
    const listed = this.#listed.get(origin);
    if (listed?.source === 'configuration') {
      const message = `${origin} is listed in the companion's configuration; take it out there`;
      return err(new ProxyError('upstream-configured', message));
    }
    const kept = await this.#keep(
      {
        confirmed: this.#state.confirmed.filter((entry) => entry.origin !== origin),
        revoked: listed === undefined ? this.#state.revoked : [...new Set([...this.#state.revoked, origin])],
      },
      undefined,
    );
    for (const request of this.#underWay.get(origin) ?? []) request.abort(new Error('upstream revoked'));
    return kept;
  }

  /** Notes a request, so that revoking its origin ends it. The returned function must be called when it is over. */
  track(origin: UpstreamOrigin, request: AbortController): () => void {
    const requests = this.#underWay.get(origin) ?? new Set();
    this.#underWay.set(origin, requests.add(request));
    return () => {
      requests.delete(request);
      if (requests.size === 0 && this.#underWay.get(origin) === requests) this.#underWay.delete(origin);
    };
  }

  /** The built-in or configured upstream, unless the person revoked it. */
  #fixed(origin: UpstreamOrigin): Upstream | undefined {
    const listed = this.#listed.get(origin);
    if (listed?.source === 'built-in' && this.#state.revoked.includes(origin)) return undefined;
    return listed;
  }

  /** What cannot be written still holds until the companion ends: the person's no must take effect at once. */
  async #keep<T>(state: UpstreamState, value: T): Promise<Result<T, ProxyError>> {
    this.#state = state;
    const saved = await this.#store.save(state);
    return saved.ok ? ok(value) : saved;
  }
}

export const viewOf = (upstream: Upstream): UpstreamView => ({
  id: encodeOriginSegment(upstream.origin),
  origin: upstream.origin,
  name: upstream.name,
  source: upstream.source,
  privateAllowed: upstream.privateAllowed,
  downloadsOnly: upstream.downloadsOnly ?? false,
  keyed: Object.keys(upstream.headers).length > 0,
  revocable: upstream.source !== 'configuration',
});

const asUpstream = ({ origin, privateAllowed, downloadsOnly }: ConfirmedUpstream): Upstream => ({
  origin,
  name: new URL(origin).host,
  source: 'person',
  privateAllowed,
  downloadsOnly,
  headers: {},
});
