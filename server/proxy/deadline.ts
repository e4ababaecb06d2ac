import { ProxyError } from './proxy-error.ts';

/** Aborts an exchange when nothing moved for a while. Started by {@link expect}, put off by {@link moved}. */
export class Deadline {
  readonly #exchange: AbortController;
  #timer: NodeJS.Timeout | undefined;

  constructor(exchange: AbortController) {
    this.#exchange = exchange;
  }

  /** From now on, silence of `waitMs` ends the exchange. */
  expect(what: string, waitMs: number): void {
    this.stop();
    this.#timer = setTimeout(() => {
      const message = `${what} did not come within ${waitMs} ms`;
      this.#exchange.abort(new ProxyError('upstream-timeout', message, { details: { waitedMs: waitMs } }));
    }, waitMs);
  }

  /** Something moved: the wait begins anew. */
  moved(): void {
    this.#timer?.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
