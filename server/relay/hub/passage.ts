/** A box's socket and its line upstream, joined: who does not take what is passed is waited for. */
import type { BoxSocket } from '../box-socket.ts';
import type { BoxEffect, BoxEvent, Payload } from './box-step.ts';
import type { HubOptions } from './hub-api.ts';
import { createValve } from './valve.ts';

export interface Passage {
  send(payload: Payload): void;
  /** Something was sent to the box. */
  sentDown(): void;
  close(): void;
}

type UpstreamEvent = Extract<BoxEvent, { type: `upstream-${string}` }>;

export function openPassage(
  { clock, limits, openUpstream }: Pick<HubOptions, 'clock' | 'limits' | 'openUpstream'>,
  socket: BoxSocket,
  { line, url, query }: Extract<BoxEffect, { type: 'open-upstream' }>,
  tell: (event: UpstreamEvent) => void,
): Passage {
  const link = openUpstream({
    url,
    id: socket.id,
    query,
    onOpen: () => tell({ type: 'upstream-opened', line }),
    onFrame: (payload) => tell({ type: 'upstream-frame', line, payload }),
    onLost: (reason) => tell({ type: 'upstream-lost', line, reason }),
    onRetry: (at) => tell({ type: 'upstream-retry', line, at }),
  });
  const up = createValve(clock, limits.passBytes, () => link.bufferedBytes, socket);
  const down = createValve(clock, limits.passBytes, () => socket.bufferedBytes, link);
  return {
    send(payload) {
      link.send(payload);
      up.check();
    },
    sentDown: () => down.check(),
    close() {
      up.release();
      down.release();
      link.close();
    },
  };
}
