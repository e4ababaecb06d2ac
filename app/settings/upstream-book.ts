/** The companion's list of services, as the page last saw it, and the two things a person may do to it. */
import { createStore, type StoreApi } from 'zustand';
import {
  asCompanionError,
  companionOrigin,
  type AllowOptions,
  type CompanionError,
  type CompanionLink,
  type Upstream,
} from '../platform/companion/companion-link.ts';

export type UpstreamsState =
  /** The app is hosted as plain files. */
  | { readonly phase: 'no-companion' }
  | { readonly phase: 'loading' }
  | {
      readonly phase: 'ready';
      readonly upstreams: readonly Upstream[];
      /** The last change failed, or holds only for now. */
      readonly problem?: CompanionError;
    }
  | { readonly phase: 'failed'; readonly error: CompanionError };

export interface UpstreamBook {
  readonly store: StoreApi<UpstreamsState>;
  load(): Promise<void>;
  /** The person has agreed. Rejects with a CompanionError when the companion does not. */
  allow(origin: string, options: AllowOptions): Promise<void>;
  /** What goes wrong is told in the store. */
  revoke(origin: string): Promise<void>;
}

export function createUpstreamBook(link: CompanionLink | undefined): UpstreamBook {
  const store = createStore<UpstreamsState>(() => ({
    phase: link === undefined ? 'no-companion' : 'loading',
  }));

  async function load(problem?: CompanionError): Promise<void> {
    if (link === undefined) return;
    try {
      const upstreams = await link.upstreams();
      store.setState({ phase: 'ready', upstreams, ...(problem === undefined ? {} : { problem }) }, true);
    } catch (failure) {
      store.setState({ phase: 'failed', error: asCompanionError(failure) }, true);
    }
  }

  return {
    store,
    load: () => load(),
    async allow(origin, options) {
      let problem: CompanionError | undefined;
      try {
        await link?.allow(origin, options);
      } catch (failure) {
        const error = asCompanionError(failure);
        // It is allowed all the same, as long as the companion runs.
        if (error.code !== 'state-unwritable') throw error;
        problem = error;
      }
      await load(problem);
    },
    async revoke(origin) {
      let problem: CompanionError | undefined;
      try {
        await link?.revoke(origin);
      } catch (failure) {
        problem = asCompanionError(failure);
      }
      await load(problem);
    },
  };
}

/** The list's entry for an origin, however that spells this computer. Undefined also while nothing is known. */
export function listedUpstream(state: UpstreamsState, origin: string): Upstream | undefined {
  const canonical = companionOrigin(origin);
  return state.phase === 'ready'
    ? state.upstreams.find((upstream) => upstream.origin === canonical)
    : undefined;
}
