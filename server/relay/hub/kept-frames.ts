/** Frames that are kept for a tab that comes back. */
import type { SocketId } from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';
import { nothingKept, type BoxState, type Kept, type KeptItem, type OpenSocket } from './box-state.ts';
import type { BoxContext, Place } from './box-step.ts';

type SocketOpened = Extract<KeptItem, { type: 'socket-opened' }>;

/** Beside its payload. */
const itemBytes = 128;

const sizeOf = (item: KeptItem): number => itemBytes + (item.type === 'frame' ? item.payload.length : 0);

/** A view of a buffer much larger than itself would keep all of that. */
function compact(item: KeptItem): KeptItem {
  if (item.type !== 'frame' || typeof item.payload === 'string') return item;
  const { byteLength, buffer } = item.payload;
  if (buffer.byteLength <= 2 * byteLength + itemBytes) return item;
  return { ...item, payload: new Uint8Array(item.payload) };
}

/** How long an item is kept for the state's readers: null for as long as there is room, 0 for nobody. */
export function keptMs(state: BoxState, { limits, isRemote }: BoxContext): Millis | null {
  if (state.owner !== null && state.owner.awaySince !== null) return null;
  const readers = state.owner === null ? state.watchers : [state.owner, ...state.watchers];
  if (readers.length === 0) return 0;
  return readers.some(({ tab }) => isRemote(tab)) ? limits.recentRemoteMs : limits.recentMs;
}

export function keep(state: BoxState, item: KeptItem, context: BoxContext): Kept {
  if (keptMs(state, context) === 0) return nothingKept;
  const { kept } = state;
  const added: Kept = {
    items: [...kept.items, compact(item)],
    frames: kept.frames + (item.type === 'frame' ? 1 : 0),
    bytes: kept.bytes + sizeOf(item),
    lastAt: context.now,
  };
  return trim(added, state, context);
}

export function trim(kept: Kept, state: BoxState, context: BoxContext): Kept {
  const { limits, now } = context;
  const ms = keptMs(state, context);
  if (ms !== null && now >= kept.lastAt + ms) return nothingKept;
  const oldest = ms === null ? -Infinity : now - ms;
  let { frames, bytes } = kept;
  let gone = 0;
  for (const item of kept.items) {
    if (frames <= limits.keptFrames && bytes <= limits.keptBytes && item.at > oldest) break;
    gone++;
    bytes -= sizeOf(item);
    if (item.type === 'frame') frames--;
  }
  return gone === 0 ? kept : { items: kept.items.slice(gone), frames, bytes, lastAt: kept.lastAt };
}

/**
 * What a tab is told that comes back: sockets that closed and opened meanwhile, and the frames that were kept, in
 * order. Frames of a socket whose opening is not known any more are left out.
 * @param place null if it has dealt with nothing of the box
 */
export function missedItems(state: BoxState, place: Place | null): readonly KeptItem[] {
  const { kept, socket } = state;
  const latest = socket?.number ?? state.closed?.number ?? 0;
  // Numbers grow; one that is ahead of ours is of a clock that was.
  const from = place === null || place.socket > latest ? null : place;
  const missed = kept.items.filter((item) => {
    if (from === null || item.socket > from.socket) return true;
    if (item.socket < from.socket) return false;
    return item.type === 'frame' ? item.seq > from.seq : item.type === 'socket-closed';
  });
  const opened = new Set<SocketId>();
  if (place !== null) {
    opened.add(place.socket);
    const isToldClosed = missed.some((item) => item.type === 'socket-closed' && item.socket === place.socket);
    if (place.socket !== socket?.number && !isToldClosed) {
      // Its last frames come first, where there are any.
      const at = missed.findLastIndex((item) => item.socket === place.socket) + 1;
      missed.splice(at, 0, closingOf(state, place.socket));
    }
  }
  const items: KeptItem[] = [];
  for (const item of missed) {
    if (item.socket === socket?.number) open();
    if (item.type === 'socket-opened') {
      if (opened.has(item.socket)) continue;
      opened.add(item.socket);
    } else if (!opened.has(item.socket)) continue;
    items.push(item);
  }
  open();
  return items;

  function open(): void {
    if (socket === null || opened.has(socket.number)) return;
    opened.add(socket.number);
    items.push(openingOf(state, socket));
  }
}

export const openingOf = ({ id }: BoxState, { number, query, openedAt }: OpenSocket): SocketOpened => ({
  type: 'socket-opened',
  box: id,
  socket: number,
  query,
  at: openedAt,
});

function closingOf({ id, closed, socket: open }: BoxState, socket: SocketId): KeptItem {
  const how =
    closed?.number === socket
      ? { code: closed.code, reason: closed.reason, at: closed.closedAt }
      : { code: 1006, reason: '', at: open?.openedAt ?? closed?.closedAt ?? 0 };
  return { type: 'socket-closed', box: id, socket, ...how };
}
