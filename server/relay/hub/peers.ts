/** The other companions on the bus, by their heartbeats, and whether we heard all that they said. */
import type { Millis } from '../../../core/units.ts';

export interface Heard {
  readonly from: string;
  readonly run: string;
  readonly n: number;
}

export interface Peers {
  /**
   * Something was heard of a companion.
   * @returns `new` for one that was not known, `restarted` for another run under a known name, `missed` where messages
   *   before this one are missing
   */
  hear(message: Heard, subject: string, now: Millis): 'known' | 'missed' | 'new' | 'restarted';
  delete(name: string): boolean;
  names(): readonly string[];
  silentSince(at: Millis): readonly string[];
}

interface Peer {
  readonly run: string;
  heardAt: Millis;
  /** By subject. */
  readonly next: Map<string, number>;
}

export function createPeers(): Peers {
  const peers = new Map<string, Peer>();
  return {
    hear({ from, run, n }, subject, now) {
      const known = peers.get(from);
      if (known?.run !== run) {
        peers.set(from, { run, heardAt: now, next: new Map([[subject, n + 1]]) });
        return known === undefined ? 'new' : 'restarted';
      }
      const expected = known.next.get(subject) ?? n;
      known.heardAt = now;
      known.next.set(subject, n + 1);
      return n === expected ? 'known' : 'missed';
    },
    delete: (name) => peers.delete(name),
    names: () => [...peers.keys()],
    silentSince: (at) => [...peers].filter(([, { heardAt }]) => heardAt <= at).map(([name]) => name),
  };
}
