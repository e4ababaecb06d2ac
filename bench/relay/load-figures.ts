/** What one step of the load came to. */
import { percentile } from '../../core/trace/percentiles.ts';
import { extraDelays, type MessageStream } from './message-stream.ts';

/** One direction of one box, on both ways; over the bus there is none without companions. */
export interface Compared {
  readonly through: MessageStream;
  readonly direct?: MessageStream;
}

export interface DelayFigures {
  readonly messages: number;
  readonly lost: number;
  /** Streams of which something came otherwise than it went. */
  readonly changed: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** Of the way without companion, for comparison. */
  readonly directP99Ms: number;
}

const share = (values: readonly number[], of: number): number => percentile(values, of) ?? Number.NaN;

/** Delays are what the companion adds, message by message; those of the whole way where there is no other. */
export function delayFigures(streams: readonly Compared[]): DelayFigures {
  const all = streams.flatMap(({ through, direct }) =>
    direct === undefined ? [through] : [through, direct],
  );
  const delays = streams.flatMap(({ through, direct }) =>
    direct === undefined ? through.delaysMs : extraDelays(through, direct),
  );
  return {
    messages: streams.reduce((sum, { through }) => sum + through.sent, 0),
    lost: all.reduce((sum, stream) => sum + Math.abs(stream.lost), 0),
    changed: all.filter((stream) => !stream.isUnchanged).length,
    medianMs: share(delays, 0.5),
    p99Ms: share(delays, 0.99),
    worstMs: share(delays, 1),
    directP99Ms: share(
      streams.flatMap(({ direct }) => direct?.delaysMs ?? []),
      0.99,
    ),
  };
}

/** Longest wait for the last messages, once nothing more is sent. */
const drainMs = 15_000;

/** Resolves when everything has come, or will not. */
export async function drained(streams: readonly MessageStream[]): Promise<void> {
  const until = performance.now() + drainMs;
  while (streams.some(({ lost }) => lost > 0) && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

export const mebibytes = (bytes: number): number => bytes / 2 ** 20;

/** A bar for each value, the largest 40 wide. */
export function plotLines(
  points: readonly (readonly [label: string, value: number])[],
  unit: string,
): string[] {
  const most = Math.max(...points.map(([, value]) => value), Number.MIN_VALUE);
  return points.map(([label, value]) => {
    const bar = '#'.repeat(Math.max(0, Math.round((40 * value) / most)));
    return `${label.padStart(10)} ${bar} ${value.toFixed(1)} ${unit}`;
  });
}
