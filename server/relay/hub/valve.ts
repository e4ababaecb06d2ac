/** Reads a sender no further while what it sent is not taken by its receiver. */
import type { Millis } from '../../../core/units.ts';
import type { HubClock } from './hub-api.ts';

/** Neither side tells when it has room again. */
const pollMs: Millis = 20;

export interface Valve {
  /** After each send. */
  check(): void;
  /** Opens it, and looks no more. */
  release(): void;
}

export function createValve(
  clock: HubClock,
  most: number,
  bufferedBytes: () => number,
  sender: { readonly pause: () => void; readonly resume: () => void },
): Valve {
  let cancel: (() => void) | undefined;
  const open = (): void => {
    cancel = undefined;
    sender.resume();
  };
  const poll = (): void => {
    if (bufferedBytes() * 2 > most) cancel = clock.after(pollMs, poll);
    else open();
  };
  return {
    check() {
      if (cancel !== undefined || bufferedBytes() <= most) return;
      sender.pause();
      cancel = clock.after(pollMs, poll);
    },
    release() {
      if (cancel === undefined) return;
      cancel();
      open();
    },
  };
}
