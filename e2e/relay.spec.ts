/** Boxes of all versions with a browser tab as their server; reloads, restarts, and frames passed on unchanged. */
import { expect, test } from '@playwright/test';
import { createEchokitServer } from '../simulators/echokit-server/create-echokit-server.ts';
import { likeness, startBox, tellLog, type BoxAtCompanion } from './support/boxes.ts';
import { recordCompanionVoice } from './support/companion-voice.ts';
import { note } from './support/states.ts';
import { openTalkApp, standInProfile, type TalkApp } from './support/talk-app.ts';

/** Stands for the LAN: boxes come in there, and nothing else does. */
const relay = { lan: { address: '127.0.0.2' } };

/** Opens the Relay page, has the tab answer, and reads the address as a person would. */
async function answerBoxes(app: TalkApp): Promise<string> {
  const { page } = app;
  await page.goto(`${app.companion.url}/?debug=1#/relay`);
  await page.getByRole('switch', { name: 'Answer boxes in this tab' }).check();
  const address = page.getByRole('group', { name: 'Server address for the box' });
  await expect(address).toHaveText(/^ws:\/\/127\.0\.0\.2:\d+\/box\/[0-9a-f]{32}$/);
  return (await address.textContent()) ?? '';
}

async function turnsOf(box: BoxAtCompanion, turns: number): Promise<void> {
  const ended = expect.poll(() => box.summary.turns, { timeout: 90_000 }).toBeGreaterThanOrEqual(turns);
  await ended.catch((cause: unknown) => {
    throw new Error(`${String(cause)}\n${tellLog(box)}`, { cause });
  });
}

/** From its next load on, the page speaks with the voice that the companion brings. */
async function chooseBuiltInVoice({ page, services }: TalkApp): Promise<void> {
  const standIns = standInProfile(services.url, {});
  const tts = { kind: 'companion-voice', speaker: 'auto' };
  const profile = { ...standIns, partner: { ...standIns.partner, tts } };
  const settings = JSON.stringify({ profiles: [profile], activeProfileId: profile.id });
  await page.evaluate((text) => localStorage.setItem('echokit.settings', text), settings);
  await page.reload();
}

test('boxes of three versions hold three turns and an interruption each, with one tab as their server', async () => {
  const app = await openTalkApp({ relay });
  const boxes: BoxAtCompanion[] = [];
  try {
    await chooseBuiltInVoice(app);
    const voice = await recordCompanionVoice(app.browser.context);
    const server = await answerBoxes(app);
    const says = [
      'Hello there.',
      'The one at ten sounds good.',
      'What is in the fridge today?',
      'That is all.',
    ];
    for (const [index, version] of (['0.3.2', '0.3.0', '0.2.1'] as const).entries())
      boxes.push(
        await startBox({
          server,
          id: `ec000000000${index}`,
          version,
          says,
          interrupts: 2,
          restMs: 600,
          waitsForAnswers: true,
        }),
      );
    for (const box of boxes) await turnsOf(box, 3);
    for (const box of boxes) {
      await expect.poll(() => box.state, { timeout: 30_000 }).toBe('listening');
      expect(box.summary).toMatchObject({ interrupts: 1, reboots: 0, violations: [] });
      const whole = box.played.filter(({ segment, isComplete }) => segment !== null && isComplete);
      const texts = whole.map(({ text }) => text.trim());
      for (const words of [says[0], says[2], says[3]]) expect(texts).toContain(`You said: ${words}`);
      const alike = whole.map((sound) => likeness(sound, voice.madeOf(sound.text)));
      note(`likeness ${alike.map((one) => one.toFixed(4)).join(', ')}`);
      for (const one of alike) expect(one).toBeGreaterThanOrEqual(0.97);
    }
    expect(app.errors).toEqual([]);
  } finally {
    for (const box of boxes) await box.stop();
    await app.close();
  }
});

test('a tab that is reloaded in the middle of a turn: the box is not rebooted, and the next turn works', async () => {
  const app = await openTalkApp({ relay });
  let box: BoxAtCompanion | undefined;
  try {
    const server = await answerBoxes(app);
    const says = ['Hello there.', 'That is all.', 'What is in the fridge today?'];
    // The pauses are long: a box goes on hearing while the tab is away.
    box = await startBox({ server, id: 'ec0000000001', version: '0.3.2', says, restMs: 6000 });
    const { log, played } = box;
    await expect
      .poll(() => log.some((entry) => entry.kind === 'sent' && entry.event === 'StartChat'))
      .toBe(true);
    await app.page.reload();
    await expect
      .poll(() => played.some(({ text }) => text.trim() === 'You said: What is in the fridge today?'), {
        timeout: 90_000,
      })
      .toBe(true);
    expect(box.summary.reboots).toBe(0);
    // One at the boot, one by K0: none since.
    expect(log.filter((entry) => entry.kind === 'sent' && entry.event === 'dial')).toHaveLength(2);
  } finally {
    await box?.stop();
    await app.close();
  }
});

test('a companion that is started anew: box and tab find each other again with the same address', async () => {
  const app = await openTalkApp({ relay });
  let box: BoxAtCompanion | undefined;
  try {
    const server = await answerBoxes(app);
    const says = ['Hello there.', 'That is all.', 'What is in the fridge today?'];
    box = await startBox({ server, id: 'ec0000000001', version: '0.3.2', says });
    await turnsOf(box, 1);
    await app.restartCompanion();
    // Nobody touches the tab: it finds the new companion by itself.
    await expect(app.page.getByText('The companion does not answer')).toBeHidden();
    // A box notices at its next word that its line is gone, reboots, and is pressed again.
    await expect.poll(() => box!.summary.reboots, { timeout: 60_000 }).toBe(1);
    await turnsOf(box, 2);
    expect(box.summary.violations).toEqual([]);
  } finally {
    await box?.stop();
    await app.close();
  }
});

test('passed on to an EchoKit server: the box gets the very bytes that the server sent', async () => {
  const app = await openTalkApp({ relay });
  const upstream = await createEchokitServer({ services: app.services.url });
  let box: BoxAtCompanion | undefined;
  try {
    const server = await answerBoxes(app);
    box = await startBox({ server, id: 'ec0000000001', version: '0.3.2', says: [] });
    const { page } = app;
    await page.getByRole('button', { name: /ec:00:00:00:00:01/i }).click();
    await page.getByText('Set up this box').click();
    await page.getByRole('radio', { name: /EchoKit server/ }).check();
    await page.getByLabel('Server address', { exact: true }).fill(upstream.url);
    await page.getByRole('button', { name: 'Pass on', exact: true }).click();
    await expect.poll(() => upstream.connections.length).toBeGreaterThan(0);
    await box.stop();
    box = await startBox({
      server,
      id: 'ec0000000001',
      version: '0.3.2',
      says: ['Hello there.', 'That is all.'],
    });
    const { messages } = box;
    await turnsOf(box, 2);
    const sent = upstream.connections.slice(-2).flatMap((connection) => connection.sent);
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual(
      sent.slice(-messages.length).map((bytes) => Buffer.from(bytes).toString('hex')),
    );
    expect(box.summary).toMatchObject({ reboots: 0, violations: [] });
  } finally {
    await box?.stop();
    await app.close();
    await upstream.close();
  }
});
