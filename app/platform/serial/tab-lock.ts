/**
 * Marks a port as held by this tab, so that another tab of ours that fails to open it can say why. Browsers already keep
 * two from opening one port; they do not say who has it. Two equal boxes have equal ids and share a name: the mark is a
 * reason for a failure, never a hindrance.
 */
import type { PortInfo } from './serial-shapes.ts';

export interface TabLock {
  /** False: another tab of this app has a port with these ids open. */
  readonly isOurs: boolean;
  release(): void;
}

/** Names that this tab holds, and how often. */
const heldHere = new Map<string, number>();

export async function takeTabLock({ usbVendorId = 0, usbProductId = 0 }: PortInfo): Promise<TabLock> {
  const name = `echokit-serial-${usbVendorId.toString(16)}-${usbProductId.toString(16)}`;
  if (!('locks' in navigator)) return { isOurs: true, release: () => undefined };
  const holders = heldHere.get(name) ?? 0;
  if (holders > 0) return countedLock(name, () => undefined);
  return new Promise((resolve) => {
    void navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve({ isOurs: false, release: () => undefined });
          return undefined;
        }
        return new Promise<void>((letGo) => resolve(countedLock(name, letGo)));
      })
      .catch(() => resolve({ isOurs: true, release: () => undefined }));
  });
}

function countedLock(name: string, letGo: () => void): TabLock {
  heldHere.set(name, (heldHere.get(name) ?? 0) + 1);
  let isHeld = true;
  return {
    isOurs: true,
    release: () => {
      if (!isHeld) return;
      isHeld = false;
      heldHere.set(name, (heldHere.get(name) ?? 1) - 1);
      letGo();
    },
  };
}
