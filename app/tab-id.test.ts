import { describe, expect, it } from 'vitest';
import { answeringFlag } from './relay-answering.ts';
import { claimTabId } from './tab-id.ts';

function memory(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
  };
}

/** Locks of one browser; a page that closes lets go of what it holds. */
function browserLocks() {
  const holders = new Map<string, () => void>();
  const page = () => {
    const held: string[] = [];
    const request = (async (name: string, _: LockOptions, run: (lock: Lock) => Promise<unknown>) => {
      // Nobody here waits for a lock: it is free, or the time is up.
      if (holders.has(name)) throw new DOMException('timed out', 'TimeoutError');
      holders.set(name, () => undefined);
      held.push(name);
      return run({ name, mode: 'exclusive' });
    }) as LockManager['request'];
    return {
      locks: { request },
      close: () => {
        for (const name of held) holders.delete(name);
      },
    };
  };
  return { page };
}

describe('the name of a tab', () => {
  it('stays the same through a reload', async () => {
    const storage = memory();
    const browser = browserLocks();
    const first = browser.page();
    const id = await claimTabId(storage, first.locks);
    first.close();
    expect(await claimTabId(storage, browser.page().locks)).toBe(id);
  });

  it('is another in a tab that was duplicated', async () => {
    const storage = memory();
    const browser = browserLocks();
    const id = await claimTabId(storage, browser.page().locks);
    const copy = await claimTabId(storage, browser.page().locks);
    expect(copy).not.toBe(id);
    expect(copy).toMatch(/^[A-Za-z0-9_.:-]{1,64}$/);
  });

  it('is taken on trust where there are no locks', async () => {
    const storage = memory();
    const id = await claimTabId(storage, undefined);
    expect(await claimTabId(storage, undefined)).toBe(id);
  });
});

it('remembers whether this tab answers boxes', () => {
  const flag = answeringFlag(memory());
  expect(flag.get()).toBe(false);
  flag.set(true);
  expect(flag.get()).toBe(true);
  flag.set(false);
  expect(flag.get()).toBe(false);
});
