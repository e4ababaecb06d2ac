/** What is worth announcing of all boxes: who came and went, and what was said once it is final. Pure. */
import type { RelayState } from './relay-state.ts';

export type Announcement =
  | { readonly key: string; readonly kind: 'connected' | 'gone'; readonly box: string }
  | { readonly key: string; readonly kind: 'heard' | 'said'; readonly box: string; readonly words: string };

/** @returns the same things with the same keys at every call */
export function announcementsOf({
  boxes,
  talks,
}: Pick<RelayState, 'boxes' | 'talks'>): readonly Announcement[] {
  const lines: Announcement[] = [];
  for (const { id, connected, simulated, openedAt } of boxes) {
    // A simulated box is there because somebody has just asked for it. A box that dials anew has not gone.
    if (!simulated) {
      const kind = connected ? 'connected' : 'gone';
      lines.push({ key: connected ? `connected ${id}` : `gone ${id} ${openedAt}`, kind, box: id });
    }
    for (const { conversation, turn } of talks.get(id)?.turns ?? []) {
      const { status, user, reply } = turn;
      if (status === 'open' || status === 'thinking' || status === 'speaking' || status === 'dropped')
        continue;
      const key = `${id} ${conversation} ${turn.id}`;
      if (user.text !== '') lines.push({ key: `heard ${key}`, kind: 'heard', box: id, words: user.text });
      const said = status === 'interrupted' ? reply.text.slice(0, reply.heard) : reply.text;
      if (said !== '') lines.push({ key: `said ${key}`, kind: 'said', box: id, words: said });
    }
  }
  return lines;
}

export interface Announced {
  /** What holds now or has been told. */
  readonly known: ReadonlySet<string>;
  readonly lines: readonly Announcement[];
}

/** A log for longer would only be work for screen readers. */
const keptLines = 20;

/** What is there when the page opens is to be read in it. */
export const alreadyThere = (all: readonly Announcement[]): Announced => ({
  known: new Set(all.map(({ key }) => key)),
  lines: [],
});

/** A box that is connected, goes and comes again is told each time. @returns the same object if nothing is new */
export function announce(before: Announced, all: readonly Announcement[]): Announced {
  const fresh = all.filter(({ key }) => !before.known.has(key));
  const held = new Set(all.map(({ key }) => key));
  if (fresh.length === 0 && held.size === before.known.size) return before;
  return { known: held, lines: [...before.lines, ...fresh].slice(-keptLines) };
}
