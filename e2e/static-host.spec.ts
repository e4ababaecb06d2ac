/** The built app as plain files in some folder of some web server: no companion, no headers of its own. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { createServices } from '../simulators/services/create-services.ts';
import { launchBrowser } from './support/launch.ts';
import { clipMs, stage, voices } from './support/stage.ts';
import { note } from './support/states.ts';
import { builtApp, standInProfile } from './support/talk-app.ts';
import type { ConversationEvent, TurnView } from '../workers/conversation-api.ts';

const folder = '/some/folder/';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

interface PlainHost {
  readonly url: string;
  /** Paths that were asked for and are no files. */
  readonly missing: readonly string[];
  close(): Promise<void>;
}

/** Serves files, and nothing else. */
async function plainHost(): Promise<PlainHost> {
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const inside = normalize(decodeURIComponent(pathname.slice(folder.length - 1)));
    const path = join(builtApp, inside === '/' ? 'index.html' : inside);
    if (!pathname.startsWith(folder) || !statSync(path, { throwIfNoEntry: false })?.isFile()) {
      missing.push(pathname);
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
      return;
    }
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' });
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${folder}`,
    missing,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Console messages of level warning and error, and uncaught errors. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

/** The first turn that went well. One that failed may be sent again with another recogniser, by the page itself. */
async function firstTurnDone(page: Page): Promise<TurnView> {
  await page.waitForFunction(
    () =>
      (window.__echokit?.events ?? []).some((event) => event.type === 'turn' && event.turn.status === 'done'),
    undefined,
    { timeout: 60_000, polling: 100 },
  );
  const events = await page.evaluate(() => (window.__echokit?.events ?? []) as ConversationEvent[]);
  const told = events.find((event) => event.type === 'turn' && event.turn.status === 'done');
  if (told?.type !== 'turn') throw new Error('no turn was over');
  return told.turn;
}

const said = voices('mic_a').find(({ text }) => text.startsWith('The one'))!;
/** One utterance, then nothing for as long as a test may take. */
const scene = () => stage([{ clip: said, atMs: 1500 }], 1500 + clipMs(said) + 60_000);

test('with nothing but files it opens, and talks with what the page has', async () => {
  const [host, recording] = [await plainHost(), scene()];
  const browser = await launchBrowser({ microphone: recording.path });
  try {
    const page = await browser.context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${host.url}?debug=1&mic=raw`);
    await page.getByRole('button', { name: 'Start listening' }).click();
    const turn = await firstTurnDone(page);
    note(
      `said "${turn.user.text}", answered "${turn.reply.text}", not there: ${host.missing.join(' ') || '-'}`,
    );
    expect(turn.status).toBe('done');
    expect(turn.reply.text).not.toBe('');
    expect(turn.trace.firstSample).toBeDefined();
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await host.close();
    recording.remove();
  }
});

/**
 * A browser whose recogniser has no service behind it, as many builds of Chromium: sessions end with this error.
 * @param when `at-once`, or only when somebody has spoken, so that a turn is under way by then
 */
function installBrokenRecogniser({ error, when }: { error: string; when: 'at-once' | 'in-a-turn' }): void {
  class BrokenRecognition extends EventTarget {
    start(): void {
      const fail = (): void => {
        this.dispatchEvent(Object.assign(new Event('error'), { error, message: '' }));
        this.dispatchEvent(new Event('end'));
      };
      if (when === 'at-once') setTimeout(fail, 50);
      else
        window.__echokit?.subscribe((event) => {
          if (event.type === 'phase' && event.phase === 'pausing') fail();
        });
    }
    stop(): void {}
    abort(): void {}
  }
  Object.assign(window, { SpeechRecognition: BrokenRecognition, webkitSpeechRecognition: BrokenRecognition });
}

for (const broken of [
  { error: 'network', when: 'at-once' },
  { error: 'service-not-allowed', when: 'at-once' },
  { error: 'network', when: 'in-a-turn' },
  { error: 'service-not-allowed', when: 'in-a-turn' },
] as const)
  test(`a recogniser that fails ${broken.when} (${broken.error}) costs nobody a word`, async () => {
    const [host, recording] = [await plainHost(), scene()];
    const browser = await launchBrowser({ microphone: recording.path });
    try {
      const page = await browser.context.newPage();
      await page.addInitScript(installBrokenRecogniser, broken);
      await page.goto(`${host.url}?debug=1&mic=raw`);
      await page.getByRole('button', { name: 'Start listening' }).click();
      const turn = await firstTurnDone(page);
      // The first utterance, played back, and by the turn that was opened for it.
      expect(turn).toMatchObject({ id: 1, source: 'voice', status: 'done' });
      expect(turn.reply.text).toMatch(/^You said:/);
      expect(turn.reply.heard).toBe(turn.reply.text.length);
      const { start, end } = turn.user.audio!;
      expect((end - start) / 16).toBeGreaterThanOrEqual(clipMs(said));
      const events = await page.evaluate(() => (window.__echokit?.events ?? []) as ConversationEvent[]);
      const failed = events.some((event) => event.type === 'turn' && event.turn.status === 'failed');
      expect(failed).toBe(broken.when === 'in-a-turn');
      // Whoever looks sees why, and no failure: the page has seen to it.
      await expect(page.getByText('This browser cannot recognise speech here')).toBeVisible();
      await expect(
        page.getByRole('link', { name: /^Ears: None: you hear your own voice again/ }),
      ).toBeVisible();
      await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    } finally {
      await browser.close();
      await host.close();
      recording.remove();
    }
  });

test('with nothing but files it talks to services that allow it', async () => {
  const [host, recording, services] = [await plainHost(), scene(), await createServices()];
  const browser = await launchBrowser({ microphone: recording.path });
  try {
    const page = await browser.context.newPage();
    const complaints = complaintsOf(page);
    const profile = standInProfile(services.url, {});
    await page.addInitScript(
      (text) => localStorage.setItem('echokit.settings', text),
      JSON.stringify({ profiles: [profile], activeProfileId: profile.id }),
    );
    await page.goto(`${host.url}?debug=1&mic=raw`);
    await page.getByRole('button', { name: 'Start listening' }).click();
    const turn = await firstTurnDone(page);
    expect([turn.status, turn.user.text, turn.reply.text]).toEqual([
      'done',
      said.text,
      `You said: ${said.text}`,
    ]);
    expect(turn.reply.heard).toBe(turn.reply.text.length);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
    await host.close();
    await services.close();
    recording.remove();
  }
});
