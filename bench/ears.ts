/**
 * Our ears beside @ricky0123/vad-web's MicVAD on its v6 model, in one run: page-thread CPU, what is lost before
 * listening, start and end delay against the truth, recall and false alarms in noise, memory.
 */
import type { Page } from '@playwright/test';
import type { Millis } from '../core/units.ts';
import { launchBrowser } from '../e2e/support/launch.ts';
import { inARow, stage, voices, type Stage } from '../e2e/support/stage.ts';
import { standInProfile } from '../e2e/support/talk-app.ts';
import { addTaps, microphoneTap } from '../e2e/support/taps.ts';
import { createServices } from '../simulators/services/create-services.ts';
import { startBenchServer } from './bench-server.ts';
import { cuesOnTheTrack, median, quantile, type HeardCue } from './measure-reply.ts';

export interface Contender {
  readonly name: string;
  readonly kind: 'ours' | 'peer';
  /** MicVAD options. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export const contenders: readonly Contender[] = [
  { name: 'EchoKit Web', kind: 'ours' },
  { name: 'MicVAD v6 as shipped', kind: 'peer' },
  {
    name: 'MicVAD v6, our thresholds and silence',
    kind: 'peer',
    options: {
      positiveSpeechThreshold: 0.5,
      negativeSpeechThreshold: 0.35,
      redemptionMs: 800,
      minSpeechMs: 96,
      preSpeechPadMs: 500,
    },
  },
];

export interface EarsReport {
  readonly contender: string;
  readonly recording: string;
  /** Page-thread CPU per second of audio, ms. */
  readonly pageCpu: number;
  readonly pressToListening: Millis;
  /** Audio on the track before the first sample that was judged, ms. */
  readonly lostBeforeListening: Millis;
  readonly startDelay: { readonly p50: Millis; readonly p95: Millis };
  readonly endDelay: { readonly p50: Millis; readonly p95: Millis };
  readonly found: number;
  readonly utterances: number;
  readonly falseAlarms: number;
}

interface Heard {
  readonly starts: readonly Millis[];
  readonly ends: readonly Millis[];
  readonly misfires: readonly Millis[];
  readonly listening: Millis;
  readonly firstFrame: Millis;
}

async function oursHeard(page: Page): Promise<Heard> {
  const marks = (name: string) =>
    page.evaluate(
      (wanted) =>
        performance
          .getEntriesByName(wanted, 'mark')
          .map((entry) => ((entry as PerformanceMark).detail as { at: number }).at),
      `bench:${name}`,
    );
  return {
    starts: await marks('vad.speechStart'),
    ends: await marks('vad.speechEnd'),
    misfires: await marks('vad.misfire'),
    listening: (await marks('vad.listening'))[0] ?? Number.NaN,
    firstFrame: (await marks('vad.firstFrame'))[0] ?? Number.NaN,
  };
}

async function peerHeard(page: Page): Promise<Heard> {
  const events = await page.evaluate(
    () => (window as unknown as { peer: { events: { type: string; at: number }[] } }).peer.events,
  );
  const of = (type: string) => events.filter((event) => event.type === type).map(({ at }) => at);
  return {
    starts: of('start'),
    ends: of('end'),
    misfires: of('misfire'),
    listening: of('listening')[0] ?? Number.NaN,
    firstFrame: of('first-frame')[0] ?? Number.NaN,
  };
}

/** Thread CPU of the page's main thread so far, ms. */
async function pageThread(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
}

/** An event belongs to the utterance it follows closely; what belongs to none is a false alarm. */
function judge(cues: readonly HeardCue[], heard: Heard) {
  const startDelays: number[] = [];
  const endDelays: number[] = [];
  const used = new Set<number>();
  for (const cue of cues) {
    const start = heard.starts.find((at) => at >= cue.onset - 150 && at <= cue.end + 300);
    if (start === undefined) continue;
    used.add(start);
    const end = heard.ends.find((at) => at > start);
    const isMisfire = heard.misfires.some((at) => at > start && (end === undefined || at < end));
    if (isMisfire) continue;
    startDelays.push(start - cue.onset);
    if (end !== undefined) endDelays.push(end - cue.end);
  }
  return {
    startDelays,
    endDelays,
    falseAlarms: heard.starts.filter(
      (at) => !used.has(at) && !cues.some((cue) => at > cue.onset && at < cue.end),
    ).length,
  };
}

