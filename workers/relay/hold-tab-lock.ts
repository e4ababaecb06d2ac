/** A tab that holds a Web Lock is not frozen while it is hidden. Source: Chromium's rules for page freezing. */
const lockName = 'echokit-relay';

/** Shared, so that several tabs may hold it. @returns gives it back */
export function holdTabLock(): () => void {
  const request = new AbortController();
  let giveBack: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    giveBack = resolve;
  });
  // It is asked for and never awaited; a browser without locks does not freeze tabs either.
  void (navigator as { readonly locks?: LockManager }).locks
    ?.request(lockName, { mode: 'shared', signal: request.signal }, () => held)
    .catch(() => undefined);
  return () => {
    giveBack();
    request.abort();
  };
}
