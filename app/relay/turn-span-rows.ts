/** A turn's trace as rows: what followed what since the last word. Pure arithmetic. */
import { spansOf, type SpanName, type TurnTrace } from '../../core/trace/turn-trace.ts';
import type { Millis } from '../../core/units.ts';

export interface SpanRow {
  readonly name: Exclude<SpanName, 'turn:total'>;
  /** From the last voiced sample, or from the sending of what was written. */
  readonly fromMs: Millis;
  readonly lengthMs: Millis;
}

export interface SpanRows {
  readonly rows: readonly SpanRow[];
  /** To the first sound; absent while there is none. */
  readonly totalMs?: Millis;
  /** The drawing is so long. */
  readonly scaleMs: Millis;
}

export function spanRowsOf(trace: TurnTrace): SpanRows {
  const zero = trace.lastVoiced ?? trace.released;
  if (zero === undefined) return { rows: [], scaleMs: 0 };
  const rows: SpanRow[] = [];
  let totalMs: Millis | undefined;
  for (const { name, start, end } of spansOf(trace)) {
    if (name === 'turn:total') totalMs = end - start;
    // What rounds to nothing would only be a row to skip.
    else if (Math.round(end - start) > 0) rows.push({ name, fromMs: start - zero, lengthMs: end - start });
  }
  const scaleMs = Math.max(1, ...rows.map(({ fromMs, lengthMs }) => fromMs + lengthMs));
  return { rows, scaleMs, ...(totalMs === undefined ? {} : { totalMs }) };
}
