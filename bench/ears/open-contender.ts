/** A contender in a page of the bench server, with a recording as microphone, silent until it is pressed. */
import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { parseWav } from '../../core/audio/wav.ts';
import type { Millis } from '../../core/units.ts';
import { launchBrowser } from '../../e2e/support/launch.ts';
import { standInProfile } from '../../e2e/support/talk-app.ts';
import { addTaps } from '../../e2e/support/taps.ts';
import { createServices, type Services } from '../../simulators/services/create-services.ts';
import { startBenchServer } from '../bench-server.ts';
import type { Contender } from './contenders.ts';

/** What an ear said, at the wall instant at which it decided. */
export interface EarEvent {
  readonly type: 'listening' | 'start' | 'end' | 'misfire';
  readonly at: Millis;
}

export interface OpenContender {
  readonly page: Page;
  readonly services: Services;
  /** Oldest first. */
  events(): Promise<readonly EarEvent[]>;
  /** Waits for the first event of a type. */
  heard(type: EarEvent['type']): Promise<EarEvent>;
  /** 16 kHz samples of the first utterance it delivered: MicVAD to its callback, we to the recogniser. */
  firstUtterance(): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface ContenderOptions {
  readonly microphone: string;
  /** Model name of the chat stand-in: what ours answers. */
  readonly chatModel: string;
  /** Independent ears on the microphone, and our page's marks. Both cost memory. */
  readonly observed: boolean;
  readonly extraArgs?: readonly string[];
}

/** The peer page's own record, see `peer/peer.js`. */
interface PeerWindow {
  readonly peer: { readonly events: EarEvent[]; readonly firstUtterance: Float32Array | null };
}

const longestWaitMs: Millis = 30_000;
const pollMs: Millis = 50;

export const startButton = 'Start listening';

export async function openContender(
  { kind, options }: Contender,
  { microphone, chatModel, observed, extraArgs = [] }: ContenderOptions,
): Promise<OpenContender> {
  const server = await startBenchServer();
  const services = await createServices();
  const browser = await launchBrowser({ microphone, bypassCsp: observed, extraArgs });
  const { context } = browser;
  if (observed) await addTaps(context);
  const profile = standInProfile(services.url, {
    chatModel,
    turn: { eagerness: 'custom', earlyEndMs: 0 },
  });
  const settings = JSON.stringify({ profiles: [profile], activeProfileId: profile.id });
  await context.addInitScript((text) => localStorage.setItem('echokit.settings', text), settings);
  const page = context.pages()[0] ?? (await context.newPage());
  const path =
    kind === 'ours'
      ? `/app/index.html${observed ? '?debug=1' : ''}`
      : `/?options=${encodeURIComponent(JSON.stringify(options))}`;
  await page.goto(`${server.url}${path}`);
  await page.getByRole('button', { name: startButton }).waitFor();
  const events = () => (kind === 'ours' ? ourEvents(page) : peerEvents(page));
  return {
    page,
    services,
    events,
    async heard(type) {
      const giveUpAt = Date.now() + longestWaitMs;
      while (Date.now() < giveUpAt) {
        const event = (await events()).find((candidate) => candidate.type === type);
        if (event) return event;
        await setTimeout(pollMs);
      }
      throw new Error(`no ${type} within ${longestWaitMs} ms`);
    },
    firstUtterance: () => (kind === 'ours' ? firstUpload(services) : firstCallback(page)),
    async close() {
      await browser.close();
      await services.close();
      server.close();
    },
  };
}

const ourMarks: Readonly<Record<EarEvent['type'], string>> = {
  listening: 'bench:vad.listening',
  start: 'bench:vad.speechStart',
  end: 'bench:vad.speechEnd',
  misfire: 'bench:vad.misfire',
};

async function ourEvents(page: Page): Promise<readonly EarEvent[]> {
  const marks = await page.evaluate(() =>
    performance
      .getEntriesByType('mark')
      .filter(({ name }) => name.startsWith('bench:'))
      .map((mark) => ({ name: mark.name, at: ((mark as PerformanceMark).detail as { at: number }).at })),
  );
  const types = Object.keys(ourMarks) as EarEvent['type'][];
  return marks
    .flatMap(({ name, at }) => types.filter((type) => ourMarks[type] === name).map((type) => ({ type, at })))
    .sort((a, b) => a.at - b.at);
}

const peerEvents = (page: Page): Promise<readonly EarEvent[]> =>
  page.evaluate(() => (window as unknown as PeerWindow).peer.events);

/** Speculative uploads of the same utterance come before the one that counts; of one utterance the last is whole. */
async function firstUpload(services: Services): Promise<Float32Array> {
  const upload = services.log.findLast(({ route, wav }) => route === 'asr' && wav !== undefined);
  if (!upload) throw new Error('nothing was sent to the recogniser');
  const response = await fetch(`${services.url}${upload.wav ?? ''}`);
  const wav = parseWav(new Uint8Array(await response.arrayBuffer()));
  if (!wav.ok) throw wav.error;
  return wav.value.samples;
}

async function firstCallback(page: Page): Promise<Float32Array> {
  const samples = await page.evaluate(() => {
    const { firstUtterance } = (window as unknown as PeerWindow).peer;
    return firstUtterance === null ? null : [...firstUtterance];
  });
  if (samples === null) throw new Error('the peer delivered no utterance');
  return Float32Array.from(samples);
}
