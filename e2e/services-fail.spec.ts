/**
 * Services that fail, as a person meets it: the turn says what happened and what to do, nothing is lost, and once the
 * service is well the same words are answered. In each conversation one turn is sent again and again, and finds the
 * service with another fault each time. Every fault of every service is gone through in Node
 * (`workers/conversation/service-faults.test.ts`); here are those that only a browser has, and one of each kind.
 */
import { expect, test, type Locator } from '@playwright/test';
import { createServices, type Services } from '../simulators/services/create-services.ts';
import { clipMs, stage, voices } from './support/stage.ts';
import { openTalkApp, type TalkApp, type TalkAppOptions } from './support/talk-app.ts';

type Stage = 'asr' | 'llm' | 'tts';

const stageNames: Readonly<Record<Stage, string>> = {
  asr: 'Recogniser',
  llm: 'Language model',
  tts: 'Voice',
};

/** A fault of the services and the code of the failure it must become; neighbours have different codes. */
type Case = readonly [fault: string, code: RegExp];

const timeout = 60_000;
const failures = (app: TalkApp): Locator => app.page.getByTestId('turn-failure');
/** The newest view of the newest turn. */
const newest = async (app: TalkApp) => (await app.turns()).at(-1);

/** The newest turn is over, and says in words what went wrong and what a person can do. */
async function expectMessage(app: TalkApp, stageId: Stage, code: RegExp): Promise<void> {
  await expect
    .poll(
      async () => {
        const turn = await newest(app);
        const isOver = turn !== undefined && ['done', 'failed'].includes(turn.status);
        return isOver ? `${turn.failure?.stage} ${turn.failure?.code}` : 'under way';
      },
      { timeout },
    )
    .toMatch(new RegExp(`^${stageId} (?:${code.source})$`));
  const failure = failures(app).last();
  await expect(failure).toHaveAttribute('data-code', code);
  await expect(failure).toContainText(stageNames[stageId]);
  const words = (await failure.innerText()).split(/\s+/);
  expect(words.length, words.join(' ')).toBeGreaterThan(10);
}

async function send(app: TalkApp, text: string): Promise<void> {
  const before = (await app.turns()).length;
  await app.page.getByLabel('Write a message').fill(text);
  await app.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect.poll(async () => (await app.turns()).length, { timeout }).toBe(before + 1);
}

const tryAgain = (app: TalkApp) => failures(app).last().getByRole('button', { name: 'Try again' }).click();

/** The same words again if the turn failed; new ones if it went on without what failed. */
async function sendAgain(app: TalkApp, words: string): Promise<void> {
  if ((await newest(app))?.status === 'failed') await tryAgain(app);
  else await send(app, words);
}

/** One fault after the other, each told in words. */
async function goThrough(
  app: TalkApp,
  services: Services,
  stageId: Stage,
  words: string,
  cases: readonly Case[],
): Promise<void> {
  for (const [fault, code] of cases) {
    await test.step(fault, async () => {
      expect(services.control({ fault }).ok).toBe(true);
      await sendAgain(app, words);
      await expectMessage(app, stageId, code);
    });
  }
  services.control({ fault: '' });
}

/** The services being well, the turn that failed is answered, and its message goes away. */
async function expectAnswer(app: TalkApp, words: string): Promise<void> {
  await sendAgain(app, words);
  await expect.poll(async () => (await newest(app))?.status, { timeout }).toBe('done');
  expect(await newest(app)).toMatchObject({ user: { text: words }, reply: { text: `You said: ${words}` } });
  expect((await newest(app))?.failure).toBeUndefined();
}

/** A conversation that is closed whatever comes of it. */
async function inConversation(options: TalkAppOptions, run: (app: TalkApp) => Promise<void>): Promise<void> {
  const app = await openTalkApp(options);
  try {
    await run(app);
  } finally {
    await app.close();
  }
}

const said = voices('mic_a').find(({ text }) => text.startsWith('The one'))!;
const scene = stage([{ clip: said, atMs: 1000 }], 1000 + clipMs(said) + 300_000);
test.afterAll(() => scene.remove());

test('a recogniser that fails: what was said once is kept, and recognised in the end', () =>
  inConversation(
    { browser: { microphone: scene.path }, services: { fault: 'cors=off' }, query: '&mic=raw' },
    async (app) => {
      await app.startListening();
      await expectMessage(app, 'asr', /cors-refused/);
      const { port } = app.services;
      await goThrough(app, app.services, 'asr', said.text, [
        ['asr:status=401', /key-refused/],
        ['asr:status=500', /service-failed/],
        ['asr:cut=0.5', /stream-cut/],
        ['asr:html', /unexpected-reply/],
      ]);
      await app.services.close();
      await tryAgain(app);
      await expectMessage(app, 'asr', /unreachable/);
      const back = await createServices({ port });
      try {
        await expectAnswer(app, said.text);
      } finally {
        await back.close();
      }
    },
  ));

test('a language model that fails: each time told, and the words are answered in the end', () =>
  inConversation({ services: { fault: 'cors=off' } }, async (app) => {
    const words = 'Is anybody there?';
    const { services } = app;
    await send(app, words);
    await expectMessage(app, 'llm', /cors-refused/);
    await goThrough(app, services, 'llm', words, [
      ['llm:status=401', /key-refused/],
      ['llm:status=404', /not-found|model-unknown/],
      ['llm:status=429', /quota-exceeded/],
      ['llm:html', /unexpected-reply/],
      ['llm:cut=0.5', /stream-cut/],
    ]);
    await expectAnswer(app, words);
  }));

test('a voice that fails: each time told, and the answer is spoken in the end', () =>
  inConversation({}, async (app) => {
    const words = 'Are you well?';
    let voice = await createServices({ cors: false });
    const { port, url } = voice;
    await app.page.evaluate((address) => {
      const settings = JSON.parse(localStorage.getItem('echokit.settings') ?? '') as {
        profiles: [{ partner: { tts: { address: { url: string } } } }];
      };
      settings.profiles[0].partner.tts.address.url = address;
      localStorage.setItem('echokit.settings', JSON.stringify(settings));
    }, `${url}/v1`);
    await app.page.reload();
    try {
      await send(app, words);
      await expectMessage(app, 'tts', /cors-refused/);
      await voice.close();
      await sendAgain(app, words);
      await expectMessage(app, 'tts', /unreachable/);
      voice = await createServices({ port });
      await goThrough(app, voice, 'tts', words, [
        ['tts:status=401', /key-refused/],
        ['tts:status=429,body=text', /rate-limited/],
        ['tts:empty', /empty-audio/],
        ['tts:html', /unexpected-reply/],
        ['tts:cut=0.5', /stream-cut/],
      ]);
      await expectAnswer(app, words);
    } finally {
      await voice.close();
    }
  }));
