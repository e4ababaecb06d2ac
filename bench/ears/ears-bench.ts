/** `ears`: ours beside MicVAD, as shipped and with our thresholds and silence. */
import type { Millis } from '../../core/units.ts';
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
import { sharedDelays, type Delays } from './judge-segments.ts';
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

const delaysOf = ({ delays }: EarsRun, which: keyof Delays): readonly Millis[] =>
  delays.flatMap(({ [which]: delay }) => (delay === undefined ? [] : [delay]));

function summarise(runs: readonly EarsRun[]): Summary {
  const over = (of: (run: EarsRun) => number) => rounded(median(runs.map(of)));
  return {
    pageCpuMs: over((run) => run.pageCpuMs),
    startP50: over((run) => median(delaysOf(run, 'start'))),
    startP95: over((run) => p95(delaysOf(run, 'start'))),
    endP50: over((run) => median(delaysOf(run, 'end'))),
    endP95: over((run) => p95(delaysOf(run, 'end'))),
    found: sum(runs.map((run) => run.found)),
    utterances: sum(runs.map((run) => run.utterances)),
    falseAlarms: sum(runs.map((run) => run.falseAlarms)),
  };
}

/** Delays of ours and of a peer, each the median over the runs, of the utterances that both found. */
function compareDelays(own: readonly EarsRun[], peer: readonly EarsRun[], which: keyof Delays) {
  const pairs = own.map((run, index) => sharedDelays([run, peer[index]!], which));
  const over = (side: 'own' | 'peer', figure: (delays: readonly Millis[]) => number) =>
    rounded(median(pairs.map((pair) => figure(pair[side]))));
  return {
    p50: { own: over('own', median), peer: over('peer', median) },
    p95: { own: over('own', p95), peer: over('peer', p95) },
  };
}

function judgeRoom(room: string, byContender: ReadonlyMap<string, readonly EarsRun[]>): readonly Verdict[] {
  const ownRuns = byContender.get(ours.name)!;
  const own = summarise(ownRuns);
  return peers.flatMap(({ name }) => {
    const peerRuns = byContender.get(name)!;
    const peer = summarise(peerRuns);
    const against = (figure: string) => `${room}, ${figure} against ${name}`;
    const delays = (['start', 'end'] as const).flatMap((which) => {
      const { p50, p95 } = compareDelays(ownRuns, peerRuns, which);
      return [
        atMost(against(`${which} delay p50, ms`), p50.own, p50.peer + tolerance.p50Ms),
        atMost(against(`${which} delay p95, ms`), p95.own, p95.peer + tolerance.p95Ms),
      ];
    });
    return [
      below(against('page-thread CPU per second, ms'), own.pageCpuMs, peer.pageCpuMs),
      ...delays,
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
  return { verdicts: judgeRoom(name, byContender), measured: Object.fromEntries(byContender) };
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
