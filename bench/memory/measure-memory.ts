/** A contender that listens for minutes, and what its page and its workers hold meanwhile. */
import type { Page } from '@playwright/test';
import type { Millis } from '../../core/units.ts';
import { inARow, voices } from '../../e2e/support/stage.ts';
import type { Contender } from '../ears/contenders.ts';
import { openContender, startButton } from '../ears/open-contender.ts';
import { memoryByThread, type MemoryByThread, type MemoryMeasurement } from './memory-by-thread.ts';

export interface MemorySample {
  /** Since listening began. */
  readonly minutes: number;
  readonly megabytes: MemoryByThread;
}

export interface MemoryRun {
  readonly samples: readonly MemorySample[];
  /** Replies that were spoken meanwhile; the peer has none. */
  readonly replies: number;
}

const sampleEveryMs: Millis = 15_000;
/** The reply that repeats the user's words is over before the next utterance. */
const gapMs: Millis = 5000;
/**
 * Otherwise a measurement waits for the next garbage collection, which on a quiet page is up to minutes away. With it
 * one is made at once, so that every sample is of what is really held.
 */
const eagerMeasurement = '--enable-blink-features=ForceEagerMeasureMemory';

async function readMemory(page: Page): Promise<MemoryByThread> {
  const measurement = await page.evaluate(async () => {
    const { measureUserAgentSpecificMemory: measure } = performance as unknown as {
      measureUserAgentSpecificMemory?: () => Promise<MemoryMeasurement>;
    };
    return measure === undefined ? null : await measure.call(performance);
  });
  if (measurement === null)
    throw new Error('memory cannot be measured: the page is not cross-origin isolated');
  return memoryByThread(measurement);
}

/** The recording is played again and again. */
export async function measureMemory(contender: Contender, minutes: number): Promise<MemoryRun> {
  const recording = inARow(voices('mic_a', 'mic_b'), { firstMs: 1500, gapMs });
  const open = await openContender(contender, {
    microphone: recording.path,
    chatModel: 'quote',
    observed: false,
    extraArgs: [eagerMeasurement],
  });
  try {
    const { page } = open;
    await page.getByRole('button', { name: startButton }).click();
    const samples: MemorySample[] = [];
    const beganAt = Date.now();
    const elapsed = () => Date.now() - beganAt;
    for (let due = sampleEveryMs; due <= minutes * 60_000; due += sampleEveryMs) {
      // Memory over so many minutes: here time itself is what is waited for.
      await page.waitForTimeout(due - elapsed());
      samples.push({ minutes: elapsed() / 60_000, megabytes: await readMemory(page) });
    }
    const replies = open.services.log.filter(({ route, status }) => route === 'tts' && status === 200).length;
    return { samples, replies };
  } finally {
    await open.close();
    recording.remove();
  }
}
