/** Jobs one after the other; those that are over at once are done at once, as long as none before is under way. */
export class InOrder {
  #last: Promise<void> | null = null;

  /** Jobs do not reject. */
  run(job: () => void | Promise<void>): void {
    if (this.#last !== null) {
      this.#follow(this.#last.then(job));
      return;
    }
    const result = job();
    if (result !== undefined) this.#follow(result);
  }

  #follow(next: Promise<void>): void {
    this.#last = next;
    void next.then(() => {
      if (this.#last === next) this.#last = null;
    });
  }
}
