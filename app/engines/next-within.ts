import type { Millis } from '../../core/units.ts';

/**
 * The next value of an iterator, or `too-late` if it takes longer. After that the iterator must be left alone: its
 * pending read is still under way, and ends when its source is aborted.
 */
export async function nextWithin<T>(
  iterator: AsyncIterator<T, void>,
  ms: Millis,
): Promise<IteratorResult<T, void> | 'too-late'> {
  const next = iterator.next();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'too-late'>((resolve) => {
    timer = setTimeout(() => resolve('too-late'), ms);
  });
  try {
    return await Promise.race([next, late]);
  } finally {
    clearTimeout(timer);
    // Whoever aborts the source after `too-late` rejects a read nobody waits for any more.
    next.catch(() => undefined);
  }
}

/** Reads what is left of an iterator, for at most this long. Never rejects: what is left does not matter any more. */
export async function drain(iterator: AsyncIterator<unknown, void>, ms: Millis): Promise<void> {
  const until = performance.now() + ms;
  try {
    for (;;) {
      const next = await nextWithin(iterator, until - performance.now());
      if (next === 'too-late' || next.done === true) return;
    }
  } catch {
    // A stream that breaks after its last word has harmed nobody.
  }
}
