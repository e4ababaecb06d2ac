import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeTabLock } from './tab-lock.ts';

/** The locks of one browser, as its tabs share them. */
function stubLocks(): Set<string> {
  const held = new Set<string>();
  vi.stubGlobal('navigator', {
    locks: {
      request: async (name: string, _: unknown, hold: (lock: unknown) => Promise<void> | undefined) => {
        if (held.has(name)) return hold(null);
        held.add(name);
        await hold({ name });
        held.delete(name);
        return undefined;
      },
    },
  });
  return held;
}

afterEach(() => vi.unstubAllGlobals());

const ids = { usbVendorId: 0x303a, usbProductId: 0x1001 };

describe('the mark of a port', () => {
  it('is ours, also twice, until both have let go', async () => {
    const held = stubLocks();
    const one = await takeTabLock(ids);
    const two = await takeTabLock(ids);
    expect([one.isOurs, two.isOurs]).toEqual([true, true]);
    two.release();
    expect(held.size).toBe(1);
    one.release();
    one.release();
    await vi.waitFor(() => expect(held.size).toBe(0));
  });

  it('is told to be of another tab', async () => {
    stubLocks().add('echokit-serial-303a-1001');
    expect((await takeTabLock(ids)).isOurs).toBe(false);
  });

  it('is no hindrance in a browser without locks', async () => {
    vi.stubGlobal('navigator', {});
    expect((await takeTabLock(ids)).isOurs).toBe(true);
  });
});
