/**
 * From the last word to the first sound, with injected service times (issue's bar: median <= 960 ms over 20 turns with
 * 300 + 350 + 120 ms). The parts are printed beside it and add up.
 */
import { spansOf, type SpanName } from '../core/trace/turn-trace.ts';
import type { TurnSettings } from '../core/profile/profile.ts';
import { inARow, voices } from '../e2e/support/stage.ts';
import { openTalkApp } from '../e2e/support/talk-app.ts';
import type { ServicesOptions } from '../simulators/services/create-services.ts';
import { cuesOnTheTrack, median, quantile, soundOnsets } from './measure-reply.ts';

export interface LatencyCase {
  readonly name: string;
  readonly services: ServicesOptions;
  readonly turn: Partial<TurnSettings>;
}

export interface LatencyReport {
  readonly name: string;
  readonly turns: number;
  /** True last sample readable on the track, to first sound written before the loudspeaker; ms. */
  readonly p50: number;
  readonly p95: number;
  /** Release to first sound, ms. */
  readonly fromRelease: number;
  /** Median length of each part, ms. */
  readonly parts: Readonly<Partial<Record<SpanName, number>>>;
  /** Largest distance of the app's own mark from the independent tap, ms. */
  readonly markError: number;
  readonly underruns: number;
}

const slides = { asrDelayMs: 300, llmDelayMs: 350, ttsDelayMs: 120 };
const noEarlyEnd: Partial<TurnSettings> = { eagerness: 'custom', earlyEndMs: 0 };

export const latencyCases: readonly LatencyCase[] = [
  { name: 'slides: 300 + 350 + 120 ms', services: slides, turn: noEarlyEnd },
  { name: '... at 30 tokens per second', services: { ...slides, llmTps: 30 }, turn: noEarlyEnd },
  {
    name: '... eagerness quick',
    services: slides,
    turn: { eagerness: 'quick', hardEndMs: 400, earlyEndMs: 400 },
  },
  {
    name: 'quick services: 80 + 100 + 50 ms',
    services: { asrDelayMs: 80, llmDelayMs: 100, ttsDelayMs: 50 },
    turn: noEarlyEnd,
  },
];

const replyText = 'script:All right, I will see to it.';

export async function measureLatency(
  { name, services, turn }: LatencyCase,
  turns = 20,
): Promise<LatencyReport> {
  const known = voices('mic_a', 'mic_b');
  const clips = Array.from({ length: turns }, (_, index) => known[index % known.length]!);
  const recording = inARow(clips, { firstMs: 1500, gapMs: 4200 });
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
    const frames = Math.floor(recording.lengthMs / 32);
    await app.page.waitForFunction(
      (wanted) =>
        (window.__echokit?.events ?? []).some(
          (event) => event.type === 'counters' && event.counters.framesHeard >= wanted,
        ),
      frames - 8,
      { timeout: recording.lengthMs + 60_000, polling: 500 },
    );
    const views = (await app.turns()).filter((view) => view.trace.firstSample !== undefined);
    const cues = await cuesOnTheTrack(app.page, recording);
    const onsets = await soundOnsets(app.page, 500);
    const marks = await app.marks('reply.firstSample');
    const waits: number[] = [];
    let markError = 0;
    for (const cue of cues) {
      const sound = onsets.find((at) => at > cue.end);
      const mark = marks.find((at) => at > cue.end);
      if (sound === undefined || sound - cue.end > 4000) continue;
      waits.push(sound - cue.end);
      if (mark !== undefined) markError = Math.max(markError, Math.abs(mark - sound));
    }
    const parts: Partial<Record<SpanName, number>> = {};
    const spans = views.map(({ trace }) => spansOf(trace));
    for (const part of new Set(spans.flatMap((list) => list.map((span) => span.name)))) {
      const lengths = spans.map((list) =>
        list.filter((span) => span.name === part).reduce((sum, { start, end }) => sum + end - start, 0),
      );
      parts[part] = median(lengths);
    }
    const fromRelease = median(
      views.flatMap(({ trace: { released, firstSample } }) =>
        released === undefined || firstSample === undefined ? [] : [firstSample - released],
      ),
    );
    const counters = (await app.events()).findLast((event) => event.type === 'counters');
    return {
      name,
      turns: waits.length,
      p50: median(waits),
      p95: quantile(waits, 0.95),
      fromRelease,
      parts,
      markError,
      underruns: counters?.counters.underruns ?? 0,
    };
  } finally {
    await app.close();
    recording.remove();
  }
}
