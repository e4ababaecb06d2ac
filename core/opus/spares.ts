/** Codec handles that are made anew instead of reset: the library offers no reset, and makes them asynchronously. */
interface Handle {
  free(): void;
}

export interface Spares<T> {
  /** The handle in use. */
  readonly use: () => T;
  /** A fresh one takes its place at once; another spare is made meanwhile. */
  readonly renew: () => void;
  readonly close: () => void;
}

/** Renewals that are possible before the first of them has been made up for. */
const kept = 4;

/** @throws Error from `renew` if it is called more than {@link kept} times without a pause for promises */
export async function withSpares<T extends Handle>(make: () => Promise<T>): Promise<Spares<T>> {
  let current = await make();
  let isUsed = false;
  let isClosed = false;
  const spares: T[] = [];
  for (let n = 0; n < kept; n += 1) spares.push(await make());

  async function restock(): Promise<void> {
    const handle = await make();
    if (isClosed) handle.free();
    else spares.push(handle);
  }
  return {
    use: () => {
      isUsed = true;
      return current;
    },
    renew: () => {
      if (!isUsed || isClosed) return;
      const next = spares.pop();
      if (next === undefined) throw new Error('a codec is renewed faster than spares can be made');
      current.free();
      current = next;
      isUsed = false;
      // Made from what is loaded already: it cannot fail but for want of memory, and then the next renewal says so.
      restock().catch(() => undefined);
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      for (const handle of [current, ...spares.splice(0)]) handle.free();
    },
  };
}
