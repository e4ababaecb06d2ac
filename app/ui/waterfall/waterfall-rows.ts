/** A turn's trace as rows of a waterfall: pure arithmetic, so that what is drawn can be tested. */
import { spansOf, type SpanName, type TurnTrace } from '../../../core/trace/turn-trace.ts';
import type { Millis } from '../../../core/units.ts';

export type WaterfallSpanName = Exclude<SpanName, 'turn:total'>;

export interface WaterfallSpan {
  readonly name: WaterfallSpanName;
  /** From the last voiced sample (or the sending of a typed turn). */
  readonly fromMs: Millis;
  readonly lengthMs: Millis;
}

export interface WaterfallMark {
  readonly name: 'soft-end' | 'hard-end';
  readonly atMs: Millis;
}

/** A call that was thrown away. Negative instants lie before the last voiced sample. */
export interface WaterfallDiscard {
  readonly stage: 'asr' | 'llm' | 'tts';
  readonly fromMs: Millis;
  readonly lengthMs: Millis;
}

export interface Waterfall {
  readonly spans: readonly WaterfallSpan[];
  readonly marks: readonly WaterfallMark[];
  readonly discarded: readonly WaterfallDiscard[];
  /** To the first sample heard; absent while there is none. */
  readonly totalMs?: Millis;
}

/** What the EchoKit slides allow from the last word to the first sound, endpointing included. */
export const budgetMs: Millis = 993;

export function waterfallOf(trace: TurnTrace): Waterfall {
  const all = spansOf(trace);
  const zero = trace.lastVoiced ?? trace.released;
  if (zero === undefined) return { spans: [], marks: [], discarded: [] };
  const spans: WaterfallSpan[] = [];
  let totalMs: Millis | undefined;
  for (const { name, start, end } of all) {
    if (name === 'turn:total') totalMs = end - start;
    else spans.push({ name, fromMs: start - zero, lengthMs: end - start });
  }
  const marks: WaterfallMark[] = [];
  if (trace.softEnd !== undefined) marks.push({ name: 'soft-end', atMs: trace.softEnd - zero });
  if (trace.hardEnd !== undefined) marks.push({ name: 'hard-end', atMs: trace.hardEnd - zero });
  const discarded = trace.discarded.flatMap(({ stages, discardedAt }) =>
    stages.map(({ stage, start, end = discardedAt }) => ({
      stage,
      fromMs: start - zero,
      lengthMs: Math.max(0, end - start),
    })),
  );
  return { spans, marks, discarded, ...(totalMs === undefined ? {} : { totalMs }) };
}

/** A turn as far as it is drawn. */
export interface TimedTurn {
  readonly trace: TurnTrace;
  readonly source: 'voice' | 'text' | 'greeting';
}

/** How long the person waited for the first sound of each spoken turn that has one, oldest first. */
export function spokenWaits(turns: readonly TimedTurn[]): readonly Millis[] {
  return turns.flatMap(({ source, trace }) => {
    const { totalMs } = waterfallOf(trace);
    return source === 'voice' && totalMs !== undefined ? [totalMs] : [];
  });
}

/** The scale of the drawing: the budget always fits, longer turns stretch it. */
export function waterfallScaleMs({ spans, marks }: Waterfall): Millis {
  const ends = [...spans.map(({ fromMs, lengthMs }) => fromMs + lengthMs), ...marks.map(({ atMs }) => atMs)];
  return Math.ceil(Math.max(budgetMs * 1.1, ...ends) / 100) * 100;
}
