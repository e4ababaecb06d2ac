/** The flash at work: one erase or program at a time, that a power cut leaves half done. */
import type { Millis } from '../../core/units.ts';
import type { Agenda } from './agenda.ts';
import type { FlashWork } from './loader-step.ts';
import type { UsageMeter } from './usage-meter.ts';

interface Job {
  readonly work: FlashWork;
  readonly from: Millis;
  readonly cancelEnd: () => void;
}

export class FlashBench {
  readonly #agenda: Agenda;
  readonly #meter: UsageMeter;
  #job: Job | null = null;
  #waiting: (() => void)[] = [];

  constructor(agenda: Agenda, meter: UsageMeter) {
    this.#agenda = agenda;
    this.#meter = meter;
  }

  get isIdle(): boolean {
    return this.#job === null;
  }

  /** Runs `then` once nothing is being done to the flash. */
  whenIdle(then: () => void): void {
    if (this.#job === null) then();
    else this.#waiting.push(then);
  }

  /** Only while idle. */
  start(work: FlashWork, onDone: () => void): void {
    const from = this.#agenda.now;
    if (work.ms === 0) {
      work.finish(1);
      onDone();
      return;
    }
    this.#meter.use('flash', from, from + work.ms);
    const cancelEnd = this.#agenda.at(from + work.ms, () => {
      this.#job = null;
      work.finish(1);
      const waiting = this.#waiting;
      this.#waiting = [];
      onDone();
      for (const then of waiting) then();
    });
    this.#job = { work, from, cancelEnd };
  }

  /** The chip lost its power or was reset: what was at work stays as it is now, and nothing goes on. */
  abort(): void {
    const job = this.#job;
    this.#job = null;
    this.#waiting = [];
    if (job === null) return;
    job.cancelEnd();
    job.work.finish(Math.min(1, (this.#agenda.now - job.from) / job.work.ms));
  }
}
