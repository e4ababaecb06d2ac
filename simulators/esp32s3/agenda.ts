import type { Millis } from '../../core/units.ts';
import type { BoxClock } from '../box/clock.ts';

interface Entry {
  readonly at: Millis;
  readonly run: () => void;
}

/**
 * What happens when, in the chip's own time: an event that is late because a timer was, is still reckoned from its
 * instant, so that what follows does not drift. Events of one instant run in the order in which they were asked for;
 * nothing runs inside anything else, also where a listener answers at once.
 */
export class Agenda {
  readonly #clock: BoxClock;
  #now: Millis;
  #entries: Entry[] = [];
  #isRunning = false;
  #cancelAlarm: (() => void) | null = null;
  #alarmAt: Millis = Infinity;

  constructor(clock: BoxClock) {
    this.#clock = clock;
    this.#now = clock.now();
  }

  /** Instant of what runs now, or ran last. */
  get now(): Millis {
    return this.#now;
  }

  /** Something from outside, now: at once, or right after what is running. */
  enter(run: () => void): void {
    this.at(this.#clock.now(), run);
    this.#runDue();
  }

  /** @returns takes it back */
  at(instant: Millis, run: () => void): () => void {
    const entry: Entry = { at: Math.max(instant, this.#now), run };
    // From the back: almost everything is asked for in order.
    let place = this.#entries.length;
    while (place > 0 && this.#entries[place - 1]!.at > entry.at) place--;
    this.#entries.splice(place, 0, entry);
    if (!this.#isRunning) this.#setAlarm();
    return () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
  }

  #runDue(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (;;) {
        const next = this.#entries[0];
        if (next === undefined || next.at > this.#clock.now()) break;
        this.#entries.shift();
        this.#now = next.at;
        next.run();
      }
    } finally {
      this.#isRunning = false;
      this.#setAlarm();
    }
  }

  #setAlarm(): void {
    const next = this.#entries[0];
    if (next?.at === this.#alarmAt) return;
    this.#cancelAlarm?.();
    this.#cancelAlarm = null;
    this.#alarmAt = next?.at ?? Infinity;
    if (next === undefined) return;
    this.#cancelAlarm = this.#clock.after(next.at - this.#clock.now(), () => {
      this.#cancelAlarm = null;
      this.#alarmAt = Infinity;
      this.#runDue();
    });
  }
}
