import type { Millis } from '../../../core/units.ts';

/** Time that only moves when it is told to. */
export class HandClock {
  #now: Millis = 10_000;
  readonly #appointments = new Set<{ readonly at: Millis; readonly run: () => void }>();

  readonly now = (): Millis => this.#now;

  readonly after = (ms: Millis, run: () => void): (() => void) => {
    const appointment = { at: this.#now + ms, run };
    this.#appointments.add(appointment);
    return () => this.#appointments.delete(appointment);
  };

  /** How many appointments are still to come. */
  get pending(): number {
    return this.#appointments.size;
  }

  /** Moves on, keeping every appointment on the way in its order. */
  pass(ms: Millis): void {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#appointments].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#appointments.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = until;
  }
}

/** Lets everything that waits for promises and messages go on. */
export const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 0));
};
