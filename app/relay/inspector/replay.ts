/** An opened recording that is played again, in its own time. Pure: the clock is handed in. */
import type { Millis } from '../../../core/units.ts';
import type { LogEntry } from './log-entry.ts';

export interface Replay {
  readonly fileName: string;
  readonly entries: readonly LogEntry[];
  /** How many of them are shown. */
  readonly shown: number;
  /** Times the speed at which it happened. */
  readonly speed: number;
  /** While it plays: where it was at which wall instant. */
  readonly running?: { readonly since: Millis; readonly from: Millis };
}

export const replaySpeeds: readonly number[] = [1, 4, 16];

/** All of it is shown at first: it is a table before it is a film. */
export const openReplay = (fileName: string, entries: readonly LogEntry[]): Replay => ({
  fileName,
  entries,
  shown: entries.length,
  speed: 1,
});

/** Where the last shown entry lies in the recording's own time. */
const positionOf = ({ entries, shown }: Replay): Millis => entries[Math.max(0, shown - 1)]?.at ?? 0;

/** From where it stands, or from the beginning once it is at its end. */
export function play(replay: Replay, now: Millis): Replay {
  const atEnd = replay.shown >= replay.entries.length;
  const from = atEnd ? { ...replay, shown: Math.min(1, replay.entries.length) } : replay;
  return { ...from, running: { since: now, from: positionOf(from) } };
}

export function pause({ running: _, ...replay }: Replay): Replay {
  return replay;
}

/** Stops it, and shows one more or one less. */
export const step = (replay: Replay, by: 1 | -1): Replay => showing(replay, replay.shown + by);

/** Stops it where that many entries are shown. */
export function showing(replay: Replay, shown: number): Replay {
  return { ...pause(replay), shown: Math.min(replay.entries.length, Math.max(0, shown)) };
}

export function withSpeed(replay: Replay, speed: number, now: Millis): Replay {
  const { running } = replay;
  if (running === undefined) return { ...replay, speed };
  return { ...replay, speed, running: { since: now, from: instantAt(replay, running, now) } };
}

const instantAt = ({ speed }: Replay, { since, from }: NonNullable<Replay['running']>, now: Millis): Millis =>
  from + (now - since) * speed;

/** Shows what has happened by now, and stops at the end. */
export function advance(replay: Replay, now: Millis): Replay {
  const { running, entries } = replay;
  if (running === undefined) return replay;
  const instant = instantAt(replay, running, now);
  let { shown } = replay;
  // Instants of several companions may lie a little out of order: what follows in the file follows here.
  while (shown < entries.length && entries[shown]!.at <= instant) shown++;
  if (shown >= entries.length) return showing(replay, shown);
  return shown === replay.shown ? replay : { ...replay, shown };
}

/** How long until the next entry is due; undefined while it stands still. */
export function nextDueMs(replay: Replay, now: Millis): Millis | undefined {
  const { running, entries, shown, speed } = replay;
  const next = entries[shown];
  if (running === undefined || next === undefined) return undefined;
  return Math.max(0, (next.at - instantAt(replay, running, now)) / speed);
}
