/** One contender through one recording. */
import type { Page } from '@playwright/test';
import type { Millis } from '../../core/units.ts';
import type { Stage } from '../../e2e/support/stage.ts';
import { cuesOnTheTrack } from '../seen-from-outside.ts';
import type { Contender } from './contenders.ts';
import { judgeSegments, segmentsOf, type EarsVerdict } from './judge-segments.ts';
import { openContender, startButton } from './open-contender.ts';

export interface EarsRun extends EarsVerdict {
  /** CPU time of the page's thread per second of audio, from the moment it listens. */
  readonly pageCpuMs: Millis;
}

/** CPU time that the page's thread has used so far, as the kernel counts it. */
async function pageThread(page: Page): Promise<() => Promise<Millis>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'ThreadTime')?.value;
    if (seconds === undefined) throw new Error('this browser tells no ThreadTime');
    return seconds * 1000;
  };
}

export async function measureEars(contender: Contender, recording: Stage): Promise<EarsRun> {
  const open = await openContender(contender, {
    microphone: recording.path,
    chatModel: 'empty',
    observed: true,
  });
  try {
    const { page } = open;
    const cpu = await pageThread(page);
    await page.getByRole('button', { name: startButton }).click();
    // The recording begins when the microphone opens, which is before anybody listens.
    const { at: listening } = await open.heard('listening');
    const before = await cpu();
    await page.waitForFunction(
      (until) => performance.timeOrigin + performance.now() > until,
      listening + recording.lengthMs - 200,
      { polling: 500, timeout: recording.lengthMs + 30_000 },
    );
    const pageCpuMs = ((await cpu()) - before) / (recording.lengthMs / 1000);
    const events = await open.events();
    const cues = await cuesOnTheTrack(page, recording);
    // The fake microphone plays its file again and again: what is heard of the second time is not judged.
    const fileEnd = cues[0]!.onset - recording.cues[0]!.atMs + recording.lengthMs;
    return { pageCpuMs, ...judgeSegments(cues, segmentsOf(events.filter(({ at }) => at < fileEnd))) };
  } finally {
    await open.close();
  }
}
