import type { Millis } from '../units.ts';

/** Sessions of a live recogniser that ended one after the other without having heard anything. */
export interface RestartState {
  readonly fastEnds: number;
}

export const freshRestarts: RestartState = { fastEnds: 0 };

/** A session shorter than this that brought no words counts as fast. */
const fastMs: Millis = 2000;
const firstDelayMs: Millis = 200;
const longestDelayMs: Millis = 8000;
/** As many fast ends in a row mean that it will not work. */
const mostFastEnds = 6;

/**
 * A session has ended by itself.
 * @returns when to begin the next one, or `give-up`
 */
export function afterSession(
  state: RestartState,
  session: { readonly lastedMs: Millis; readonly heardWords: boolean },
): { readonly state: RestartState; readonly next: { readonly delayMs: Millis } | 'give-up' } {
  if (session.heardWords || session.lastedMs >= fastMs) return { state: freshRestarts, next: { delayMs: 0 } };
  const fastEnds = state.fastEnds + 1;
  if (fastEnds >= mostFastEnds) return { state: { fastEnds }, next: 'give-up' };
  return {
    state: { fastEnds },
    next: { delayMs: Math.min(longestDelayMs, firstDelayMs * 2 ** (fastEnds - 1)) },
  };
}
