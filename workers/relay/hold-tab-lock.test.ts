import { afterEach, expect, it, vi } from 'vitest';
import { holdTabLock } from './hold-tab-lock.ts';

afterEach(() => vi.unstubAllGlobals());

it('holds a shared lock until it is given back', async () => {
  const held: { name: string; mode: string; over: boolean }[] = [];
  const request = async (name: string, { mode }: { mode: string }, hold: () => Promise<void>) => {
    const lock = { name, mode, over: false };
    held.push(lock);
    await hold();
    lock.over = true;
  };
  vi.stubGlobal('navigator', { locks: { request } });
  const giveBack = holdTabLock();
  await Promise.resolve();
  expect(held).toEqual([{ name: 'echokit-relay', mode: 'shared', over: false }]);
  giveBack();
  await new Promise((resolve) => setImmediate(resolve));
  expect(held[0]!.over).toBe(true);
});

it('does without where there are no locks', () => {
  vi.stubGlobal('navigator', {});
  expect(() => holdTabLock()()).not.toThrow();
});
