/**
 * Turns pushed values into an async iteration for one reader. Unbounded by design: what it carries (samples of one
 * spoken piece, words of one reply) is bounded by the request that made it.
 */
export class PushStream<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(value: T): void {
    if (this.#end !== undefined) return;
    this.#waiting.push(value);
    this.#wake?.();
  }

  /** No value comes any more; those that wait are still read. */
  end(): void {
    this.#end ??= {};
    this.#wake?.();
  }

  /** The reader gets what waits, then this error. */
  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      while (this.#waiting.length > 0) yield this.#waiting.shift()!;
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}
