/** `interruption`: how soon a reply is silent once somebody speaks over it. */
import { atLeast, atMost, inTurn, rounded, type Bench } from '../bench.ts';
import { median, sum } from '../statistics.ts';
import { interruptions, measureInterruptions, runMs, type Interruption } from './measure-interruptions.ts';

type Figure = 'toSilent' | 'toSilentByTap' | 'stopToSilent';

const known = (run: readonly Interruption[], figure: Figure): readonly number[] =>
  run.map((one) => one[figure]).filter((ms) => ms !== null);

function printRun(run: readonly Interruption[]): void {
  console.table(
    run.map(({ text, ...figures }) => ({
      text,
      ...Object.fromEntries(Object.entries(figures).map(([name, ms]) => [name, ms && rounded(ms)])),
    })),
  );
}

export const interruption: Bench = {
  estimateMinutes: ({ runs }) => (runs * runMs) / 60_000,

  async run(options) {
    const runs = await inTurn(options.runs, async () => {
      const run = await measureInterruptions();
      printRun(run);
      return run;
    });
    const over = (of: (values: readonly number[]) => number, figure: Figure) =>
      median(runs.map((run) => of(known(run, figure))));
    const worst = (values: readonly number[]): number => Math.max(...values);
    console.log(
      `by the tap: onset to silence median ${rounded(over(median, 'toSilentByTap'))}, ` +
        `worst ${rounded(over(worst, 'toSilentByTap'))} ms (medians of ${runs.length} runs)`,
    );
    return {
      verdicts: [
        atLeast(
          'interruptions that silenced the reply',
          sum(runs.map((run) => known(run, 'toSilent').length)),
          interruptions * runs.length,
        ),
        atMost('pause decision to silent, worst, ms', over(worst, 'stopToSilent'), 50),
        atMost('true onset to silent, median, ms', over(median, 'toSilent'), 400),
        atMost('true onset to silent, worst of ten, ms', over(worst, 'toSilent'), 450),
      ],
      measured: runs,
    };
  },
};
