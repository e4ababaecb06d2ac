/** How long the stages of turns usually take, and how long they take at worst. */
import type { Millis } from '../units.ts';
import { spansOf, type SpanName, type TurnTrace } from './turn-trace.ts';

export interface Percentiles {
  readonly p50: Millis;
  readonly p95: Millis;
  /** Values they rest on. */
  readonly count: number;
}

/**
 * The smallest value that is not below this share of all values (nearest rank): always one that was measured.
 * @param share 0 to 1
 * @returns undefined for no values
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  const p50 = percentile(values, 0.5);
  const p95 = percentile(values, 0.95);
  return p50 === undefined || p95 === undefined ? undefined : { p50, p95, count: values.length };
}

/** Of each span over the turns of a conversation. A turn without a span does not count for it. */
export function spanPercentiles(traces: readonly TurnTrace[]): ReadonlyMap<SpanName, Percentiles> {
  const lengths = new Map<SpanName, Millis[]>();
  for (const trace of traces) {
    const ofTurn = new Map<SpanName, Millis>();
    // Waiting for the hard end may come in two parts.
    for (const { name, start, end } of spansOf(trace))
      ofTurn.set(name, (ofTurn.get(name) ?? 0) + end - start);
    for (const [name, length] of ofTurn) lengths.set(name, [...(lengths.get(name) ?? []), length]);
  }
  const result = new Map<SpanName, Percentiles>();
  for (const [name, values] of lengths) {
    const percentiles = percentilesOf(values);
    if (percentiles !== undefined) result.set(name, percentiles);
  }
  return result;
}
