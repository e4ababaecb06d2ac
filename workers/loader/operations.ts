/** One operation at a time, each of which can be stopped and ends in data: comlink would lose an error's class. */
import { err, ok } from '../../core/result.ts';
import type { LoaderResult, OnProgress } from '../loader-api.ts';
import type { LoaderClock } from './clock.ts';
import type { Job } from './job.ts';
import { asFailure, LoaderError } from './loader-error.ts';
import { ProgressMeter } from './progress.ts';

const noProgress: OnProgress = () => undefined;

export class Operations {
  readonly #clock: LoaderClock;
  #current: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;

  constructor(clock: LoaderClock) {
    this.#clock = clock;
  }

  async run<T>(
    perform: (job: Job) => Promise<T>,
    onProgress: OnProgress = noProgress,
  ): Promise<LoaderResult<T>> {
    if (this.#current !== undefined)
      return err(asFailure(new LoaderError('busy', 'another operation is under way')));
    const stop = new AbortController();
    const progress = new ProgressMeter(onProgress, this.#clock);
    const work = perform({ signal: stop.signal, progress });
    const current = { stop, ended: work.catch(() => undefined) };
    this.#current = current;
    try {
      return ok(await work);
    } catch (cause) {
      return err(asFailure(cause));
    } finally {
      this.#current = undefined;
    }
  }

  /** Resolves when what was under way has ended. */
  async cancel(): Promise<void> {
    this.#current?.stop.abort();
    await this.#current?.ended;
  }
}
