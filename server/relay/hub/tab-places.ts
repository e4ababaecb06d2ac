/**
 * How far a tab has been told of a box: the one place where frames are left out or missing. Whatever a home sends, and
 * whatever is lost on the way, a tab gets each frame once, in order, and hears of what it does not get.
 */
import type { SocketId } from '../../../core/relay/relay-message.ts';
import type { Place } from './box-step.ts';

export interface TabPlace {
  readonly socket: SocketId;
  /** The frame that comes next. */
  readonly next: number;
  /** What the tab was told last of it; `lost`: its closing, but for its companion, which may come back. */
  readonly state: 'open' | 'closed' | 'lost';
}

export const placeAfter = ({ socket, seq }: Place): TabPlace => ({ socket, next: seq + 1, state: 'open' });

export const placeOf = ({ socket, next }: TabPlace): Place => ({ socket, seq: next - 1 });

/** @returns also the socket whose closing nobody told of */
export function takeOpening(
  place: TabPlace | undefined,
  socket: SocketId,
): { readonly place: TabPlace; readonly unclosed: SocketId | null } {
  if (place?.socket === socket) return { place: { ...place, state: 'open' }, unclosed: null };
  return {
    place: { socket, next: 0, state: 'open' },
    unclosed: place?.state === 'open' ? place.socket : null,
  };
}

/** @returns undefined where it is not the tab's concern, or known to it */
export const takeClosing = (place: TabPlace | undefined, socket: SocketId): TabPlace | undefined =>
  place?.socket === socket && place.state === 'open' ? { ...place, state: 'closed' } : undefined;

/** @returns undefined for a frame that came before, or belongs to no socket that is open; `lost`: those missing before it */
export function takeNext(
  place: TabPlace | undefined,
  socket: SocketId,
  seq: number,
): { readonly place: TabPlace; readonly lost: number } | undefined {
  if (place === undefined || place.socket !== socket || place.state !== 'open' || seq < place.next)
    return undefined;
  return { place: { ...place, next: seq + 1 }, lost: seq - place.next };
}
