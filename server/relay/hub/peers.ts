/** The other companions on the bus, by their heartbeats. */
import type { Millis } from '../../../core/units.ts';

export interface Peers {
  /**
   * Something was heard of a companion.
   * @returns `new` for one that was not known, `restarted` for another run under a known name
   */
  hear(name: string, run: string, now: Millis): 'known' | 'new' | 'restarted';
  delete(name: string): boolean;
  silentSince(at: Millis): readonly string[];
}

export function createPeers(): Peers {
  const peers = new Map<string, { readonly run: string; heardAt: Millis }>();
  return {
    hear(name, run, now) {
      const known = peers.get(name);
      if (known?.run === run) {
        known.heardAt = now;
        return 'known';
      }
      peers.set(name, { run, heardAt: now });
      return known === undefined ? 'new' : 'restarted';
    },
    delete: (name) => peers.delete(name),
    silentSince: (at) => [...peers].filter(([, { heardAt }]) => heardAt <= at).map(([name]) => name),
  };
}
