/** A person's afternoon on the Talk page: talking, interrupting, writing, looking back, taking away, clearing up. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { parseWav } from '../core/audio/wav.ts';
import { sayOnce } from './support/stage.ts';
import { openTalkApp, type TalkApp, type TalkAppOptions } from './support/talk-app.ts';

const words = 'Could you look up a train to the coast for me?';
const said = sayOnce(words);
test.afterAll(() => said.remove());

let app: TalkApp | undefined;
async function open(options: TalkAppOptions = {}): Promise<{ app: TalkApp; page: Page }> {
  app = await openTalkApp({ browser: { microphone: said.path }, ...options });
  return { app, page: app.page };
}
test.afterEach(async () => {
  await app?.close();
  app = undefined;
});

const lens = (page: Page) => page.locator('[data-talk-button]');
const status = (page: Page) => page.getByTestId('talk-status');
const turn = (page: Page, index: number) => page.locator('[data-turn]').nth(index);

/** Has the microphone say its words, and waits for what comes of them. */
async function sayWords(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start listening' }).click();
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Write a message' }).fill(text);
  await page.keyboard.press('Enter');
}

/** What a press on something gives to save. */
async function download(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [saved] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}

test('talks, is interrupted, is written to, and is found again', async () => {
  const { page } = await open({ chatModel: 'reply-seconds-6' });
  await expect(page.getByText('Press the lens and allow the microphone.')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Ears: whisper-1/ })).toBeVisible();
  await expect(page.getByText('Nothing you say leaves this computer.')).toBeVisible();

  await page.getByRole('button', { name: 'Start listening' }).click();
  await expect(status(page)).toHaveText('I hear you');
  await expect(lens(page)).toHaveAttribute('data-look', 'hearing');
  await expect(turn(page, 0)).toContainText(words);

  await expect(status(page)).toHaveText('Speaking. Talk to interrupt');
  await expect(turn(page, 0)).toContainText('The tide comes in twice a day');
  await page.keyboard.press('Escape');
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'interrupted');
  await expect(turn(page, 0).locator('del')).not.toBeEmpty();
  await expect(turn(page, 0)).toContainText('You interrupted here');

  await page.getByRole('button', { name: 'Stop listening' }).click();
  await expect(status(page)).toHaveText('Press and talk');
  await page.keyboard.press('/');
  await page.keyboard.type('And back in the evening?');
  await page.keyboard.press('Enter');
  const written = page.locator('[data-turn]').filter({ hasText: 'And back in the evening?' });
  await expect(written).toHaveAttribute('data-status', 'done', { timeout: 30_000 });

  await page.reload();
  await expect(page.getByText('Press the lens and allow the microphone.')).toBeVisible();
  await page.getByRole('button', { name: 'Conversations' }).click();
  await page.getByRole('searchbox').fill('evening train');
  await page.getByRole('button', { name: /^Go on with “Could you look/ }).click();
  await expect(turn(page, 0)).toContainText(words);
  await expect(turn(page, 0).locator('del')).not.toBeEmpty();
});

test('tells the model what was said before when a conversation goes on', async () => {
  const { app, page } = await open({ chatModel: 'script:Noted.|You told me before.' });
  await write(page, 'My name is Ada.');
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'done');
  await page.reload();
  await page.getByRole('button', { name: 'Conversations' }).click();
  await page.getByRole('button', { name: /^Go on with/ }).click();
  await write(page, 'What is my name?');
  await expect(turn(page, 1)).toContainText('You told me before.');
  const request = app.services.log.findLast(({ route }) => route === 'llm');
  expect(JSON.stringify(request?.body)).toContain('My name is Ada.');
});

