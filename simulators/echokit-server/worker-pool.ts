/** Lets only so many tasks run at once; the others wait in the order in which they came. */
export class WorkerPool {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(workers: number) {
    this.#free = workers;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
