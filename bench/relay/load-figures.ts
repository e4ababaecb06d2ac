/** What one step of the load came to. */
import { percentile } from '../../core/trace/percentiles.ts';
import type { Child, ProcessLoad } from './child-process.ts';
import type { SideCounts } from './load-ways.ts';
import { delaysMs, extraDelays, isUnchanged, lost, type MessageStream } from './message-stream.ts';

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

/** What a process of the bench took of one core, and how late its event loop was. */
export interface ProcessShare {
  readonly process: string;
  readonly cpuPercent: number;
  readonly loopP99Ms: number;
}

const share = (values: readonly number[], of: number): number => percentile(values, of) ?? Number.NaN;

/** Delays are what the companion adds, message by message; those of the whole way where there is no other. */
export function delayFigures(streams: readonly Compared[]): DelayFigures {
  const all = streams.flatMap(({ through, direct }) =>
    direct === undefined ? [through] : [through, direct],
  );
  const delays = streams.flatMap(({ through, direct }) =>
    direct === undefined ? delaysMs(through) : extraDelays(through, direct),
  );
  return {
    messages: streams.reduce((sum, { through }) => sum + through.sent.atMs.length, 0),
    lost: all.reduce((sum, stream) => sum + Math.abs(lost(stream)), 0),
    changed: all.filter((stream) => !isUnchanged(stream)).length,
    medianMs: share(delays, 0.5),
    p99Ms: share(delays, 0.99),
    worstMs: share(delays, 1),
    directP99Ms: share(
      streams.flatMap(({ direct }) => (direct === undefined ? [] : delaysMs(direct))),
      0.99,
    ),
  };
}

/** Longest wait for the last messages, once nothing more is sent. */
const drainMs = 15_000;

type CountingChild = Child<
  { readonly type: 'count' },
  { readonly type: string } | ({ readonly type: 'counted' } & SideCounts)
>;

/** Resolves when everything has come, or will not. */
export async function drained(one: CountingChild, other: CountingChild): Promise<void> {
  const until = performance.now() + drainMs;
  const counts = async (child: CountingChild): Promise<SideCounts> => {
    const told = await child.ask({ type: 'count' });
    if ('sent' in told) return told;
    throw new Error(`a process of the bench told "${told.type}" when it was asked to count`);
  };
  for (;;) {
    const [here, there] = [await counts(one), await counts(other)];
    const isAll = here.sent === there.arrived && there.sent === here.arrived;
    if (isAll || performance.now() > until) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** To be called before and after what is measured. @returns of the time in between */
export async function shares(
  children: Readonly<Record<string, { load(): Promise<ProcessLoad> }>>,
  seconds: number,
): Promise<readonly ProcessShare[]> {
  const told: ProcessShare[] = [];
  for (const [process, child] of Object.entries(children)) {
    const { cpuMs, loopP99Ms } = await child.load();
    told.push({ process, cpuPercent: cpuMs / seconds / 10, loopP99Ms });
  }
  return told;
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
