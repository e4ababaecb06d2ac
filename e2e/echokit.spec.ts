/** The Talk page as a box of an EchoKit server: whole turns in every mode, interruptions, and the ways servers go wrong. */
import { expect, test } from '@playwright/test';
import { clipSaying, sayOnce, stage } from './support/stage.ts';
import { openEchokitApp, type EchokitApp } from './support/echokit-app.ts';
import { turnsReached } from './support/states.ts';

const words = 'Hello there.';
const over = ['done', 'failed', 'interrupted', 'cancelled', 'dropped'] as const;

async function write(app: EchokitApp, text: string): Promise<void> {
  await app.page.getByLabel('Write a message').fill(text);
  await app.page.getByRole('button', { name: 'Send', exact: true }).click();
}
const lastTurn = async (app: EchokitApp) =>
  (await app.turns()).filter(({ status }) => status !== 'dropped').at(-1)!;

for (const { name, partner, faults } of [
  { name: 'stream_asr, raw', partner: { turnEnd: 'server', opus: false }, faults: [] },
  { name: 'stream_asr, Opus, mode found out', partner: { turnEnd: 'auto', opus: true }, faults: [] },
  { name: 'Submit, raw', partner: { turnEnd: 'submit', opus: false }, faults: ['no-stream-asr'] },
  {
    name: 'an older server, mode found out',
    partner: { turnEnd: 'auto', opus: true },
    faults: ['no-stream-asr'],
  },
] as const) {
  test(`a spoken turn: ${name}`, async () => {
    const microphone = sayOnce(words);
    const app = await openEchokitApp({
      browser: { microphone: microphone.path },
      partner,
      echokit: { faults },
    });
    try {
      await app.startListening();
      await expect
        .poll(async () => (await app.turns()).filter(({ status }) => status === 'done').length, {
          timeout: 60_000,
        })
        .toBe(1);
      const turn = await lastTurn(app);
      expect(turn.user.text).toBe(words);
      expect(turn.reply.text).toBe(`You said: ${words}`);
      expect(turn.reply.heard).toBe(turn.reply.text.length);
      for (const instant of ['lastVoiced', 'asrDone', 'ttsFirstByte', 'firstSample', 'replyEnded'] as const)
        expect(turn.trace[instant], instant).toBeDefined();
      if (partner.opus) await expect(app.page.getByTestId('avatar')).toBeVisible();
      await expect(app.page.getByText(`You said: ${words}`, { exact: true })).toBeVisible();
      expect(app.errors).toEqual([]);
    } finally {
      await app.close();
      microphone.remove();
    }
  });
}

test('a voice over the reply ends it, and is answered on a new socket', async () => {
  const first = clipSaying(words);
  const microphone = stage(
    [
      { clip: first, atMs: 1000 },
      { clip: clipSaying('What is in the fridge today?'), atMs: 8000 },
    ],
    90_000,
  );
  const app = await openEchokitApp({
    browser: { microphone: microphone.path },
    partner: { turnEnd: 'server' },
    echokit: {
      model:
        'script:The tide comes in twice a day. Every boat in the harbour rises with it while the gulls look on. And so it goes on and on until somebody has had enough of it all.|Milk, and nothing else.',
    },
  });
  try {
    await app.startListening();
    await turnsReached(app, 2, over);
    const turns = (await app.turns()).filter(({ status }) => status !== 'dropped');
    expect(turns.map(({ status }) => status)).toEqual(['interrupted', 'done']);
    expect(turns[0]!.reply.heard).toBeLessThan(turns[0]!.reply.text.length);
    expect(turns[1]!.user.text).toBe('What is in the fridge today?');
    expect(turns[1]!.reply.text).toBe('Milk, and nothing else.');
    const [before, after] = app.server.connections;
    expect(before!.query.reconnect).toBe(false);
    expect(after!.query.reconnect).toBe(true);
    expect(after!.id).toBe(before!.id);
  } finally {
    await app.close();
    microphone.remove();
  }
});

test('choices are buttons, thoughts are shown, and a selection goes on', async () => {
  const app = await openEchokitApp({ partner: { turnEnd: 'server' }, echokit: { faults: ['choices'] } });
  try {
    await write(app, 'Tidy up the desk.');
    const choices = app.page.getByTestId('choices');
    await expect(choices).toContainText('Tidy up the desk.');
    await choices.getByRole('button', { name: 'Confirm' }).click();
    await turnsReached(app, 1, ['done']);
    await expect(app.page.getByTestId('display-text').first()).toBeVisible();
    await expect(choices).toBeHidden();
    await write(app, 'Burn it down.');
    await choices.getByRole('button', { name: 'Cancel' }).click();
    await expect(app.page.getByTestId('server-action')).toContainText('cancel', { ignoreCase: true });
  } finally {
    await app.close();
  }
});

test('another client with the same id: dialled once by itself, then the person is asked', async () => {
  const app = await openEchokitApp({ partner: { turnEnd: 'server' } });
  try {
    await write(app, 'One.');
    await turnsReached(app, 1, ['done']);
    const { id } = app.server.connections[0]!;
    app.server.evict(id);
    await expect.poll(() => app.server.connections[1]?.isOpen).toBe(true);
    app.server.evict(id);
    await expect(app.page.getByRole('button', { name: 'Connect again' })).toBeVisible();
    await app.page.getByRole('button', { name: 'Connect again' }).click();
    await write(app, 'Two.');
    await turnsReached(app, 2, ['done']);
    expect((await lastTurn(app)).reply.text).toBe('You said: Two.');
  } finally {
    await app.close();
  }
});

test('a server that restarts in the middle of its answer: the turn fails with words, the next one works', async () => {
  const app = await openEchokitApp({ partner: { turnEnd: 'server' }, echokit: { faults: ['restart-in@1'] } });
  try {
    await write(app, 'One.');
    await turnsReached(app, 1, over);
    await write(app, 'Two.');
    await turnsReached(app, 2, over);
    const turn = await lastTurn(app);
    expect(turn.status).toBe('done');
    expect(turn.reply.text).toBe('You said: Two.');
  } finally {
    await app.close();
  }
});

test('a model that never answers and a voice that fails are told, not waited for', async () => {
  const app = await openEchokitApp({ partner: { turnEnd: 'server' }, echokit: { faults: ['tts-empty'] } });
  try {
    await write(app, 'One.');
    await expect(app.page.getByTestId('turn-failure')).toBeVisible();
    await expect(app.page.getByTestId('turn-failure')).not.toContainText('undefined');
  } finally {
    await app.close();
  }
});
