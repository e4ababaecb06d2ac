/** `latency`: from the last word to the first sound, and where the time went. */
import { atLeast, atMost, inTurn, rounded, type Bench, type BenchOptions, type Verdict } from '../bench.ts';
import { mean, median, p95, sum } from '../statistics.ts';
import { latencyCases, type LatencyCase } from './latency-cases.ts';
import { measureLatency, type LatencyRun, type MeasuredTurn } from './measure-latency.ts';
import { partNames } from './turn-parts.ts';

/** Mean length of an utterance of the recordings, and opening and closing a browser; for the estimate. */
const utteranceMs = 1700;
const openingMs = 10_000;
/** Parts and total come from the same instants by different ways: more than rounding between them is a fault. */
const addingErrorMs = 0.5;

const chosen = ({ only }: BenchOptions): readonly LatencyCase[] =>
  latencyCases.filter(({ name }) => name.includes(only ?? ''));

const hopsAndCushion = ({ parts }: MeasuredTurn): number => parts.hops + parts.cushion;
const partsTogether = ({ parts }: MeasuredTurn): number => sum(partNames.map((name) => parts[name]));

/** A row per figure; the parts of the row of means add up to its total. */
function printRun({ turns, asked, underruns }: LatencyRun): void {
  const row = (of: (values: readonly number[]) => number) => ({
    ...Object.fromEntries(
      partNames.map((name) => [name, rounded(of(turns.map(({ parts }) => parts[name])))]),
    ),
    total: rounded(of(turns.map(({ total }) => total))),
    'by the tap': rounded(of(turns.map(({ totalByTap }) => totalByTap))),
    'from release': rounded(of(turns.map(({ fromRelease }) => fromRelease))),
  });
  console.log(`${turns.length} of ${asked} turns answered, ${underruns} underruns; ms`);
  console.table({ mean: row(mean), p50: row(median), p95: row(p95) });
}

/** Medians over the runs of what each run shows. */
function judge({ name, bars }: LatencyCase, runs: readonly LatencyRun[]): readonly Verdict[] {
  const over = (of: (turns: readonly MeasuredTurn[]) => number) => median(runs.map(({ turns }) => of(turns)));
  const p50 = over((turns) => median(turns.map(({ total }) => total)));
  const tail = over((turns) => p95(turns.map(({ total }) => total)));
  const byTap = over((turns) => median(turns.map(({ totalByTap }) => totalByTap)));
  const own = over((turns) => median(turns.map(hopsAndCushion)));
  // The one figure that holds for every turn of every run.
  const slowest = Math.max(...runs.flatMap(({ turns }) => turns.map(({ fromRelease }) => fromRelease)));
  const apart = over((turns) => Math.max(...turns.map((turn) => Math.abs(turn.total - partsTogether(turn)))));
  console.log(
    `${name}: p50 ${rounded(p50)} (by the tap ${rounded(byTap)}), p95 ${rounded(tail)}, hops + cushion ${rounded(own)}, ` +
      `release to first sample at worst ${rounded(slowest)} ms (medians of ${runs.length} runs, worst of all)\n`,
  );
  const asked = sum(runs.map((run) => run.asked));
  return [
    atLeast(`${name}: turns answered`, sum(runs.map(({ turns }) => turns.length)), asked),
    atMost(`${name}: sum of the parts against the total, worst turn, ms`, apart, addingErrorMs),
    ...(bars.p50 === undefined
      ? []
      : [
          atMost(`${name}: median, ms`, p50, bars.p50),
          atMost(`${name}: median by the tap, ms`, byTap, bars.p50),
        ]),
    ...(bars.hopsAndCushion === undefined
      ? []
      : [atMost(`${name}: hops + cushion, median, ms`, own, bars.hopsAndCushion)]),
    ...(bars.fromRelease === undefined
      ? []
      : [atMost(`${name}: release to first sample, worst turn, ms`, slowest, bars.fromRelease)]),
  ];
}

export const latency: Bench = {
  estimateMinutes: (options) =>
    (options.runs *
      sum(
        chosen(options).map(
          ({ turns, gapMs }) => openingMs + (options.turns ?? turns) * (utteranceMs + gapMs),
        ),
      )) /
    60_000,

  async run(options) {
    const verdicts: Verdict[] = [];
    const measured: Record<string, readonly LatencyRun[]> = {};
    for (const one of chosen(options)) {
      console.log(one.name);
      const runs = await inTurn(options.runs, async () => {
        const run = await measureLatency(one, options.turns ?? one.turns);
        printRun(run);
        return run;
      });
      verdicts.push(...judge(one, runs));
      measured[one.name] = runs;
    }
    return { verdicts, measured };
  },
};
