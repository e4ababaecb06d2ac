/** What the driver may ask of the thread it runs on. Injected, so that tests move time by hand. */
import type { Millis } from '../../core/units.ts';

export interface Host {
  /** Wall instant: `performance.timeOrigin + performance.now()`. */
  now(): Millis;
  /** Runs the action once, later; the result calls it off. Only for waits in which no frame can be the clock. */
  after(ms: Millis, action: () => void): () => void;
  /** [0, 1) */
  random(): number;
}

export const workerHost: Host = {
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, action) => {
    const id = setTimeout(action, ms);
    return () => {
      clearTimeout(id);
    };
  },
  random: () => Math.random(),
};
