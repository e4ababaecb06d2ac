/** `memory`: a conversation beside a bare MicVAD, both listening to the same recording at the same time. */
import { atLeast, atMost, rounded, type Bench } from '../bench.ts';
import { ours, peers } from '../ears/contenders.ts';
import { slope } from '../statistics.ts';
import { measureMemory, type MemoryRun } from './measure-memory.ts';

/** Loading and the first turns are no growth: this share of the time is left out of the slope. */
const warmUpShare = 0.2;
/**
 * "No worse" for what listening holds: our VAD worker against the peer's page, which does nothing else. What the rest
 * of ours holds, a whole app and the conversation so far, has no counterpart; it is printed.
 */
const tolerance = { megabytes: 2, megabytesPerHour: 2 };
const earsOf = { ours: 'vad.worker', peer: 'total' };

interface Course {
  readonly start: number;
  readonly end: number;
  readonly perHour: number;
}

/** @param thread a name of the samples' `megabytes` */
function courseOf({ samples }: MemoryRun, thread: string): Course {
  const points = samples.map(({ minutes, megabytes }) => [minutes / 60, megabytes[thread] ?? 0] as const);
  const settled = points.slice(Math.floor(warmUpShare * points.length));
  return {
    start: rounded(points[0]?.[1] ?? Number.NaN),
    end: rounded(points.at(-1)?.[1] ?? Number.NaN),
    perHour: rounded(slope(settled)),
  };
}

function printRun(name: string, run: MemoryRun): void {
  const threads = new Set(run.samples.flatMap(({ megabytes }) => Object.keys(megabytes)));
  console.log(`${name}: MB, ${run.replies} replies spoken`);
  console.table(Object.fromEntries([...threads].map((thread) => [thread, courseOf(run, thread)])));
}

export const memory: Bench = {
  // Both sides run at once: neither's memory depends on the time it is given.
  estimateMinutes: ({ minutes }) => minutes + 0.5,

  async run({ minutes }) {
    const [shipped] = peers;
    const [ownRun, peerRun] = await Promise.all([
      measureMemory(ours, minutes),
      measureMemory(shipped, minutes),
    ]);
    printRun(ours.name, ownRun);
    printRun(shipped.name, peerRun);
    const own = courseOf(ownRun, earsOf.ours);
    const peer = courseOf(peerRun, earsOf.peer);
    return {
      verdicts: [
        atLeast('replies spoken meanwhile', ownRun.replies, 1),
        atMost(`ears at the end against ${shipped.name}, MB`, own.end, peer.end + tolerance.megabytes),
        atMost(
          `ears' growth against ${shipped.name}, MB per hour`,
          own.perHour,
          peer.perHour + tolerance.megabytesPerHour,
        ),
      ],
      measured: { [ours.name]: ownRun, [shipped.name]: peerRun },
    };
  },
};