export async function measureEars(contender: Contender, recording: Stage, name: string): Promise<EarsReport> {
  const server = await startBenchServer();
  const services = await createServices();
  const browser = await launchBrowser({ microphone: recording.path, bypassCsp: true });
  try {
    await addTaps(browser.context);
    const profile = standInProfile(services.url, {
      chatModel: 'empty',
      turn: { eagerness: 'custom', hardEndMs: 800, earlyEndMs: 0 },
    });
    const settings = JSON.stringify({ profiles: [profile], activeProfileId: profile.id });
    await browser.context.addInitScript((text) => localStorage.setItem('echokit.settings', text), settings);
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const path =
      contender.kind === 'ours'
        ? '/app/index.html?debug=1'
        : `/?options=${encodeURIComponent(JSON.stringify(contender.options ?? {}))}`;
    await page.goto(`${server.url}${path}`);
    const cpu = await pageThread(page);
    const pressedAt = Date.now();
    await page.getByRole('button', { name: 'Start listening' }).click();
    await page.waitForFunction(
      (ours) =>
        ours
          ? performance.getEntriesByName('bench:vad.firstFrame').length > 0
          : (window as unknown as { peer: { frames: number } }).peer.frames > 0,
      contender.kind === 'ours',
      { polling: 20, timeout: 30_000 },
    );
    // The start is measured by itself; CPU counts from when it listens.
    const before = await cpu();
    const from = Date.now();
    const tapHas = () => page.evaluate(() => performance.now());
    const listeningSince = await tapHas();
    await page.waitForFunction(
      (until) => performance.now() > until,
      listeningSince + recording.lengthMs - 1000,
      {
        polling: 1000,
        timeout: recording.lengthMs + 30_000,
      },
    );
    const seconds = (Date.now() - from) / 1000;
    const pageCpu = ((await cpu()) - before) / seconds;
    const heard = contender.kind === 'ours' ? await oursHeard(page) : await peerHeard(page);
    const tap = await microphoneTap(page);
    const cues = await cuesOnTheTrack(page, recording);
    const { startDelays, endDelays, falseAlarms } = judge(cues, heard);
    return {
      contender: contender.name,
      recording: name,
      pageCpu,
      pressToListening: heard.listening - pressedAt,
      lostBeforeListening: Math.max(0, heard.firstFrame - 32 - (tap.arrivals[0]?.[1] ?? Number.NaN)),
      startDelay: { p50: median(startDelays), p95: quantile(startDelays, 0.95) },
      endDelay: { p50: median(endDelays), p95: quantile(endDelays, 0.95) },
      found: startDelays.length,
      utterances: cues.length,
      falseAlarms,
    };
  } finally {
    await browser.close();
    await services.close();
    server.close();
  }
}

/** The utterances of both microphone recordings, clean and with white noise at that many dB below the voices. */
export function noisyRecording(snrDb: number | undefined): Stage {
  const clean = inARow(voices('mic_a', 'mic_b'), { firstMs: 2500, gapMs: 2200 });
  if (snrDb === undefined) return clean;
  const power = (samples: Float32Array) => samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
  const voice = median(clean.cues.map(({ clip }) => power(clip.samples)));
  const noiseAmplitude = Math.sqrt(3 * voice * 10 ** (-snrDb / 10));
  let state = 11;
  const noise = Float32Array.from({ length: clean.samples.length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return noiseAmplitude * (state / 2 ** 31 - 1);
  });
  const noisy = stage([...clean.cues, { clip: { text: '', samples: noise }, atMs: 0 }], clean.lengthMs);
  clean.remove();
  return { ...noisy, cues: clean.cues };
}
