/**
 * The worklets and the microphone adapter in a real Chromium, without the app around them. Times are taken by a worker
 * and by a witness on the audio thread, never by the page.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Frame, type Page } from '@playwright/test';
import { noise } from '../core/audio/random.testing.ts';
import { resample } from '../core/audio/resampler.ts';
import { encodeWav } from '../core/audio/wav.ts';
import { percentile } from '../core/trace/percentiles.ts';
import { frameSamples } from '../core/units.ts';
import { serveHarness, type ServedHarness } from './harness/serve-harness.ts';
import { launchBrowser, type BrowserOptions, type LaunchedBrowser } from './support/launch.ts';
import { align } from './support/recordings.ts';
import { note } from './support/states.ts';

test.describe.configure({ mode: 'default' });

/** What the fake microphone says: noise up to 4 kHz, which tells every sample from every other, 8 s at 16 kHz. */
const spoken = resample(noise(11, 8 * 8000, 0.3), 8000, 16_000);

/** Every fade of the player, as `playback-queue.ts` has it. */
const playbackFadeMs = 5;

let folder: string;
let served: ServedHarness;
let browser: LaunchedBrowser;
let page: Page;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'echokit-worklets-'));
  const microphone = join(folder, 'microphone.wav');
  writeFileSync(microphone, encodeWav(resample(spoken, 16_000, 48_000), 48_000));
  served = await serveHarness();
  browser = await launchBrowser({ microphone });
  page = await browser.context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'harness' in window);
});

