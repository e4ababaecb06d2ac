import type { Millis } from '../../core/units.ts';

/** All that a simulated box knows of time. Tests move one by hand. */
export interface BoxClock {
  now(): Millis;
  /** @returns takes it back */
  after(ms: Millis, ring: () => void): () => void;
}

/** Real time. */
export const systemClock: BoxClock = {
  now: () => performance.now(),
  after: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};
