import type { Millis } from '../../core/units.ts';
import type { LoaderClock } from './clock.ts';

interface Alarm {
  readonly at: Millis;
  readonly ring: () => void;
}

/** Turns of the event loop in which nothing was due: first without a pause, then with one of a millisecond. */
const hastyTurns = 100;
const patientTurns = 20_000;

/** Time that moves on by itself, to the next alarm, whenever nothing else is left to do. */
export class VirtualTime implements LoaderClock {
  #now: Millis = 0;
  #alarms: Alarm[] = [];

  now(): Millis {
    return this.#now;
  }

  after(ms: Millis, ring: () => void): () => void {
    const alarm = { at: this.#now + Math.max(0, ms), ring };
    const place = this.#alarms.findIndex(({ at }) => at > alarm.at);
    this.#alarms.splice(place < 0 ? this.#alarms.length : place, 0, alarm);
    return () => {
      const index = this.#alarms.indexOf(alarm);
      if (index >= 0) this.#alarms.splice(index, 1);
    };
  }

  /**
   * What `work` comes to, in no real time. Everything under test passes on its messages in microtasks or in messages of
   * a MessageChannel, so two turns of the event loop leave nothing but alarms.
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    work.then(settle, settle);
    // A module that is loaded, or a hash of the system's, comes in its own time, and later on a busy machine.
    for (let idle = 0; !isSettled;) {
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      if (isSettled) break;
      const next = this.#alarms.shift();
      if (next === undefined) {
        idle += 1;
        if (idle > hastyTurns) await new Promise((resolve) => setTimeout(resolve, 1));
        if (idle > hastyTurns + patientTurns) throw new Error('nothing is left that could go on');
        continue;
      }
      idle = 0;
      this.#now = Math.max(this.#now, next.at);
      next.ring();
    }
    return work;
  }
}