test('shows where the time went, and publishes it', async () => {
  const { page } = await open({
    chatModel: 'script:Yes.',
    services: { asrDelayMs: 100, llmDelayMs: 100, ttsDelayMs: 100 },
  });
  await sayWords(page);
  await turn(page, 0)
    .getByText(/ms to the first sound/)
    .click();
  await expect(turn(page, 0).getByRole('row', { name: /Recogniser/ })).toBeVisible();
  await expect(page.getByTestId('waits')).toHaveText(/^p50 \d+ ms · p95 \d+ ms · 1 turn · budget 993 ms$/);

  const spans = await page.evaluate(() =>
    performance
      .getEntriesByType('measure')
      .filter(({ name }) => name.startsWith('turn:'))
      .map((entry) => ({
        name: entry.name,
        start: entry.startTime,
        end: entry.startTime + entry.duration,
        turn: ((entry as PerformanceMeasure).detail as { turn: number }).turn,
      })),
  );
  const [total] = spans.filter(({ name, turn }) => name === 'turn:total' && turn === spans[0]?.turn);
  const parts = spans.filter(({ name, turn }) => name !== 'turn:total' && turn === total?.turn);
  expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['turn:asr', 'turn:llm-first-token']));
  const sum = parts.reduce((ms, { start, end }) => ms + end - start, 0);
  expect(Math.abs(sum - (total!.end - total!.start))).toBeLessThan(1);
  expect(await page.evaluate((end) => end < performance.now(), total!.end)).toBe(true);
});

test('takes a conversation away as text, data and sound', async () => {
  const { page } = await open({ chatModel: 'script:Yes.' });
  await sayWords(page);
  await page.getByRole('button', { name: 'Stop listening' }).click();
  await page.getByRole('button', { name: 'Conversations' }).click();
  await page.getByText('Save or delete').click();
  const save = (name: string) => download(page, () => page.getByRole('button', { name }).click());

  const text = await save('Save as text (Markdown)');
  expect(text.name).toMatch(/^echokit-\d{4}-\d\d-\d\d-could-you-look.*\.md$/);
  expect(text.bytes.toString()).toContain(`**You:** ${words}`);
  const data = JSON.parse((await save('Save with all times (JSON)')).bytes.toString()) as {
    turns: { spans: { name: string }[] }[];
  };
  expect(data.turns[0]?.spans.map(({ name }) => name)).toContain('turn:total');
  const sound = parseWav(new Uint8Array((await save('Save the sound (WAV)')).bytes));
  expect(sound.ok && sound.value.samples.length / sound.value.format.sampleRate).toBeGreaterThan(3);
});

test('plays back what was said, and hears nothing meanwhile', async () => {
  const { page } = await open({ chatModel: 'empty' });
  await sayWords(page);
  await page.getByRole('button', { name: 'Play what you said' }).first().click();
  await expect(page.getByRole('button', { name: 'Stop playing' })).toBeVisible();
  await expect(status(page)).toHaveText('Microphone muted');
  await page.getByRole('button', { name: 'Stop playing' }).click();
  await expect(status(page)).not.toHaveText('Microphone muted');
});

test('deletes what it is told to, and only with a second look', async () => {
  const { page } = await open();
  await write(page, 'Forget this.');
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'done');
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await expect(page.locator('[data-turn]')).toHaveCount(0);
  await write(page, 'Keep this.');
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'done');

  await page.getByRole('button', { name: 'Conversations' }).click();
  const rows = page.getByRole('dialog').getByRole('listitem');
  await expect(rows).toHaveCount(2);
  const forgotten = rows.filter({ hasText: 'Forget this.' });
  await forgotten.getByText('Save or delete').click();
  await forgotten.getByRole('button', { name: 'Delete' }).click();
  await expect(rows).toHaveCount(2);
  await forgotten.getByRole('button', { name: 'Delete' }).click();
  await expect(rows).toHaveCount(1);
  await page.getByRole('button', { name: 'Delete all' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Nothing is kept yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('Press the lens and allow the microphone.')).toBeVisible();
  await page.reload();
  await page.getByRole('button', { name: 'Conversations' }).click();
  await expect(page.getByText('Nothing is kept yet.')).toBeVisible();
});

test('says what failed and what to do, and sends it again', async () => {
  const { app, page } = await open({ services: { fault: 'asr:status=500' } });
  await page.getByRole('button', { name: 'Start listening' }).click();
  const failure = page.getByTestId('turn-failure').first();
  await expect(failure).toContainText('Recogniser', { timeout: 60_000 });
  await expect(failure).toContainText('The service failed');
  await failure.getByText('Details').click();
  await expect(failure).toContainText('500');
  app.services.control({ fault: '' });
  await failure.getByRole('button', { name: 'Try again' }).click();
  await expect(turn(page, 0)).toContainText(words);
  await expect(turn(page, 0).getByTestId('turn-failure')).toHaveCount(0);
});

