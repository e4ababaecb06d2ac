/** Who tried wrong tokens, and how long they wait for the next answer. Pure but for its own table. */

/** Tries before the answers become slower: a box with an old URL tries three times in a second. */
const freeTries = 5;
const longestWaitMs = 5_000;
/** Without a wrong try for so long, an address starts anew. */
const forgottenAfterMs = 10 * 60_000;
/** Addresses remembered; of more, the oldest are forgotten. */
const mostAddresses = 1_000;

interface Tries {
  readonly count: number;
  readonly lastMs: number;
}

export class WrongTries {
  /** In the order of the last try. */
  readonly #byAddress = new Map<string, Tries>();
  readonly #firstWaitMs: number;

  constructor(firstWaitMs: number) {
    this.#firstWaitMs = firstWaitMs;
  }

  /**
   * Counts one more wrong try.
   * @returns how many there were from this address, and how long its answer is to be held back
   */
  add(address: string, nowMs: number): { readonly count: number; readonly waitMs: number } {
    const before = this.#byAddress.get(address);
    const count = before === undefined || nowMs - before.lastMs > forgottenAfterMs ? 1 : before.count + 1;
    this.#byAddress.delete(address);
    this.#byAddress.set(address, { count, lastMs: nowMs });
    if (this.#byAddress.size > mostAddresses) {
      const [oldest] = this.#byAddress.keys();
      if (oldest !== undefined) this.#byAddress.delete(oldest);
    }
    const doublings = Math.min(count - freeTries - 1, 20);
    return {
      count,
      waitMs: count <= freeTries ? 0 : Math.min(longestWaitMs, this.#firstWaitMs * 2 ** doublings),
    };
  }
}

/** Whether the n-th of something is worth a line in the log: the 1st, 10th, 100th... */
export const isWorthALine = (count: number): boolean => /^10*$/.test(String(count));
