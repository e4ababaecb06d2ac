/** All that the loader knows of time. Tests and the bench move one of their own. */
import type { Millis } from '../../core/units.ts';

export interface LoaderClock {
  now(): Millis;
  /** @returns takes it back */
  after(ms: Millis, ring: () => void): () => void;
}

/** Real time of the worker. */
export const systemClock: LoaderClock = {
  now: () => performance.now(),
  after: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves later. Not for the way of data: blocks wait for answers, never for time. */
export const pause = (clock: LoaderClock, ms: Millis): Promise<void> =>
  ms <= 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(ms, resolve));

/**
 * What `work` comes to, unless that takes too long.
 * @param late makes the error for that
 */
export function within<T>(clock: LoaderClock, ms: Millis, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(ms, () => reject(late()));
    work.then(
      (value) => {
        callOff();
        resolve(value);
      },
      (cause: unknown) => {
        callOff();
        reject(cause);
      },
    );
  });
}