test('shows a piece that could not be spoken, and goes on', async () => {
  const { page } = await open({
    chatModel: 'script:First comes this sentence. Then comes another one, a little longer than the first.',
    // Both pieces are asked for at once, and once more: one of them fails twice.
    services: { fault: 'tts:status=500,times=3' },
  });
  await write(page, 'Say two things.');
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'done');
  await expect(turn(page, 0).getByTitle('Only shown, not spoken')).toHaveText(/sentence|another one/);
  await expect(turn(page, 0)).toContainText('The conversation goes on.');
});

test('keeps what is open when the page goes away', async () => {
  const { page } = await open({ chatModel: 'reply-seconds-20' });
  await write(page, 'Tell me about the tide.');
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'speaking');
  await page.reload();
  await page.getByRole('button', { name: 'Conversations' }).click();
  await page.getByRole('button', { name: /^Go on with “Tell me about the tide/ }).click();
  await expect(turn(page, 0)).toHaveAttribute('data-status', 'interrupted');
  await expect(turn(page, 0)).toContainText('The tide comes in');
});

test('says why there is no microphone, and lets one write instead', async () => {
  const { page } = await open({
    browser: { permissions: [], extraArgs: ['--deny-permission-prompts'] },
  });
  await page.getByRole('button', { name: 'Start listening' }).click();
  await expect(lens(page)).toHaveAttribute('data-look', 'trouble');
  await expect(page.getByRole('alert')).toContainText(/microphone/i);
  await page.getByRole('button', { name: 'Write instead' }).click();
  await expect(page.getByRole('textbox', { name: 'Write a message' })).toBeFocused();
  await expect(lens(page)).toHaveAttribute('data-look', 'idle');
  await page.keyboard.type('Hello?');
  await page.keyboard.press('Enter');
  await expect(turn(page, 0)).toContainText('You said: Hello?');
});

test('listens with the simple detector where there is no model', async () => {
  const { page } = await open({ profile: 'none' });
  await page.route('**/*.onnx', (route) => route.abort());
  await page.reload();
  await expect(page.getByText('Simple speech detector in use')).toBeVisible();
  await page.getByRole('button', { name: 'OK' }).click();
  await expect(page.getByText('Simple speech detector in use')).toHaveCount(0);
});

test('with nothing set up, echoes: microphone, turn and loudspeaker work', async () => {
  const { page } = await open({ profile: 'none' });
  await expect(page.getByRole('link', { name: /^Voice: eSpeak NG/ })).toBeVisible();
  await page.getByRole('button', { name: 'Start listening' }).click();
  await expect(turn(page, 0)).toContainText('You said', { timeout: 40_000 });
  await expect(page.getByRole('button', { name: 'Play the answer' }).first()).toBeVisible({
    timeout: 40_000,
  });
  await expect(page.getByTestId('turn-failure')).toHaveCount(0);
});

test('talks while a key is held, where that is wanted', async () => {
  const { page } = await open({ turn: { pushToTalk: true } });
  await page.getByRole('button', { name: 'Start listening' }).click();
  await expect(status(page)).toHaveText('Hold the button and talk');
  await expect(page.locator('[data-turn]')).toHaveCount(0);
  await page.keyboard.down(' ');
  await expect(status(page)).toHaveText('I hear you');
  await page.waitForFunction(() => {
    const events = window.__echokit?.events ?? [];
    const pressed = events.findIndex((event) => event.type === 'phase' && event.phase === 'hearing');
    const heard = (index: number) =>
      events
        .slice(index)
        .reduce((sum, event) => sum + (event.type === 'frames' ? event.frames.length : 0), 0);
    return pressed >= 0 && heard(pressed) > 60;
  });
  await page.keyboard.up(' ');
  // The turn is over: under way, or found to have been nothing, which a quick machine knows before anybody looks.
  await expect(
    page.locator('[data-turn]:not([data-status="open"]), [data-testid="dropped"]').first(),
  ).toBeVisible();
  await expect(page.locator('[data-turn][data-status="open"]')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Stop listening' })).toBeVisible();
});
