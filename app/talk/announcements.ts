/** What of a turn is worth announcing, once it is final. Pure. */
import type { TurnFailure, TurnView } from '../../workers/conversation-api.ts';

export type Announcement =
  | { readonly key: string; readonly kind: 'user' | 'assistant'; readonly text: string }
  | { readonly key: string; readonly kind: 'failure'; readonly failure: TurnFailure };

/** @returns in order; the same things have the same keys at every call */
export function announcementsOf(turn: TurnView): readonly Announcement[] {
  const { id, status, user, reply, failure, source } = turn;
  if (status === 'open' || status === 'dropped') return [];
  const announcements: Announcement[] = [];
  // Who typed something knows it.
  if (source === 'voice' && user.text !== '' && !user.partial)
    announcements.push({ key: `user ${id}`, kind: 'user', text: user.text });
  const isOver = status !== 'thinking' && status !== 'speaking';
  const text = status === 'interrupted' ? reply.text.slice(0, reply.heard) : reply.text;
  if (isOver && text !== '') announcements.push({ key: `assistant ${id}`, kind: 'assistant', text });
  if (failure !== undefined) announcements.push({ key: `${failure.code} ${id}`, kind: 'failure', failure });
  return announcements;
}
