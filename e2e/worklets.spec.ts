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
import { serveHarness, type ServedHarness } from './harness/serve-harness.ts';
import { launchBrowser, type BrowserOptions, type LaunchedBrowser } from './support/launch.ts';

test.describe.configure({ mode: 'default' });

/** What the fake microphone says: noise up to 4 kHz, which tells every sample from every other, 8 s at 16 kHz. */
const spoken = resample(noise(11, 8 * 8000, 0.3), 8000, 16_000);

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

/** p-th percentile, nearest rank. */
function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))]!;
}

function report(name: string, values: readonly number[]): void {
  const line = [50, 95, 100].map((p) => `p${p} ${percentile(values, p).toFixed(2)}`).join(', ');
  note(`${name}: ${line} ms (n=${values.length})`);
}

const note = (description: string): void => {
  test.info().annotations.push({ type: 'measured', description });
};

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
  expect(silentFrame - pausedAt).toBeLessThanOrEqual(0.005 * rate);
  const resumedAt = Math.ceil((0.4 * rate) / 128) * 128;
  expect(heard.slice(silentFrame, resumedAt).every((sample) => sample === 0)).toBe(true);
  // After its fade-in the rest is the very sound that was held back, from the sample at which the fade-out began.
  const fade = Math.ceil(0.005 * rate);
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
      const aligned = bestAlignment(recording.samples.slice(8000), spoken);
      note(`raw microphone: correlation ${aligned.correlation.toFixed(5)} over ${aligned.samples} samples`);
      expect(aligned.samples).toBeGreaterThan(32_000);
      expect(aligned.correlation).toBeGreaterThan(0.99);
    } else {
      // The queue in front of an AudioContext may cut on a busy machine (see track-reader.ts): judged piece by piece.
      const pieces = Array.from({ length: 7 }, (_, i) =>
        recording.samples.slice(8000 + 12_000 * i, 9600 + 12_000 * i),
      );
      const alike = pieces.map((piece) => bestAlignment(piece, spoken).correlation);
      note(
        `raw microphone by the worklet: correlation of 100 ms pieces ${alike.map((value) => value.toFixed(3)).join(' ')}`,
      );
      expect(percentile(alike, 75)).toBeGreaterThan(0.99);
    }
    const late = frames.slice(-60).map(({ arrivedAt, lineAt }) => arrivedAt - lineAt);
    report(`arrival behind the capture clock (${path})`, late);
    expect(percentile(late, 50)).toBeLessThan(20);
  });
}

/** The source is looked up in steps of an eighth of a sample. */
const finer = 8;

/** How alike the recording and the source are where they match best, up to the source's end. */
function bestAlignment(
  part: readonly number[],
  source: Float32Array,
): { readonly samples: number; readonly correlation: number } {
  const fine = resample(source, 16_000, 16_000 * finer);
  const roomFor = (length: number): number => fine.length - length * finer;
  const best = (from: number, to: number, step: number, length: number) => {
    let found = { offset: 0, correlation: -1 };
    for (let offset = from; offset <= to; offset += step) {
      const correlation = correlate(part, fine, offset, length);
      if (correlation > found.correlation) found = { offset, correlation };
    }
    return found;
  };
  const start = Math.min(part.length, 500);
  const rough = best(0, roomFor(start), finer / 2, start).offset;
  const near = best(Math.max(0, rough - finer), Math.min(roomFor(start), rough + finer), 1, start).offset;
  const length = Math.min(part.length, Math.floor((fine.length - near) / finer));
  return { samples: length, correlation: correlate(part, fine, near, length) };
}

function correlate(part: readonly number[], fine: Float32Array, offset: number, length: number): number {
  let [both, mine, theirs] = [0, 0, 0];
  for (let i = 0; i < length; i += 1) {
    const sample = fine[offset + i * finer]!;
    both += part[i]! * sample;
    mine += part[i]! ** 2;
    theirs += sample ** 2;
  }
  return both / Math.sqrt(mine * theirs);
}

test('ducks, pauses and starts are fast, and stamped within 3 ms', async () => {
  const result = await page.evaluate(() => window.harness.benchPlayer(24_000, 20));
  report('duck: message to first ducked sample', result.duckMs);
  report('pause: message to silence', result.pauseMs);
  report('start: message to first sample', result.startMs);
  // That a duck acts in the very next quantum is shown above; the rest is the device's burst and the machine's load.
  expect(percentile(result.duckMs, 50)).toBeLessThanOrEqual(20);
  expect(percentile(result.pauseMs, 50)).toBeLessThanOrEqual(20);

  const renderedAt = new Map(result.quanta.map(({ frame, at }) => [frame, at]));
  const told = result.events
    .filter(({ type }) => type === 'ducked' || type === 'silent' || type === 'first-sample')
    .map(({ frame, stamped, arrivedAt }) => ({
      rendered: renderedAt.get(frame - (frame % 128))!,
      stamped,
      arrivedAt,
    }));
  // The two clocks of the machine stand apart by some ms; the quickest of all messages shows by how much.
  const apart = Math.min(...told.map(({ rendered, arrivedAt }) => arrivedAt - rendered));
  const stamps = told.map(({ rendered, stamped, arrivedAt }) => ({
    error: Math.abs(stamped - rendered - apart),
    late: arrivedAt - rendered - apart,
  }));
  report(
    'stamp against the witness on the audio thread (which counts whole ms)',
    stamps.map(({ error }) => error),
  );
  expect(stamps.length).toBeGreaterThanOrEqual(60);
  // A message that the worker got late hides when its frame was rendered.
  const prompt = stamps.filter(({ late }) => late <= 3).map(({ error }) => error);
  expect(prompt.length).toBeGreaterThan(stamps.length / 2);
  expect(percentile(prompt, 95)).toBeLessThanOrEqual(3);
});

test('the VAD worker hears everything from before its model is loaded', async () => {
  const { status, marks, frames, types, askedAt, openedAt } = await page.evaluate(
    (raw) => window.harness.listenWithModel('v6', raw),
    raw,
  );
  expect(status).toEqual({ kind: 'silero', model: 'v6' });
  expect(types.filter((type) => type !== 'frame')).toEqual(['capture-started', 'capture-stopped']);
  expect(frames.map(({ start }) => start)).toEqual(frames.map((_, index) => index * 512));
  const ready = marks.find(({ name }) => name === 'vad.ready')!.at;
  const before = frames.filter(({ at }) => at < ready);
  note(`microphone open ${(openedAt - askedAt).toFixed(0)} ms after the question`);
  note(
    `first sample ${(frames[0]!.at - 32 - askedAt).toFixed(0)} ms after the question, model ready after ${(ready - askedAt).toFixed(0)} ms, ${before.length} frames kept meanwhile`,
  );
  expect(frames[0]!.at).toBeLessThan(ready);
  // Once the backlog is worked off, a frame is judged as soon as it is whole, whatever the page is doing.
  const lag = frames.slice(before.length + 20).map(({ at, judgedAt }) => judgedAt - at);
  report('from the last sample of a frame to its probability', lag);
  expect(lag.length).toBeGreaterThan(20);
  expect(percentile(lag, 50)).toBeLessThan((ready - frames[0]!.at) / 4);
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
