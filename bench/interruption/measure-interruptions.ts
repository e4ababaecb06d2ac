/** Ten interruptions of one conversation: from the true onset of each voice to silence. */
import type { Millis } from '../../core/units.ts';
import { soundsOf } from '../../e2e/support/played.ts';
import { inARow, voices } from '../../e2e/support/stage.ts';
import { heardUntil } from '../../e2e/support/states.ts';
import { openTalkApp } from '../../e2e/support/talk-app.ts';
import { outputTap } from '../../e2e/support/taps.ts';
import { cuesOnTheTrack } from '../seen-from-outside.ts';

export const interruptions = 10;
/** From the end of an utterance to the next onset: the reply to it has begun by then and is far from over. */
const gapMs: Millis = 3300;
/** Silence this long after an onset has another reason. */
const latestMs: Millis = 2000;
/** Shorter silences are gaps of a busy machine and no interruption. */
const silenceMs: Millis = 20;

export interface Interruption {
  readonly text: string;
  /** True onset on the track to `barge.silent`; null where the reply went on. */
  readonly toSilent: Millis | null;
  /** The same by the tap: onset to the last sound before the loudspeaker. */
  readonly toSilentByTap: Millis | null;
  /** `barge.stopCommand` to `barge.silent`. */
  readonly stopToSilent: Millis | null;
}

export async function measureInterruptions(): Promise<readonly Interruption[]> {
  const known = voices('mic_a', 'mic_b');
  const clips = Array.from({ length: interruptions + 1 }, (_, index) => known[index % known.length]!);
  const recording = inARow(clips, { firstMs: 1500, gapMs });
  const app = await openTalkApp({
    browser: { microphone: recording.path },
    chatModel: 'long',
    turn: { eagerness: 'custom', earlyEndMs: 0 },
    query: '&mic=raw',
    taps: true,
  });
  try {
    await app.startListening();
    await heardUntil(app, recording.lengthMs - 300);
    const cues = (await cuesOnTheTrack(app.page, recording)).slice(1);
    const silences = await app.marks('barge.silent');
    const stops = await app.marks('barge.stopCommand');
    const sounds = soundsOf(await outputTap(app.page), silenceMs);
    return cues.map(({ text, onset }) => {
      const after = (instants: readonly Millis[], from: Millis) =>
        instants.find((at) => at > from && at - onset < latestMs) ?? null;
      const silent = after(silences, onset);
      const stop = after(stops, onset);
      const interrupted = sounds.find(({ startAt, endAt }) => startAt < onset && endAt > onset);
      const ended = interrupted && interrupted.endAt - onset < latestMs ? interrupted.endAt : null;
      return {
        text,
        toSilent: silent && silent - onset,
        toSilentByTap: ended && ended - onset,
        stopToSilent: silent && stop && silent - stop,
      };
    });
  } finally {
    await app.close();
    recording.remove();
  }
}

/** How long one run takes, roughly. */
export const runMs: Millis = 10_000 + (interruptions + 1) * (1700 + gapMs);
