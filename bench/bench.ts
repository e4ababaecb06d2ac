/** What every bench has: an estimate, a run, and lines that pass or fail. */

export interface BenchOptions {
  readonly runs: number;
  /** Turns per run, instead of the number each case has of its own; latency only. */
  readonly turns?: number;
  /** Only the cases whose name holds this text. */
  readonly only?: string;
  /** How long memory is watched. */
  readonly minutes: number;
}

/** A figure held against its bar. */
export interface Verdict {
  readonly what: string;
  readonly value: number;
  readonly bar: string;
  readonly passed: boolean;
}

export interface BenchResult {
  readonly verdicts: readonly Verdict[];
  /** Everything that was measured, run by run; goes into the file. */
  readonly measured: unknown;
}

export interface Bench {
  estimateMinutes(options: BenchOptions): number;
  /** Prints its tables; the verdicts are printed by who runs it. */
  run(options: BenchOptions): Promise<BenchResult>;
}

/** Fails where the value is no number. */
export const atMost = (what: string, value: number, most: number): Verdict => ({
  what,
  value,
  bar: `at most ${rounded(most)}`,
  passed: value <= most,
});

/** Ahead, and not merely equal. Fails where the value is no number. */
export const below = (what: string, value: number, bound: number): Verdict => ({
  what,
  value,
  bar: `below ${rounded(bound)}`,
  passed: value < bound,
});

/** Fails where the value is no number. */
export const atLeast = (what: string, value: number, least: number): Verdict => ({
  what,
  value,
  bar: `at least ${rounded(least)}`,
  passed: value >= least,
});

export const rounded = (value: number): number => Math.round(value * 10) / 10;

/** One run after the other, so that none disturbs another. */
export async function inTurn<T>(runs: number, once: (run: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await once(run));
  return results;
}
