/**
 * The tab that answers boxes is behind another one. Six minutes of that, with the slow timers that Chromium gives a
 * hidden page by then, are looked at by `bench/hidden-tab`; here its timers do not run at all.
 */
import { expect, test } from '@playwright/test';
import { openHiddenRelay } from './support/hidden-relay.ts';

test('a hidden tab goes on answering a box, without a timer of the page', async () => {
  const relay = await openHiddenRelay();
  const { log, played } = relay;
  const dials = () => log.filter((entry) => entry.kind === 'sent' && entry.event === 'dial').length;
  const heardTurns = (turns: number) =>
    expect.poll(() => relay.turns, { timeout: 60_000 }).toBeGreaterThanOrEqual(turns);
  try {
    await expect.poll(() => relay.isListening, { timeout: 30_000 }).toBe(true);
    relay.say('Hello there.');
    await heardTurns(1);
    expect(await relay.visibility()).toBe('visible');
    const dialled = dials();

    await relay.hide();
    await expect.poll(() => relay.isListening, { timeout: 30_000 }).toBe(true);
    relay.say('That is all.');
    await heardTurns(2);

    expect(await relay.visibility()).toBe('hidden');
    expect((await relay.notes()).changes.map(({ to }) => to)).toEqual(['hidden']);
    expect(played.map(({ text }) => text.trim())).toEqual([
      'You said: Hello there.',
      'You said: That is all.',
    ]);
    expect(relay).toMatchObject({ reboots: 0, violations: [] });
    expect(dials()).toBe(dialled);
  } finally {
    await relay.close();
  }
});
