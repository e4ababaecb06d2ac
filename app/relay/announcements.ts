/** What is worth announcing of all boxes: who came and went, and what was said once it is final. Pure. */
import type { BoxId } from '../../core/relay/relay-message.ts';
import type { RelayState } from './relay-state.ts';

export type Announcement =
  | { readonly key: number; readonly kind: 'connected' | 'gone'; readonly box: BoxId }
  | { readonly key: number; readonly kind: 'heard' | 'said'; readonly box: BoxId; readonly words: string };

/** What was told, and what follows from it. */
export interface Announced {
  /** Whether a box was last known to be there. */
  readonly present: ReadonlyMap<BoxId, boolean>;
  /** What of the turns was told, or need not be. */
  readonly said: ReadonlySet<string>;
  readonly lines: readonly Announcement[];
  readonly nextKey: number;
}

interface Happening extends Pick<RelayState, 'boxes' | 'talks'> {
  /** Boxes that have been away for a while: one that only dials anew has not gone. */
  readonly longAway: ReadonlySet<BoxId>;
}

/** A log for longer would only be work for screen readers. */
const keptLines = 20;

/** What is there when the page opens is to be read in it. */
export function alreadyThere({ boxes, talks }: Happening): Announced {
  return {
    present: new Map(boxes.map(({ id, connected }) => [id, connected])),
    said: new Set(sentencesOf({ talks }).map(({ id }) => id)),
    lines: [],
    nextKey: 0,
  };
}

/** @returns the same object if there is nothing new */
export function announce(before: Announced, happening: Happening): Announced {
  const present = new Map(before.present);
  const fresh: (
    | { readonly kind: 'connected' | 'gone'; readonly box: BoxId }
    | { readonly kind: 'heard' | 'said'; readonly box: BoxId; readonly words: string }
  )[] = [];
  for (const { id, connected, simulated } of happening.boxes) {
    const was = before.present.get(id);
    const is = connected || (was === true && !happening.longAway.has(id));
    if (is === was) continue;
    present.set(id, is);
    // Who has a simulated box has just asked for it. One that is away when it is first heard of has not gone now.
    if (!simulated && (is || was !== undefined)) fresh.push({ kind: is ? 'connected' : 'gone', box: id });
  }
  const sentences = sentencesOf(happening).filter(({ id }) => !before.said.has(id));
  for (const { kind, box, words } of sentences) fresh.push({ kind, box, words });
  const isSame = present.size === before.present.size && fresh.length === 0;
  if (isSame && [...present].every(([id, is]) => before.present.get(id) === is)) return before;
  return {
    present,
    said: sentences.length === 0 ? before.said : new Set([...before.said, ...sentences.map(({ id }) => id)]),
    lines: [...before.lines, ...fresh.map((line, index) => ({ ...line, key: before.nextKey + index }))].slice(
      -keptLines,
    ),
    nextKey: before.nextKey + fresh.length,
  };
}

interface Sentence {
  /** The same at every call. */
  readonly id: string;
  readonly kind: 'heard' | 'said';
  readonly box: BoxId;
  readonly words: string;
}

/** Of turns that are over. */
function sentencesOf({ talks }: Pick<RelayState, 'talks'>): readonly Sentence[] {
  const sentences: Sentence[] = [];
  for (const [box, { turns }] of talks) {
    for (const { conversation, turn } of turns) {
      const { status, user, reply } = turn;
      if (status === 'open' || status === 'thinking' || status === 'speaking' || status === 'dropped')
        continue;
      const id = `${box} ${conversation} ${turn.id}`;
      if (user.text !== '') sentences.push({ id: `heard ${id}`, kind: 'heard', box, words: user.text });
      const said = status === 'interrupted' ? reply.text.slice(0, reply.heard) : reply.text;
      if (said !== '') sentences.push({ id: `said ${id}`, kind: 'said', box, words: said });
    }
  }
  return sentences;
}
