/**
 * Every way in which a service can fail: the turn says what happened and what to do, nothing is lost, and once the
 * service is well the same words can be sent again.
 */
import { expect, test, type Locator } from '@playwright/test';
import { createServices } from '../simulators/services/create-services.ts';
import { turnsReached } from './support/states.ts';
import { clipMs, stage, voices } from './support/stage.ts';
import { openTalkApp, type TalkApp } from './support/talk-app.ts';

/** A fault of the services and the code of the failure it must become. */
type Case = readonly [fault: string, code: RegExp];

const failures = (app: TalkApp): Locator => app.page.getByTestId('turn-failure');

/** One failure is on the page, in words, with what a person can do. */
async function expectMessage(app: TalkApp, stageName: string, code: RegExp): Promise<void> {
  const failure = failures(app).last();
  await expect(failure).toBeVisible({ timeout: 60_000 });
  await expect(failure).toHaveAttribute('data-code', code);
  await expect(failure).toContainText(stageName);
  const words = (await failure.innerText()).split(/\s+/);
  expect(words.length, words.join(' ')).toBeGreaterThan(10);
  await expect(failure.getByRole('button').first()).toBeEnabled();
}

async function send(app: TalkApp, text: string): Promise<void> {
  await app.page.getByLabel('Write a message').fill(text);
  await app.page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** The newest view of the newest turn. */
const newest = async (app: TalkApp) => (await app.turns()).at(-1)!;

async function isOver(app: TalkApp): Promise<void> {
  await expect
    .poll(async () => (await newest(app)).status, { timeout: 60_000 })
    .toMatch(/^(done|failed|interrupted|cancelled)$/);
}

/** The failed turn is sent again, the services being well, and is answered; its message goes away. */
async function tryAgain(app: TalkApp, words: string): Promise<void> {
  const { id } = await newest(app);
  await failures(app).last().getByRole('button', { name: 'Try again' }).click();
  await expect.poll(async () => (await newest(app)).status, { timeout: 60_000 }).toBe('done');
  const turn = await newest(app);
  expect([turn.id, turn.user.text, turn.reply.text]).toEqual([id, words, `You said: ${words}`]);
  expect(turn.failure).toBeUndefined();
}

const said = voices('mic_a').find(({ text }) => text.startsWith('The one'))!;
const scene = stage([{ clip: said, atMs: 1000 }], 1000 + clipMs(said) + 120_000);
test.afterAll(() => scene.remove());

const recogniserFaults: readonly Case[] = [
  ['asr:status=401', /^key-refused$/],
  ['asr:status=404', /^not-found$/],
  ['asr:status=429', /^quota-exceeded$/],
  ['asr:status=429,body=text', /^rate-limited$/],
  ['asr:status=500', /^service-failed$/],
  ['asr:hang', /^timed-out$/],
  ['asr:cut=0.5', /./],
  ['asr:garbage', /^unexpected-reply$/],
  ['asr:html', /^unexpected-reply$/],
  ['asr:empty', /^unexpected-reply$/],
  ['cors=off', /^cors-refused$/],
];

for (const [fault, code] of recogniserFaults) {
  test(`recogniser, ${fault}: told, and the same utterance sent again`, async () => {
    const app = await openTalkApp({
      browser: { microphone: scene.path },
      services: { fault },
      query: '&mic=raw',
    });
    try {
      await app.startListening();
      await expectMessage(app, 'Recogniser', code);
      expect(await newest(app)).toMatchObject({
        status: 'failed',
        failure: { stage: 'asr', retryable: true },
      });
      app.services.control({ fault: '' });
      await tryAgain(app, said.text);
      await expect(failures(app)).toHaveCount(0);
    } finally {
      await app.close();
    }
  });
}

test('recogniser that is not running: told, and the same utterance sent again once it is', async () => {
  const app = await openTalkApp({ browser: { microphone: scene.path }, query: '&mic=raw' });
  const { port } = app.services;
  await app.services.close();
  let back = undefined as Awaited<ReturnType<typeof createServices>> | undefined;
  try {
    await app.startListening();
    await expectMessage(app, 'Recogniser', /^unreachable$/);
    back = await createServices({ port });
    await tryAgain(app, said.text);
  } finally {
    await app.close();
    await back?.close();
  }
});

test('recogniser that drips: slow, and no failure', async () => {
  const app = await openTalkApp({
    browser: { microphone: scene.path },
    services: { fault: 'asr:drip=40' },
    query: '&mic=raw',
  });
  try {
    await app.startListening();
    await turnsReached(app, 1, ['done', 'failed']);
    expect(await newest(app)).toMatchObject({ status: 'done', user: { text: said.text } });
  } finally {
    await app.close();
  }
});

/** Of one page: the conversation goes on from fault to fault. */
function typedFaults(stageName: string, stageId: 'llm' | 'tts', cases: readonly Case[]): void {
  test.describe(`${stageName}, one conversation`, () => {
    let app: TalkApp;
    test.beforeAll(async () => {
      app = await openTalkApp({});
    });
    test.afterAll(() => app.close());

    for (const [index, [fault, code]] of cases.entries()) {
      test(`${fault}: told, and the conversation goes on`, async () => {
        expect(app.services.control({ fault }).ok).toBe(true);
        const words = `Question number ${index}, if you please?`;
        const before = (await app.turns()).length;
        await send(app, words);
        await expect.poll(async () => (await app.turns()).length).toBe(before + 1);
        await isOver(app);
        await expectMessage(app, stageName, code);
        const { status, failure } = await newest(app);
        expect(failure?.stage).toBe(stageId);
        app.services.control({ fault: '' });
        if (status === 'failed') await tryAgain(app, words);
        else expect(status).toBe('done');
      });
    }

    test('and at the end it still answers', async () => {
      app.services.control({ fault: '' });
      const before = (await app.turns()).length;
      await send(app, 'Are you well?');
      await expect.poll(async () => (await app.turns()).length).toBe(before + 1);
      await isOver(app);
      expect(await newest(app)).toMatchObject({ status: 'done', reply: { text: 'You said: Are you well?' } });
    });
  });
}

typedFaults('Language model', 'llm', [
  ['cors=off', /^cors-refused$/],
  ['llm:status=401', /^key-refused$/],
  ['llm:status=404', /^(not-found|model-unknown)$/],
  ['llm:status=429', /^quota-exceeded$/],
  ['llm:status=429,body=text', /^rate-limited$/],
  ['llm:status=500', /^service-failed$/],
  ['llm:stall=0.2', /^timed-out$/],
  ['llm:cut=0.5', /^stream-cut$/],
  ['llm:mid-error', /./],
  ['llm:garbage', /./],
  ['llm:html', /^unexpected-reply$/],
  ['llm:empty', /./],
]);

typedFaults('Voice', 'tts', [
  ['tts:status=401', /^key-refused$/],
  ['tts:status=404', /^not-found$/],
  ['tts:status=429', /^quota-exceeded$/],
  ['tts:status=429,body=text', /^rate-limited$/],
  ['tts:status=500', /^service-failed$/],
  ['tts:hang', /^timed-out$/],
  ['tts:html', /^unexpected-reply$/],
  ['tts:empty', /^empty-audio$/],
  ['tts:cut=0', /./],
]);
