/** A box whose server is a tab that gets hidden behind another one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '../../core/units.ts';
import { readSileroAssets } from '../../models/model-files.ts';
import { createCompanion } from '../../server/create-companion.ts';
import type { BoxLogEntry } from '../../simulators/box/box-log.ts';
import type { PlayedSound } from '../../simulators/box/loudspeaker.ts';
import { dialWebSocket } from '../../simulators/box/node/ws-link.ts';
import { createSimulatedBox } from '../../simulators/box/simulated-box.ts';
import { Tape } from '../../simulators/box/tape.ts';
import { createServices } from '../../simulators/services/create-services.ts';
import { createOrtSilero } from '../../workers/vad/ort-silero.ts';
import { startRawChromium, type RawTab } from './raw-chromium.ts';
import { clipSaying } from './stage.ts';
import { builtApp, standInProfile } from './talk-app.ts';

/** What became of the tab and of its timers, as noted in it. Instants are `Date.now()`. */
export interface TabNotes {
  /** Those that came due while the tab was hidden: none of them was run. */
  readonly heldBack: number;
  /** When a timer of 100 ms, armed anew each time, ran at the browser's pace. */
  readonly beats: readonly Millis[];
  /** Each time it was hidden, shown, frozen or thawed. */
  readonly changes: readonly { readonly at: Millis; readonly to: string }[];
}

export interface HiddenRelay {
  readonly log: readonly BoxLogEntry[];
  readonly played: readonly PlayedSound[];
  /** Turns that the box has heard to their end. */
  readonly turns: number;
  readonly isListening: boolean;
  readonly reboots: number;
  readonly violations: readonly unknown[];
  /** Into the box's microphone. */
  say(text: string): void;
  /** Another tab in front. Resolves when the first one knows that it is hidden. */
  hide(): Promise<void>;
  notes(): Promise<TabNotes>;
  visibility(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Runs before the page: no timer and no frame of the page itself is run while it is hidden, as if the browser gave it
 * none at all. Workers have timers of their own. One timer is let through, to see at what pace the browser runs them.
 */
const withoutHiddenTimers = `(() => {
  if (window !== top) return;
  const notes = (window.__notes = { heldBack: 0, beats: [], changes: [] });
  const change = (to) => notes.changes.push({ at: Date.now(), to });
  document.addEventListener('visibilitychange', () => change(document.visibilityState));
  document.addEventListener('freeze', () => change('frozen'));
  document.addEventListener('resume', () => change('thawed'));
  const held = (run) => (...values) => {
    if (document.visibilityState === 'hidden') notes.heldBack += 1;
    else return typeof run === 'function' ? run(...values) : undefined;
  };
  const { setTimeout, setInterval, requestAnimationFrame, requestIdleCallback } = window;
  const beat = () => {
    notes.beats.push(Date.now());
    setTimeout.call(window, beat, 100);
  };
  beat();
  window.setTimeout = (run, ...rest) => setTimeout.call(window, held(run), ...rest);
  window.setInterval = (run, ...rest) => setInterval.call(window, held(run), ...rest);
  window.requestAnimationFrame = (run) => requestAnimationFrame.call(window, held(run));
  window.requestIdleCallback = (run, ...rest) => requestIdleCallback.call(window, held(run), ...rest);
})();`;

const pollMs: Millis = 100;
const pageWaitMs: Millis = 30_000;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + pageWaitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

export async function openHiddenRelay(): Promise<HiddenRelay> {
  const ends: (() => unknown)[] = [];
  const close = async () => {
    for (const end of ends.reverse()) await end();
  };
  try {
    const stateDir = mkdtempSync(join(tmpdir(), 'echokit-companion-'));
    ends.push(() => rmSync(stateDir, { recursive: true, force: true }));
    const services = await createServices();
    ends.push(() => services.close());
    const companion = await createCompanion({
      pages: { folder: builtApp },
      version: 'test',
      stateDir,
      relay: { lan: { address: '127.0.0.2' } },
    });
    ends.push(() => companion.close());
    const chromium = await startRawChromium();
    ends.push(() => chromium.close());

    const tab = await chromium.openTab();
    const profile = standInProfile(services.url, {});
    const settings = JSON.stringify({ profiles: [profile], activeProfileId: profile.id });
    await tab.runFirst(`localStorage.setItem('echokit.settings', ${JSON.stringify(settings)})`);
    await tab.runFirst(withoutHiddenTimers);
    await tab.navigate(`${companion.url}/#/relay`);
    const server = await startAnswering(tab);

    let tape = new Tape(new Float32Array(0));
    const silero = await createOrtSilero({ version: 'v6', ...readSileroAssets('v6') });
    const stream = silero.createStream();
    ends.push(async () => {
      stream.close();
      await silero.close();
    });
    const log: BoxLogEntry[] = [];
    const played: PlayedSound[] = [];
    const box = await createSimulatedBox({
      server,
      id: 'ec0000000001',
      version: '0.3.2',
      dial: dialWebSocket,
      microphone: (state) => tape.read(state === 'listening'),
      detectSpeech: (frame) => stream.process(frame),
      onPlayed: (sound) => played.push(sound),
      onLog: (entry) => {
        log.push(entry);
        if (entry.kind === 'state' && entry.entered && entry.state === 'idle') box.press('k0');
      },
    });
    ends.push(() => box.stop());
    box.powerOn();

    const visibility = async () => String(await tab.evaluate('document.visibilityState'));
    return {
      log,
      played,
      get turns() {
        return box.summary.turns;
      },
      get isListening() {
        return box.state === 'listening';
      },
      get reboots() {
        return box.summary.reboots;
      },
      get violations() {
        return box.summary.violations;
      },
      say(text) {
        tape = new Tape(clipSaying(text).samples);
      },
      async hide() {
        const other = await chromium.openTab();
        await other.activate();
        await until('the tab is hidden', async () => (await visibility()) === 'hidden');
      },
      notes: async () => (await tab.evaluate('window.__notes')) as TabNotes,
      visibility,
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Switches it on as a person would. @returns the address for the box */
async function startAnswering(tab: RawTab): Promise<string> {
  const toggle = `[...document.querySelectorAll('[role=switch]')].find((one) =>
    [...one.labels].some((label) => label.textContent.includes('Answer boxes in this tab')))`;
  await until(
    'the page has its switch',
    async () => (await tab.evaluate(`${toggle} !== undefined`)) === true,
  );
  await tab.evaluate(`${toggle}.click()`);
  const address = `document.querySelector('[role=group][aria-label="Server address for the box"]')?.textContent ?? ''`;
  let server = '';
  await until('the page tells the address', async () => {
    server = String(await tab.evaluate(address)).trim();
    return /^ws:\/\/\S+\/box\/[0-9a-f]{32}$/.test(server);
  });
  return server;
}
