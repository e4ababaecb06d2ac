/**
 * Who this tab is, for the companion: the same through reloads, and never the same as another tab. A tab that was
 * duplicated brings a copy of the storage along, so the name is held by a lock.
 */
const key = 'echokit.tab';
/** A page that is reloaded may still hold its name for a moment. */
const longestWaitMs = 1500;

/** @param locks absent on pages that are not secure; the name is then taken on trust */
export async function claimTabId(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  locks: Pick<LockManager, 'request'> | undefined,
): Promise<string> {
  const kept = storage.getItem(key);
  if (kept !== null && (locks === undefined || (await hold(locks, kept)))) return kept;
  const fresh = crypto.randomUUID();
  storage.setItem(key, fresh);
  if (locks) await hold(locks, fresh);
  return fresh;
}

/** @returns whether the name is ours, for as long as the page lives */
async function hold(locks: Pick<LockManager, 'request'>, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(longestWaitMs);
    const keep = () => {
      resolve(true);
      return new Promise<never>(() => undefined);
    };
    locks.request(`echokit-tab-${id}`, { signal }, keep).catch(() => resolve(false));
  });
}