test.afterAll(async () => {
  await browser.close();
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

function report(name: string, values: readonly number[]): void {
  const line = [0.5, 0.95, 1].map((share) => `p${100 * share} ${percentile(values, share)?.toFixed(2)}`);
  note(`${name}: ${line.join(', ')} ms (n=${values.length})`);
}

const median = (values: readonly number[]): number => percentile(values, 0.5) ?? Number.NaN;

test('the player joins chunks and pieces to the sample', async () => {
  const rate = 24_000;
  const samples = noise(1, 12_345, 0.5);
  const { samples: heard, events } = await page.evaluate(
    ([rate, samples]) => {
      const all = Float32Array.from(samples);
      const chunk = (piece: number, from: number, to: number) => ({
        at: 0,
        command: { type: 'audio' as const, reply: 1, piece, samples: all.slice(from, to) },
      });
      const endPiece = (piece: number) => ({
        at: 0,
        command: { type: 'end-piece' as const, reply: 1, piece },
      });
      return window.harness.playOffline(rate, 0.6, [
        chunk(0, 0, 1000),
        chunk(0, 1000, 4001),
        endPiece(0),
        chunk(1, 4001, 4002),
        chunk(1, 4002, 9999),
        endPiece(1),
        chunk(2, 9999, all.length),
        endPiece(2),
        { at: 0, command: { type: 'end-reply', reply: 1 } },
      ]);
    },
    [rate, [...samples]] as const,
  );
  const first = events.find(({ type }) => type === 'first-sample');
  expect(first).toBeDefined();
  const start = first && 'frame' in first ? first.frame : -1;
  expect(heard.slice(0, start).every((sample) => sample === 0)).toBe(true);
  expect(heard.slice(start, start + samples.length)).toEqual([...samples]);
  expect(
    events.filter(({ type }) => type === 'piece-started').map((e) => 'frame' in e && e.frame - start),
  ).toEqual([0, 4001, 9999]);
  expect(events.some(({ type }) => type === 'underrun')).toBe(false);
  expect(events.at(-1)?.type === 'drained' || events.some(({ type }) => type === 'drained')).toBe(true);
});

test('a pause is silent within 5 ms and loses nothing', async () => {
  const rate = 24_000;
  const samples = noise(2, 12_000, 0.5);
  const { samples: heard, events } = await page.evaluate(
    ([rate, samples]) =>
      window.harness.playOffline(rate, 1, [
        { at: 0, command: { type: 'audio', reply: 1, piece: 0, samples: Float32Array.from(samples) } },
        { at: 0, command: { type: 'end-piece', reply: 1, piece: 0 } },
        { at: 0, command: { type: 'end-reply', reply: 1 } },
        { at: 0.2, command: { type: 'pause' } },
        { at: 0.4, command: { type: 'resume' } },
      ]),
    [rate, [...samples]] as const,
  );
  // The offline context suspends at the next quantum border after the given instant.
  const pausedAt = Math.ceil((0.2 * rate) / 128) * 128;
  const silent = events.find(({ type }) => type === 'silent');
  const silentFrame = silent && 'frame' in silent ? silent.frame : Infinity;
  expect(silentFrame - pausedAt).toBeLessThanOrEqual((playbackFadeMs / 1000) * rate);
  const resumedAt = Math.ceil((0.4 * rate) / 128) * 128;
  expect(heard.slice(silentFrame, resumedAt).every((sample) => sample === 0)).toBe(true);
  // After its fade-in the rest is the very sound that was held back, from the sample at which the fade-out began.
  const fade = Math.ceil((playbackFadeMs / 1000) * rate);
  const rest = [...samples].slice(pausedAt - firstFrame(events));
  expect(heard.slice(resumedAt + fade, resumedAt + rest.length)).toEqual(rest.slice(fade));
});

const firstFrame = (events: readonly { readonly type: string }[]): number => {
  const first = events.find(({ type }) => type === 'first-sample') as { frame: number } | undefined;
  return first?.frame ?? Number.NaN;
};

test('a duck acts in the first quantum after the message', async () => {
  const rate = 24_000;
  const { samples: heard, events } = await page.evaluate(
    ([rate]) =>
      window.harness.playOffline(rate, 0.5, [
        {
          at: 0,
          command: { type: 'audio', reply: 1, piece: 0, samples: new Float32Array(rate).fill(0.5) },
        },
        { at: 0.2, command: { type: 'reflex' } },
      ]),
    [rate] as const,
  );
  const duckedAt = Math.ceil((0.2 * rate) / 128) * 128;
  expect(events.find(({ type }) => type === 'ducked')).toMatchObject({ frame: duckedAt });
  expect(heard[duckedAt - 1]).toBe(0.5);
  expect(heard[duckedAt]!).toBeLessThan(0.5);
  expect(heard[duckedAt + 127]!).toBeCloseTo(0.1, 6);
});

test('the capture worklet makes 16 kHz of other rates, and one channel of two', async () => {
  const rate = 48_000;
  const source = resample(spoken.slice(0, 16_000), 16_000, rate);
  const frames = await page.evaluate(
    ([rate, left, right]) => window.harness.captureOffline(rate, [left, right]),
    [rate, [...source].map((sample) => 1.5 * sample), [...source].map((sample) => 0.5 * sample)] as const,
  );
  expect(frames.length % 512).toBe(0);
  expect(frames.length).toBeGreaterThan(15_000);
  const expected = resample(source, rate, 16_000).slice(0, frames.length);
  let worst = 0;
  for (const [index, sample] of frames.entries())
    worst = Math.max(worst, Math.abs(sample - expected[index]!));
  expect(worst).toBeLessThan(1e-5);
});

const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

for (const path of ['auto', 'worklet'] as const) {
  test(`the microphone gives gapless frames of 16 kHz (${path})`, async () => {
    const phase = await page.evaluate(([raw, path]) => window.harness.startRecording(raw, path), [
      raw,
      path,
    ] as const);
    expect(phase).toBe('open');
    await page.evaluate(() => window.harness.recorded(45));
    // Neither a page nor a worker that is busy loses a sample.
    await page.evaluate(() => window.harness.blockPage(500));
    await page.evaluate(() => window.harness.blockRecorder(500));
    await page.evaluate(() => window.harness.recorded(190));
    const recording = await page.evaluate(() => window.harness.stopRecording());
    const { frames } = recording;
    expect(recording.contextRate).toBe(path === 'auto' ? 44_100 : 16_000);
    expect(frames.length).toBeGreaterThanOrEqual(190);
    expect(frames.map(({ index }) => index)).toEqual(frames.map((_, position) => position));
    if (path === 'auto') {
      const heard = Float32Array.from(recording.samples.slice(8000));
      const { correlation } = align(spoken, heard);
      note(`raw microphone: correlation ${correlation.toFixed(5)} over ${heard.length} samples`);
      expect(heard.length).toBeGreaterThan(32_000);
      expect(correlation).toBeGreaterThan(0.99);
    } else {
      // The queue in front of an AudioContext may cut on a busy machine (see track-reader.ts): judged piece by piece.
      const pieces = Array.from({ length: 7 }, (_, i) =>
        Float32Array.from(recording.samples.slice(8000 + 12_000 * i, 9600 + 12_000 * i)),
      );
      const alike = pieces.map((piece) => align(spoken, piece).correlation);
      note(
        `raw microphone by the worklet: correlation of 100 ms pieces ${alike.map((value) => value.toFixed(3)).join(' ')}`,
      );
      expect(alike.filter((correlation) => correlation > 0.99).length).toBeGreaterThanOrEqual(2);
    }
    // What came late while the worker was busy is caught up with: the delay does not stay.
    const late = frames.map(({ arrivedAt, lineAt }) => arrivedAt - lineAt);
    report(`arrival behind the capture clock (${path})`, late.slice(-60));
    expect(median(late.slice(-60))).toBeLessThan(Math.max(...late) / 4);
  });
}

/** The witness's clock counts whole milliseconds. */
const witnessMs = 1;

test('ducks, pauses and starts are stamped when they were rendered, however late they are told', async () => {
  const { duckMs, pauseMs, startMs, quanta, events } = await page.evaluate(() =>
    window.harness.benchPlayer(24_000, 20),
  );
  report('duck: message to first ducked sample', duckMs);
  report('pause: message to silence', pauseMs);
  report('start: message to first sample', startMs);
  // That a duck acts in the very next quantum is shown above. Here: nothing is stamped before its cause, and nothing
  // waits for more than the next quantum, which is the device's burst and the machine's load.
  const waits = [...duckMs, ...pauseMs, ...startMs];
  expect(waits.filter((ms) => ms >= 0).length).toBeGreaterThanOrEqual(0.9 * waits.length);
  const burstMs = Math.max(...quanta.slice(1).map(({ at }, i) => at - quanta[i]!.at));
  note(`longest time between two quanta ${burstMs.toFixed(1)} ms`);
  expect(median(duckMs)).toBeLessThanOrEqual(burstMs + witnessMs);
  expect(median(pauseMs) - playbackFadeMs).toBeLessThanOrEqual(burstMs + witnessMs);
  expect(median(startMs)).toBeLessThanOrEqual(burstMs + witnessMs);

  const renderedAt = new Map(quanta.map(({ frame, at }) => [frame, at]));
  const told = events
    .filter(({ type }) => type === 'ducked' || type === 'silent' || type === 'first-sample')
    .map(({ frame, stamped, arrivedAt }) => ({
      rendered: renderedAt.get(frame - (frame % 128))!,
      stamped,
      arrivedAt,
    }));
  expect(told.length).toBeGreaterThanOrEqual(60);
  expect(told.every(({ stamped, arrivedAt }) => stamped <= arrivedAt)).toBe(true);
  // The two clocks of the machine stand apart by some ms; the quickest of all messages shows by how much.
  const apart = Math.min(...told.map(({ rendered, arrivedAt }) => arrivedAt - rendered));
  const errors = told.map(({ rendered, stamped }) => Math.abs(stamped - rendered - apart));
  const lateness = told.map(({ rendered, arrivedAt }) => arrivedAt - rendered - apart);
  report('stamp against the witness on the audio thread', errors);
  report('arrival against the same witness', lateness);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(errors)).toBeLessThanOrEqual(sum(lateness) + witnessMs * told.length);
});

test('the VAD worker hears everything from before its model is loaded', async () => {
  const keptAtLeast = 48;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  // Not the module that names its address, which Vite serves under the same path.
  const model = ({ pathname, search }: URL): boolean =>
    pathname.endsWith('/silero_vad_v6.onnx') && search === '';
  await page.route(model, async (route) => {
    await released;
    await route.continue();
  });
  await page.evaluate(([raw, frames]) => window.harness.startListening('v6', raw, frames), [
    raw,
    keptAtLeast,
  ] as const);
  release();
  const { status, marks, frames, types } = await page.evaluate(() => window.harness.finishListening());
  await page.unroute(model);
  expect(status).toEqual({ kind: 'silero', model: 'v6' });
  expect(types.filter((type) => type !== 'frame')).toEqual(['capture-started', 'capture-stopped']);
  expect(frames.map(({ start }) => start)).toEqual(frames.map((_, index) => index * frameSamples));
  const ready = marks.find(({ name }) => name === 'vad.ready')!.at;
  const kept = frames.filter(({ at }) => at < ready);
  expect(kept.length).toBeGreaterThanOrEqual(keptAtLeast);
  // The backlog is judged faster than it was spoken.
  const workedOffMs = kept.at(-1)!.judgedAt - ready;
  note(
    `${kept.length} frames kept while the model was held back, judged within ${workedOffMs.toFixed(0)} ms`,
  );
  expect(workedOffMs).toBeLessThan(kept.at(-1)!.at - kept[0]!.at);
  // From then on a frame is judged as it comes, whatever the page is doing: nothing of the backlog's delay stays.
  const lagOf = (part: typeof frames): readonly number[] => part.map(({ at, judgedAt }) => judgedAt - at);
  const later = lagOf(frames.slice(kept.length + 20));
  report('from the last sample of a frame to its probability', later);
  expect(later.length).toBeGreaterThan(20);
  expect(median(later)).toBeLessThan(median(lagOf(kept)) / 4);
});

test.describe('why there is no microphone', () => {
  const ask = (frame: Page | Frame): Promise<string> =>
    frame.evaluate((raw) => window.harness.startRecording(raw, 'auto'), raw);

  async function inOwnBrowser(
    options: BrowserOptions,
    url: (served: ServedHarness) => string,
    judge: (page: Page) => Promise<void>,
  ): Promise<void> {
    const own = await launchBrowser(options);
    try {
      const page = await own.context.newPage();
      await page.goto(url(served));
      await page.waitForFunction(() => 'harness' in window);
      await judge(page);
    } finally {
      await own.close();
    }
  }

  test('none is connected', async () => {
    await inOwnBrowser(
      { permissions: ['microphone'] },
      ({ url }) => url,
      async (page) => {
        expect(await ask(page)).toBe('failed: mic-none');
      },
    );
  });

  test('it is denied', async () => {
    const extraArgs = ['--use-fake-device-for-media-stream', '--deny-permission-prompts'];
    await inOwnBrowser(
      { extraArgs },
      ({ url }) => url,
      async (page) => {
        expect(await ask(page)).toMatch(/^failed: mic-(denied|dismissed)$/);
      },
    );
  });

  test('the address is not secure', async () => {
    const extraArgs = ['--host-resolver-rules=MAP plain.test 127.0.0.1'];
    const url = ({ port }: ServedHarness) => `http://plain.test:${port}/e2e/harness/index.html`;
    await inOwnBrowser({ extraArgs }, url, async (page) => {
      expect(await ask(page)).toBe('failed: mic-insecure-page');
    });
  });

  test('the page is embedded by one that does not pass it on', async () => {
    await page.evaluate(
      async (src) => {
        const frame = document.createElement('iframe');
        frame.src = src;
        document.body.append(frame);
        await new Promise((resolve) => {
          frame.onload = resolve;
        });
      },
      served.url.replace('localhost', '127.0.0.1'),
    );
    const embedded = page.frames().find((frame) => frame.url().includes('127.0.0.1'))!;
    await embedded.waitForFunction(() => 'harness' in window);
    expect(await ask(embedded)).toBe('failed: mic-blocked-by-policy');
  });
});
