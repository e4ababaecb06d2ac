/** What companions tell each other of a box. */
import type { BoxId, BoxMode, BoxView, SocketId, UpstreamState } from '../../../core/relay/relay-message.ts';
import type { Millis } from '../../../core/units.ts';
import type { BoxState, TabId } from './box-state.ts';

export interface BoxRecord {
  readonly id: BoxId;
  /** Its home. */
  readonly instance: string;
  readonly connected: boolean;
  readonly socket: SocketId;
  readonly query: string;
  readonly openedAt: Millis;
  readonly lastFrameAt: Millis;
  readonly mode: BoxMode;
  readonly upstream?: UpstreamState;
  readonly owner: TabId | null;
  readonly watchers: readonly TabId[];
}

/** Null for a box that never had a socket here. */
export function recordOf(state: BoxState, instance: string): BoxRecord | null {
  const { id, socket, closed, lastFrameAt, mode, upstream, owner, watchers } = state;
  const last = socket ?? closed;
  if (last === null) return null;
  return {
    id,
    instance,
    connected: socket !== null,
    socket: last.number,
    query: last.query,
    openedAt: last.openedAt,
    lastFrameAt,
    mode,
    ...(upstream === null ? {} : { upstream: upstream.view }),
    owner: owner?.tab ?? null,
    watchers: watchers.map(({ tab }) => tab),
  };
}

export function viewOf({ watchers, ...record }: BoxRecord, tab: TabId): BoxView {
  const owner = record.owner === null ? 'nobody' : record.owner === tab ? 'you' : 'another';
  return { ...record, owner, watchers: watchers.length };
}

/** Of two companions that both have the box, the one with its newest connection is right. */
export const isNewer = (
  one: Pick<BoxRecord, 'openedAt' | 'instance'>,
  other: Pick<BoxRecord, 'openedAt' | 'instance'>,
): boolean =>
  one.openedAt === other.openedAt ? one.instance > other.instance : one.openedAt > other.openedAt;
