/** `ears`: ours beside MicVAD, as shipped and with our thresholds and silence. */
import {
  atLeast,
  atMost,
  below,
  inTurn,
  rounded,
  type Bench,
  type BenchOptions,
  type Verdict,
} from '../bench.ts';
import { median, p95, sum } from '../statistics.ts';
import { contenders, ours, peers } from './contenders.ts';
import { countAloud } from './counted-words.ts';
import { measureEars, type EarsRun } from './measure-ears.ts';
import { measureFirstWords, type FirstWordsRun } from './measure-first-words.ts';
import { noisyRecording } from './noisy-recording.ts';

const rooms: readonly { readonly name: string; readonly snrDb: number | null }[] = [
  { name: 'quiet room', snrDb: null },
  { name: '20 dB noise', snrDb: 20 },
  { name: '10 dB noise', snrDb: 10 },
  { name: '5 dB noise', snrDb: 5 },
];
const firstWords = 'first words';

/** "No worse" means within this of the peer: a frame at the median, two in the tail, one utterance in all runs. */
const tolerance = { p50Ms: 32, p95Ms: 64, utterances: 1 };

/** Of a run of one contender, roughly; for the estimate. */
const roomMs = 46_000;
const firstWordsMs = 11_000;

const isChosen = (name: string, { only }: BenchOptions): boolean => name.includes(only ?? '');

interface Summary {
  readonly pageCpuMs: number;
  readonly startP50: number;
  readonly startP95: number;
  readonly endP50: number;
  readonly endP95: number;
  /** In all runs together. */
  readonly found: number;
  readonly utterances: number;
  readonly falseAlarms: number;
}

function summarise(runs: readonly EarsRun[]): Summary {
  const over = (of: (run: EarsRun) => number) => rounded(median(runs.map(of)));
  return {
    pageCpuMs: over((run) => run.pageCpuMs),
    startP50: over((run) => median(run.startDelays)),
    startP95: over((run) => p95(run.startDelays)),
    endP50: over((run) => median(run.endDelays)),
    endP95: over((run) => p95(run.endDelays)),
    found: sum(runs.map((run) => run.found)),
    utterances: sum(runs.map((run) => run.utterances)),
    falseAlarms: sum(runs.map((run) => run.falseAlarms)),
  };
}

function judgeRoom(room: string, summaries: ReadonlyMap<string, Summary>): readonly Verdict[] {
  const own = summaries.get(ours.name)!;
  return peers.flatMap(({ name }) => {
    const peer = summaries.get(name)!;
    const against = (figure: string) => `${room}, ${figure} against ${name}`;
    return [
      below(against('page-thread CPU per second, ms'), own.pageCpuMs, peer.pageCpuMs),
      atMost(against('start delay p50, ms'), own.startP50, peer.startP50 + tolerance.p50Ms),
      atMost(against('start delay p95, ms'), own.startP95, peer.startP95 + tolerance.p95Ms),
      atMost(against('end delay p50, ms'), own.endP50, peer.endP50 + tolerance.p50Ms),
      atMost(against('end delay p95, ms'), own.endP95, peer.endP95 + tolerance.p95Ms),
      atLeast(against('utterances found'), own.found, peer.found - tolerance.utterances),
      atMost(against('false alarms'), own.falseAlarms, peer.falseAlarms + tolerance.utterances),
    ];
  });
}

async function compareRoom({ name, snrDb }: (typeof rooms)[number], runs: number) {
  const byContender = new Map<string, EarsRun[]>(contenders.map((one) => [one.name, []]));
  await inTurn(runs, async (run) => {
    const recording = noisyRecording(snrDb, run + 1);
    try {
      for (const one of contenders) byContender.get(one.name)!.push(await measureEars(one, recording));
    } finally {
      recording.remove();
    }
  });
  const summaries = new Map([...byContender].map(([contender, list]) => [contender, summarise(list)]));
  console.log(`${name}; delays in ms against the truth, medians of ${runs} runs, counts of all runs`);
  console.table(Object.fromEntries(summaries));
  return { verdicts: judgeRoom(name, summaries), measured: Object.fromEntries(byContender) };
}

async function compareFirstWords(runs: number) {
  const counted = await countAloud();
  const byContender = new Map<string, FirstWordsRun[]>(contenders.map((one) => [one.name, []]));
  await inTurn(runs, async () => {
    for (const one of contenders) byContender.get(one.name)!.push(await measureFirstWords(one, counted));
  });
  const lost = (name: string) => median(byContender.get(name)!.map(({ lostMs }) => lostMs));
  const words = (name: string) => sum(byContender.get(name)!.map(({ lostWords }) => lostWords.length));
  console.log(`${firstWords}: counting to ten from the press on, ${runs} runs`);
  console.table(
    [...byContender].flatMap(([contender, list]) =>
      list.map(({ lostWords, words, ...figures }) => ({
        contender,
        ...Object.fromEntries(Object.entries(figures).map(([figure, ms]) => [figure, rounded(ms)])),
        lost: `${lostWords.length} of ${words}: ${lostWords.join(' ')}`,
      })),
    ),
  );
  const verdicts = peers.flatMap(({ name }) => [
    below(`words lost before listening, against ${name}`, words(ours.name), words(name)),
    below(`speech lost before listening, ms, against ${name}`, lost(ours.name), lost(name)),
  ]);
  return { verdicts, measured: Object.fromEntries(byContender) };
}

export const ears: Bench = {
  estimateMinutes: (options) =>
    (options.runs *
      contenders.length *
      (rooms.filter(({ name }) => isChosen(name, options)).length * roomMs +
        (isChosen(firstWords, options) ? firstWordsMs : 0))) /
    60_000,

  async run(options) {
    const verdicts: Verdict[] = [];
    const measured: Record<string, unknown> = {};
    const keep = (
      name: string,
      result: Awaited<ReturnType<typeof compareRoom | typeof compareFirstWords>>,
    ) => {
      verdicts.push(...result.verdicts);
      measured[name] = result.measured;
    };
    if (isChosen(firstWords, options)) keep(firstWords, await compareFirstWords(options.runs));
    for (const room of rooms)
      if (isChosen(room.name, options)) keep(room.name, await compareRoom(room, options.runs));
    return { verdicts, measured };
  },
};
