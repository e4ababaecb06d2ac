import type { Millis } from '../../core/units.ts';
import type { BoxClock } from './clock.ts';

/** Time that is moved by hand. What is due at the same instant rings in the order in which it was asked for. */
export class VirtualClock implements BoxClock {
  #now: Millis = 0;
  #alarms: { readonly at: Millis; readonly ring: () => void }[] = [];

  now(): Millis {
    return this.#now;
  }

  after(ms: Millis, ring: () => void): () => void {
    const alarm = { at: this.#now + Math.max(0, ms), ring };
    // Kept in order; few are pending at a time.
    const place = this.#alarms.findIndex(({ at }) => at > alarm.at);
    this.#alarms.splice(place < 0 ? this.#alarms.length : place, 0, alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  advance(ms: Millis): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#alarms[0];
      if (next === undefined || next.at > end) break;
      this.#alarms.shift();
      this.#now = next.at;
      next.ring();
    }
    this.#now = end;
  }
}
