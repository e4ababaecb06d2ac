/** How our probabilities and segments differ from recorded ones. */
import type { Samples } from '../core/units.ts';
import {
  segmentRecording,
  segmentRecordingInSeconds,
  type BatchInput,
  type Segment,
} from '../core/vad/batch-segmenter.ts';
import { parseUpstreamParameters } from '../core/vad/parameters.ts';

export type Judged = Omit<BatchInput, 'parameters'>;
/** Under upstream's names. */
export type UpstreamParams = Readonly<Record<string, unknown>>;

/** @throws when the parameters or the length cannot be */
export function segmentsOf(judged: Judged, params: UpstreamParams): Segment[] {
  const segments = segmentRecording(batchInput(judged, params));
  if (!segments.ok) throw segments.error;
  return segments.value;
}

/** To three decimals, as the recorded ones. @throws like {@link segmentsOf} */
export function secondsOf(judged: Judged, params: UpstreamParams): Segment[] {
  const segments = segmentRecordingInSeconds(batchInput(judged, params), 3);
  if (!segments.ok) throw segments.error;
  return segments.value;
}

function batchInput(judged: Judged, params: UpstreamParams): BatchInput {
  const parameters = parseUpstreamParameters(params);
  if (!parameters.ok) throw parameters.error;
  return { ...judged, parameters: parameters.value };
}

export const sameSegments = (some: readonly Segment[], others: readonly Segment[]): boolean =>
  largestShift(some, others) === 0;

/** How far any border lies from its counterpart; Infinity when there are more on one side. */
export function largestShift(some: readonly Segment[], others: readonly Segment[]): Samples {
  if (some.length !== others.length) return Infinity;
  return some.reduce((largest, { start, end }, i) => {
    const other = others[i]!;
    return Math.max(largest, Math.abs(start - other.start), Math.abs(end - other.end));
  }, 0);
}

/** Over the frames that both have. */
export function largestDifference(some: ArrayLike<number>, others: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < Math.min(some.length, others.length); i += 1)
    largest = Math.max(largest, Math.abs(some[i]! - others[i]!));
  return largest;
}
