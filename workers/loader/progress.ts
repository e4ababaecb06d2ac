/** Counts what an operation has done, and tells the page not more often than it can draw. */
import type { Millis } from '../../core/units.ts';
import type { LoaderProgress, OnProgress } from '../loader-api.ts';
import type { LoaderClock } from './clock.ts';

const tellEveryMs: Millis = 100;
/** Rates of less than this say more about the beginning than about the line. */
const firstRateMs: Millis = 500;

export class ProgressMeter {
  readonly #onProgress: OnProgress;
  readonly #clock: LoaderClock;
  #phase: LoaderProgress['phase'] = 'connecting';
  #part = { index: 0, of: 1, name: '' };
  #done = 0;
  #total = 0;
  #beganAt: Millis;
  #toldAt: Millis = -Infinity;

  constructor(onProgress: OnProgress, clock: LoaderClock) {
    this.#onProgress = onProgress;
    this.#clock = clock;
    this.#beganAt = clock.now();
  }

  /** @param total bytes, 0 where it is not known */
  begin(phase: LoaderProgress['phase'], total = 0, part = { index: 0, of: 1, name: '' }): void {
    this.#phase = phase;
    this.#part = part;
    this.#done = 0;
    this.#total = total;
    this.#beganAt = this.#clock.now();
    this.#tell();
  }

  /** Which part it is at, in the same phase. */
  enter(index: number, of: number, name: string): void {
    this.#part = { index, of, name };
  }

  add(bytes: number): void {
    this.#done = Math.min(this.#total, Math.max(0, this.#done + bytes));
    const now = this.#clock.now();
    if (this.#done === this.#total || now - this.#toldAt >= tellEveryMs) this.#tell();
  }

  #tell(): void {
    this.#toldAt = this.#clock.now();
    const elapsed = this.#toldAt - this.#beganAt;
    const bytesPerSecond = elapsed < firstRateMs ? 0 : (this.#done * 1000) / elapsed;
    this.#onProgress({
      phase: this.#phase,
      part: this.#part.index,
      parts: this.#part.of,
      name: this.#part.name,
      done: this.#done,
      total: this.#total,
      bytesPerSecond,
      millisLeft:
        bytesPerSecond > 0 && this.#total > 0 ? ((this.#total - this.#done) * 1000) / bytesPerSecond : null,
    });
  }
}
