/** The voice detector where it lives: the app's worker in Chromium, against upstream's results. */
import { existsSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { segmentRecording } from '../core/vad/batch-segmenter.ts';
import {
  fixturesFolder,
  loadReferences,
  upstreamParameters,
  type Reference,
} from '../core/vad/fixtures.testing.ts';
import { serveHarness, type ServedHarness } from './harness/serve-harness.ts';
import { launchBrowser, type LaunchedBrowser } from './support/launch.ts';
import { note } from './support/states.ts';
// Declares `window.vadPage`.
import type {} from './support/vad-page/vad-page.ts';

/** Largest difference between two builds of one runtime. Source: the bar. */
const tolerance = 2e-4;

/** Recordings that lie in this repository; those of other people's voices are only in the shared set. */
const references = loadReferences().filter(({ file }) => existsSync(fixturesFolder + file));
const ofModel = (model: 'v5' | 'v6', sampleRate: number): readonly Reference[] =>
  references.filter((one) => one.model === model && one.sampleRate === sampleRate);

let served: ServedHarness;
let browser: LaunchedBrowser;
let page: Page;

test.beforeAll(async () => {
  served = await serveHarness();
  browser = await launchBrowser({});
  page = await browser.context.newPage();
  await page.goto(new URL('../support/vad-page/index.html', served.url).href);
  await page.waitForFunction(() => 'vadPage' in window);
});

test.afterAll(async () => {
  await browser.close();
  await served.close();
});

const urlsOf = (wanted: readonly Reference[]): readonly string[] =>
  wanted.map(({ file }) => new URL(`../../core/vad/fixtures/${file}`, served.url).href);

function compare(wanted: readonly Reference[], judged: readonly (readonly number[])[]): void {
  let worst = 0;
  let frames = 0;
  let cases = 0;
  for (const [index, reference] of wanted.entries()) {
    const probabilities = judged[index]!;
    expect(probabilities.length, reference.file).toBe(reference.probs.length);
    frames += probabilities.length;
    const differences = probabilities.map((value, frame) => Math.abs(value - reference.probs[frame]!));
    worst = Math.max(worst, ...differences);
    expect(Math.max(...differences), reference.file).toBeLessThanOrEqual(tolerance);
    for (const { id, params, timestamps } of reference.cases) {
      cases += 1;
      const found = segmentRecording({
        probabilities,
        length: reference.numSamples,
        rate: reference.sampleRate,
        parameters: upstreamParameters(params),
      });
      expect(found, `${reference.file} ${id}`).toEqual({ ok: true, value: timestamps });
    }
  }
  note(
    `${wanted.length} recordings, ${frames} frames, ${cases} cases: worst difference ${worst.toExponential(2)}`,
  );
}

for (const model of ['v5', 'v6'] as const) {
  test(`the VAD worker judges as upstream's ${model}, and resets between streams`, async () => {
    const wanted = ofModel(model, 16_000);
    expect(wanted.length).toBeGreaterThanOrEqual(10);
    const { status, probabilities, droppedFrames } = await page.evaluate(
      ([model, urls]) => window.vadPage.hear(model, urls),
      [model, urlsOf(wanted)] as const,
    );
    expect(status).toEqual({ kind: 'silero', model });
    expect(droppedFrames).toBe(0);
    compare(wanted, probabilities);
  });

  test(`the model's code in a worker judges as upstream's ${model} at 8 kHz`, async () => {
    const wanted = ofModel(model, 8_000);
    expect(wanted.length).toBeGreaterThanOrEqual(1);
    const judged = await page.evaluate(([model, urls]) => window.vadPage.judge(model, 8_000, urls), [
      model,
      urlsOf(wanted),
    ] as const);
    compare(wanted, judged);
  });
}
