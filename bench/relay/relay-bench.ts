/** `relay`: what the companion adds to the delay of boxes that it passes through, and how it grows with their number. */
import { atMost, inTurn, rounded, type Bench, type BenchOptions, type Verdict } from '../bench.ts';
import { median, slope, sum } from '../statistics.ts';
import { plotLines, type DelayFigures, type ProcessShare } from './load-figures.ts';
import { measureBus, type BusFigures } from './measure-bus.ts';
import { PassThroughLoad, type PassThroughFigures } from './measure-pass-through.ts';
import { hasNatsServer } from './nats-server.ts';
import { turnMs } from './relay-load.ts';

/** One after the other, each on top of the one before. */
const steps = [10, 50, 100, 150, 200];
const busBoxes = 50;
/** Half a minute of talk in each step. */
const usualTurns = 6;

const stepName = (boxes: number): string => `${boxes} boxes passed through`;
const busName = `${busBoxes} boxes over NATS`;

const chosenSteps = ({ only = '' }: BenchOptions): readonly number[] =>
  steps.filter((boxes) => stepName(boxes).includes(only));
const isBusChosen = ({ only = '' }: BenchOptions): boolean => busName.includes(only);

async function measurePassThrough(options: BenchOptions): Promise<readonly PassThroughFigures[]> {
  const chosen = chosenSteps(options);
  if (chosen.length === 0) return [];
  const load = new PassThroughLoad();
  try {
    await load.open();
    await load.measure(chosen[0]!, 1); // the first seconds are the compiler's
    const figures: PassThroughFigures[] = [];
    for (const boxes of chosen) figures.push(await load.measure(boxes, options.turns ?? usualTurns));
    return figures;
  } finally {
    await load.close();
  }
}

const delayColumns = (name: string, { medianMs, p99Ms, worstMs, directP99Ms }: DelayFigures) =>
  Object.fromEntries(
    Object.entries({ median: medianMs, p99: p99Ms, worst: worstMs, direct: directP99Ms })
      .filter(([, value]) => !Number.isNaN(value))
      .map(([column, value]) => [`${name} ${column}`, rounded(value)]),
  );

const countColumns = (...both: readonly DelayFigures[]) => ({
  frames: sum(both.map(({ messages }) => messages)),
  lost: sum(both.map(({ lost }) => lost)),
  changed: sum(both.map(({ changed }) => changed)),
});

/** Two cores are full at 200 %: what the bench itself needs is told beside what the companion does. */
function printProcesses(when: string, processes: readonly ProcessShare[]): void {
  const told = processes.map(
    ({ process, cpuPercent, loopP99Ms }) =>
      `${process} ${rounded(cpuPercent)} % (loop late by ${rounded(loopP99Ms)} ms)`,
  );
  console.log(`of a core, p99, ${when}: ${told.join(', ')}`);
}

function printPassThrough(run: readonly PassThroughFigures[]): void {
  console.log('added by the companion, ms; `direct` is p99 of the way without it');
  console.table(
    run.map(({ boxes, up, down, unwatched, residentMb, liveMb }) => ({
      boxes,
      ...delayColumns('up', up),
      ...delayColumns('down', down),
      ...countColumns(up, down),
      unwatched,
      'resident MB': rounded(residentMb),
      'live MB': rounded(liveMb),
    })),
  );
  for (const { boxes, processes } of run) printProcesses(`with ${boxes} boxes`, processes);
  const plot = (title: string, of: (figures: PassThroughFigures) => number, unit: string) => {
    console.log(title);
    for (const line of plotLines(
      run.map((figures) => [`${figures.boxes} boxes`, of(figures)]),
      unit,
    ))
      console.log(line);
  };
  plot('live memory', ({ liveMb }) => liveMb, 'MB');
  plot('processor', ({ processes }) => processes[0]?.cpuPercent ?? Number.NaN, '% of a core');
  plot('added up, p99', ({ up }) => up.p99Ms, 'ms');
  plot('added down, p99', ({ down }) => down.p99Ms, 'ms');
  if (run.length > 1) console.log(`memory per box: ${Math.round(perBoxKb(run))} KB live`);
}

/** By least squares over the steps. */
const perBoxKb = (run: readonly PassThroughFigures[]): number =>
  slope(run.map(({ boxes, liveMb }) => [boxes, liveMb * 1_024]));

function passThroughVerdicts(runs: readonly (readonly PassThroughFigures[])[]): readonly Verdict[] {
  const largest = runs.flatMap((run) => run.at(-1) ?? []);
  const all = runs.flat();
  if (largest.length === 0) return [];
  const over = (of: (figures: PassThroughFigures) => number) => median(largest.map(of));
  const total = (of: (figures: PassThroughFigures) => number) => all.reduce((sum, one) => sum + of(one), 0);
  const name = stepName(largest[0]!.boxes);
  return [
    atMost(
      `${name}: added up, p99, ms`,
      over(({ up }) => up.p99Ms),
      5,
    ),
    atMost(
      `${name}: added down, p99, ms`,
      over(({ down }) => down.p99Ms),
      20,
    ),
    atMost(
      'frames lost',
      total(({ up, down }) => up.lost + down.lost),
      0,
    ),
    atMost(
      'streams that came otherwise than they went',
      total(({ up, down }) => up.changed + down.changed),
      0,
    ),
    atMost(
      'frames that the watching reader missed',
      total(({ unwatched }) => Math.abs(unwatched)),
      0,
    ),
    atMost('complaints in the log', Math.max(...all.map(({ log }) => log.length)), 0),
  ];
}

function busVerdicts(runs: readonly BusFigures[]): readonly Verdict[] {
  if (runs.length === 0) return [];
  const total = (of: (figures: BusFigures) => number) => runs.reduce((sum, one) => sum + of(one), 0);
  return [
    atMost(`${busName}: box to tab, p99, ms`, median(runs.map(({ up }) => up.p99Ms)), 20),
    atMost(`${busName}: tab to box, p99, ms`, median(runs.map(({ down }) => down.p99Ms)), 20),
    atMost(
      `${busName}: frames lost`,
      total(({ up, down, gaps }) => up.lost + down.lost + gaps),
      0,
    ),
    atMost(
      `${busName}: streams changed`,
      total(({ up, down }) => up.changed + down.changed),
      0,
    ),
  ];
}

export const relay: Bench = {
  estimateMinutes(options) {
    const stepsInRun = chosenSteps(options).length + (isBusChosen(options) ? 1 : 0);
    return (options.runs * stepsInRun * ((options.turns ?? usualTurns) * turnMs + 8_000)) / 60_000;
  },

  async run(options) {
    const passed = await inTurn(options.runs, async () => {
      const run = await measurePassThrough(options);
      if (run.length > 0) printPassThrough(run);
      return run;
    });
    const withBus = isBusChosen(options) && hasNatsServer();
    if (isBusChosen(options) && !withBus)
      console.log('There is no nats-server here: the bus is not measured.');
    const bus = await inTurn(withBus ? options.runs : 0, async () => {
      const figures = await measureBus(busBoxes, options.turns ?? usualTurns);
      const { boxes, up, down, processes } = figures;
      console.log('from box to tab and from tab to box over the bus, ms');
      const columns = { ...delayColumns('up', up), ...delayColumns('down', down), ...countColumns(up, down) };
      console.table([{ boxes, ...columns }]);
      printProcesses(`with ${boxes} boxes over the bus`, processes);
      return figures;
    });
    return { verdicts: [...passThroughVerdicts(passed), ...busVerdicts(bus)], measured: { passed, bus } };
  },
};
