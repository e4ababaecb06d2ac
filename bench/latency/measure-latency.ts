/** One conversation with injected service times: every turn's way from the last true sample to the first one heard. */
import type { Millis } from '../../core/units.ts';
import { heardUntil } from '../../e2e/support/states.ts';
import { inARow, voices } from '../../e2e/support/stage.ts';
import { openTalkApp } from '../../e2e/support/talk-app.ts';
import { cuesOnTheTrack, soundOnsets } from '../seen-from-outside.ts';
import type { LatencyCase } from './latency-cases.ts';
import { partsOf, type TurnParts } from './turn-parts.ts';

export interface MeasuredTurn {
  readonly text: string;
  /** Last true sample readable on the track, to the player's `reply.firstSample`. */
  readonly total: Millis;
  /** The same to the first sound in the tap before the loudspeaker, which shares no code with the app. */
  readonly totalByTap: Millis;
  /** From the turn's trace; they add up to `total`. */
  readonly parts: TurnParts;
  readonly fromRelease: Millis;
}

export interface LatencyRun {
  readonly asked: number;
  /** Those that were answered aloud; fewer than asked is a fault. */
  readonly turns: readonly MeasuredTurn[];
  readonly underruns: number;
}

const replyText = 'script:All right, I will see to it.';
/** A reply that has not begun so long after the utterance belongs to another one, or to none. */
const latestReplyMs: Millis = 3500;

export async function measureLatency(
  { services, turn, gapMs }: LatencyCase,
  turns: number,
): Promise<LatencyRun> {
  const known = voices('mic_a', 'mic_b');
  const clips = Array.from({ length: turns }, (_, index) => known[index % known.length]!);
  const recording = inARow(clips, { firstMs: 1500, gapMs });
  const app = await openTalkApp({
    browser: { microphone: recording.path },
    services,
    turn,
    chatModel: replyText,
    query: '&mic=raw',
    taps: true,
  });
  try {
    await app.startListening();
    await heardUntil(app, recording.lengthMs - 300);
    const cues = await cuesOnTheTrack(app.page, recording);
    const onsets = await soundOnsets(app.page, 500);
    const marks = await app.marks('reply.firstSample');
    const traces = (await app.turns()).map(({ trace }) => trace);
    const measured = cues.flatMap(({ text, end }): MeasuredTurn[] => {
      const isReply = (at: Millis | undefined) => at !== undefined && at > end && at - end < latestReplyMs;
      const sound = onsets.find(isReply);
      const mark = marks.find(isReply);
      const trace = traces.find(({ firstSample }) => isReply(firstSample));
      const parts = trace && partsOf(trace, end, services);
      if (sound === undefined || mark === undefined || parts === undefined) return [];
      return [
        {
          text,
          total: mark - end,
          totalByTap: sound - end,
          parts,
          fromRelease: trace!.firstSample! - trace!.released!,
        },
      ];
    });
    const counters = (await app.events()).findLast((event) => event.type === 'counters');
    return { asked: turns, turns: measured, underruns: counters?.counters.underruns ?? 0 };
  } finally {
    await app.close();
    recording.remove();
  }
}
