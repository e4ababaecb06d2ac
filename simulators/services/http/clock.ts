import type { Millis } from '../../../core/units.ts';

/** The wall clock of the log and of every delay: ms since 1970, with fractions, never stepping back. */
export const now = (): Millis => performance.timeOrigin + performance.now();

/** Timers come up to this much early or late; the rest is waited for in turns of the event loop. */
const timerSlackMs: Millis = 1.5;

/** Resolves at `instant`, within a fraction of a millisecond on an idle machine; at once when aborted or past. */
export async function waitUntil(instant: Millis, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const left = instant - now();
    if (left <= 0) return;
    if (left > timerSlackMs) await sleep(left - timerSlackMs, signal);
    else await nextTurn();
  }
}

/** Lets everything else that is due happen first; what was written so far goes out. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function sleep(ms: Millis, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });
}
