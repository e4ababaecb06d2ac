/** From the true onset of a voice over the reply to silence (issue's bar: median <= 400 ms, worst of ten <= 450 ms). */
import type { Millis } from '../core/units.ts';
import { inARow, voices } from '../e2e/support/stage.ts';
import { openTalkApp } from '../e2e/support/talk-app.ts';
import { instantOfFrame, outputTap } from '../e2e/support/taps.ts';
import { cuesOnTheTrack, median } from './measure-reply.ts';

export interface InterruptionReport {
  readonly interruptions: number;
  /** True onset on the track to `barge.silent`. */
  readonly median: Millis;
  readonly worst: Millis;
  /** Pause decision to silence in the player's graph. */
  readonly stopToSilentWorst: Millis;
  /** The same from outside: onset to the first of at least 20 ms of exact zeros before the loudspeaker. */
  readonly tapMedian: Millis;
  readonly tapWorst: Millis;
  readonly each: readonly Millis[];
}

export async function measureInterruptions(): Promise<InterruptionReport> {
  const known = voices('mic_a', 'mic_b');
  const clips = Array.from({ length: 11 }, (_, index) => known[index % known.length]!);
  const recording = inARow(clips, { firstMs: 1500, gapMs: 3300 });
  const app = await openTalkApp({
    browser: { microphone: recording.path },
    chatModel: 'long',
    turn: { eagerness: 'custom', earlyEndMs: 0 },
    query: '&mic=raw',
    taps: true,
  });
  try {
    await app.startListening();
    await app.page.waitForFunction(
      (wanted) =>
        (window.__echokit?.events ?? []).some(
          (event) => event.type === 'counters' && event.counters.framesHeard >= wanted,
        ),
      Math.floor(recording.lengthMs / 32) - 8,
      { timeout: recording.lengthMs + 60_000, polling: 500 },
    );
    const cues = (await cuesOnTheTrack(app.page, recording)).slice(1);
    const silent = await app.marks('barge.silent');
    const stops = await app.marks('barge.stopCommand');
    const tap = await outputTap(app.page);
    const zeros = zeroRuns(tap.samples, (20 * tap.sampleRate) / 1000).map((index) =>
      instantOfFrame(tap, tap.firstFrame + index),
    );
    const after = (instants: readonly number[], at: number) =>
      (instants.find((one) => one > at) ?? Number.NaN) - at;
    const each = cues.map(({ onset }) => after(silent, onset));
    const tapped = cues.map(({ onset }) => after(zeros, onset));
    return {
      interruptions: each.filter((ms) => Number.isFinite(ms) && ms < 2000).length,
      median: median(each),
      worst: Math.max(...each),
      stopToSilentWorst: Math.max(...stops.map((at) => after(silent, at))),
      tapMedian: median(tapped),
      tapWorst: Math.max(...tapped),
      each,
    };
  } finally {
    await app.close();
    recording.remove();
  }
}

/** Where stretches of at least that many exact zeros begin. */
function zeroRuns(samples: Float32Array, least: number): readonly number[] {
  const runs: number[] = [];
  let zeros = 0;
  samples.forEach((sample, index) => {
    zeros = sample === 0 ? zeros + 1 : 0;
    if (zeros === Math.ceil(least)) runs.push(index - zeros + 1);
  });
  return runs;
}
