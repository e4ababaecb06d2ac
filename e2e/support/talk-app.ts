/** The Talk page against the stand-in services, as a test sees it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import {
  defaultTurnSettings,
  type Profile,
  type ServerPartner,
  type TurnSettings,
} from '../../core/profile/profile.ts';
import { createCompanion, type Companion, type CompanionOptions } from '../../server/create-companion.ts';
import {
  createServices,
  type Services,
  type ServicesOptions,
} from '../../simulators/services/create-services.ts';
// Declares `window.__echokit`.
import type {} from '../../app/talk/debug-door.ts';
import type { ConversationEvent, TurnView } from '../../workers/conversation-api.ts';
import { launchBrowser, type BrowserOptions, type LaunchedBrowser } from './launch.ts';
import { addTaps } from './taps.ts';

/** The built app; another build can be tested by naming its folder. */
export const builtApp = process.env['ECHOKIT_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url));

export interface TalkAppOptions {
  readonly browser?: BrowserOptions;
  readonly services?: ServicesOptions;
  readonly turn?: Partial<TurnSettings>;
  /** Model name of the chat stand-in: it steers what it says. */
  readonly chatModel?: string;
  /** Of the persona. `[stand-in: SCRIPT]` in it steers the chat stand-in too, where a model's name is too short. */
  readonly systemPrompt?: string;
  readonly speaker?: string;
  /** What follows `?debug=1` in the address. */
  readonly query?: string;
  /** Install the independent taps (switches the page's CSP off). */
  readonly taps?: boolean;
  /** Without it the page has no profile of its own and looks around. */
  readonly profile?: 'stand-ins' | 'none';
  /** How the companion lets boxes in. */
  readonly relay?: CompanionOptions['relay'];
  /** A server that answers in place of the engines. */
  readonly server?: (services: Services) => ServerPartner | Promise<ServerPartner>;
}

export interface TalkApp {
  readonly page: Page;
  readonly services: Services;
  readonly companion: Companion;
  /** Another one, on the same port and with the same state. */
  restartCompanion(): Promise<void>;
  readonly browser: LaunchedBrowser;
  /** Console messages of level warning and error, and uncaught errors. */
  readonly complaints: string[];
  /** Those of them that are errors; what a browser merely warns of is its own affair. */
  readonly errors: string[];
  events(): Promise<readonly ConversationEvent[]>;
  /** Newest view of every turn. */
  turns(): Promise<readonly TurnView[]>;
  /** Instants of a bench mark, oldest first. */
  marks(name: string): Promise<readonly number[]>;
  startListening(): Promise<void>;
  close(): Promise<void>;
}

/** A profile whose three engines are the stand-in services. */
export function standInProfile(servicesUrl: string, options: TalkAppOptions): Profile {
  const address = { url: `${servicesUrl}/v1`, mode: 'base', via: 'direct' } as const;
  return {
    id: 'stand-ins',
    name: 'Stand-ins',
    partner: {
      kind: 'pipeline',
      asr: { kind: 'openai-asr', address, model: 'whisper-1', stream: false, simpleRequest: true },
      llm: { kind: 'openai-chat', address, model: options.chatModel ?? 'quote' },
      tts: { kind: 'gsv', address, mode: 'stream', speaker: options.speaker ?? 'cooper', sampleRate: 24_000 },
    },
    persona: { systemPrompt: options.systemPrompt ?? '', greeting: '', language: 'en' },
    turn: { ...defaultTurnSettings, ...options.turn },
    vadModel: 'v6',
  };
}

export async function openTalkApp(options: TalkAppOptions): Promise<TalkApp> {
  const stateDir = mkdtempSync(join(tmpdir(), 'echokit-companion-'));
  const services = await createServices(options.services);
  const startCompanion = (port = 0) =>
    createCompanion({
      pages: { folder: builtApp },
      version: 'test',
      stateDir,
      port,
      ...(options.relay === undefined ? {} : { relay: options.relay }),
    });
  let companion = await startCompanion();
  const browser = await launchBrowser({ ...options.browser, bypassCsp: options.taps ?? false });
  if (options.taps) await addTaps(browser.context);
  if (options.profile !== 'none') {
    const server = await options.server?.(services);
    const profile = { ...standInProfile(services.url, options), ...(server && { server }) };
    const settings = JSON.stringify({ profiles: [profile], activeProfileId: profile.id });
    await browser.context.addInitScript((text) => {
      if (localStorage.getItem('echokit.settings') === null) localStorage.setItem('echokit.settings', text);
    }, settings);
  }
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  const complaints: string[] = [];
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'warning' || message.type() === 'error') complaints.push(message.text());
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => {
    complaints.push(String(error));
    errors.push(String(error));
  });
  await page.goto(`${companion.url}/?debug=1${options.query ?? ''}`);

  const events = () => page.evaluate(() => (window.__echokit?.events ?? []) as ConversationEvent[]);
  return {
    page,
    services,
    get companion() {
      return companion;
    },
    async restartCompanion() {
      const { port } = companion;
      await companion.close();
      companion = await startCompanion(port);
    },
    browser,
    complaints,
    errors,
    events,
    async turns() {
      const views = new Map<number, TurnView>();
      for (const event of await events()) if (event.type === 'turn') views.set(event.turn.id, event.turn);
      return [...views.values()];
    },
    marks: (name) =>
      page.evaluate(
        (wanted) =>
          performance
            .getEntriesByName(wanted, 'mark')
            .map((entry) => ((entry as PerformanceMark).detail as { at: number }).at),
        `bench:${name}`,
      ),
    async startListening() {
      await page.getByRole('button', { name: 'Start listening' }).click();
      await page.waitForFunction(() => performance.getEntriesByName('bench:vad.listening').length > 0);
    },
    async close() {
      await browser.close();
      await companion.close();
      await services.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
