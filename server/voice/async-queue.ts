/** Hands values from callbacks to one `for await` loop, in order. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #end: { readonly failure: Error | undefined } | undefined;
  #wake: (() => void) | undefined;

  push(value: T): void {
    this.#values.push(value);
    this.#wake?.();
  }

  /** No more values: the loop ends after those it has yet to take. */
  end(): void {
    this.#end ??= { failure: undefined };
    this.#wake?.();
  }

  /** The loop throws `failure` at once; values it has not taken are dropped. Of several failures the first counts. */
  fail(failure: Error): void {
    if (this.#end?.failure === undefined) this.#end = { failure };
    this.#values.length = 0;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift()!;
      if (this.#end?.failure !== undefined) throw this.#end.failure;
      if (this.#end !== undefined) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
