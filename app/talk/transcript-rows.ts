/** What the transcript lists: turns, and sounds in a row that were not taken as speech as one line. Pure. */
import type { TurnView } from '../../workers/conversation-api.ts';

export type TranscriptRow =
  | { readonly kind: 'turn'; readonly turn: TurnView }
  | {
      readonly kind: 'dropped';
      /** Of the first. */
      readonly id: number;
      readonly count: number;
      /** Why the newest of them was dropped: a code. */
      readonly because: string | undefined;
      /** What a recogniser made of the newest. */
      readonly text: string;
    };

export function transcriptRows(turns: readonly TurnView[]): readonly TranscriptRow[] {
  const rows: TranscriptRow[] = [];
  for (const turn of turns) {
    if (turn.status !== 'dropped') {
      rows.push({ kind: 'turn', turn });
      continue;
    }
    const last = rows.at(-1);
    const { text, droppedBecause: because } = turn.user;
    if (last?.kind !== 'dropped') rows.push({ kind: 'dropped', id: turn.id, count: 1, because, text });
    else rows[rows.length - 1] = { ...last, count: last.count + 1, because, text };
  }
  return rows;
}
