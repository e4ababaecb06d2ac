/** The list of what passed: bounded, oldest first, with every gap told. Pure. */
import type { BoxId, SocketId } from '../../../core/relay/relay-message.ts';
import type { RelayFact } from '../../../workers/relay-api.ts';
import type { LogEntry } from './log-entry.ts';
import { readFrame } from './read-frame.ts';

export interface LogLimits {
  readonly entries: number;
  /** Of payloads. */
  readonly bytes: number;
}

/** Some 20 minutes of one box that is talked to; half an hour of audio at 48 kB/s. */
export const liveLimits: LogLimits = { entries: 20_000, bytes: 96 * 1024 * 1024 };

export interface InspectorLog {
  readonly entries: readonly LogEntry[];
  readonly nextKey: number;
  readonly bytes: number;
  /** Entries that had to go because there was no more room. */
  readonly forgotten: number;
  /** Frames that passed and were never seen, and in how many places. */
  readonly lost: { readonly frames: number; readonly gaps: number };
  /** The newest frame of each socket, to notice what is missing. */
  readonly newest: ReadonlyMap<string, number>;
}

export const emptyLog: InspectorLog = {
  entries: [],
  nextKey: 0,
  bytes: 0,
  forgotten: 0,
  lost: { frames: 0, gaps: 0 },
  newest: new Map(),
};

const socketKey = (box: BoxId, socket: SocketId): string => `${socket} ${box}`;

/**
 * Adds what has passed. A jump in the numbers of a socket becomes a gap also where nobody said so; what comes a second
 * time (after a socket to the companion was opened anew) is left out.
 */
export function appendFacts(log: InspectorLog, facts: readonly RelayFact[], limits: LogLimits): InspectorLog {
  if (facts.length === 0) return log;
  const added: LogEntry[] = [];
  const newest = new Map(log.newest);
  let { nextKey, bytes } = log;
  let { frames, gaps } = log.lost;
  const addGap = ({ box, socket, at }: RelayFact, lost: number) => {
    frames += lost;
    gaps += 1;
    added.push({ kind: 'gap', key: nextKey++, box, socket, at, lost });
  };
  for (const fact of facts) {
    const key = socketKey(fact.box, fact.socket);
    const before = newest.get(key);
    switch (fact.kind) {
      case 'frame': {
        if (before !== undefined && fact.seq <= before) break;
        const missing = before === undefined ? 0 : fact.seq - before - 1;
        if (missing > 0) addGap(fact, missing);
        newest.set(key, fact.seq);
        const size = bytesOf(fact.payload);
        bytes += size;
        added.push({ ...fact, key: nextKey++, bytes: size, ...readFrame(fact.direction, fact.payload) });
        break;
      }
      case 'gap':
        addGap(fact, fact.lost);
        if (before !== undefined) newest.set(key, before + fact.lost);
        break;
      case 'opened':
        added.push({ ...fact, key: nextKey++ });
        break;
      case 'closed':
        newest.delete(key);
        added.push({ ...fact, key: nextKey++ });
        break;
    }
  }
  return within(
    { ...log, entries: [...log.entries, ...added], nextKey, bytes, lost: { frames, gaps }, newest },
    limits,
  );
}

/** The oldest go first. */
function within(log: InspectorLog, limits: LogLimits): InspectorLog {
  let { bytes } = log;
  let from = Math.max(0, log.entries.length - limits.entries);
  for (const entry of log.entries.slice(0, from)) bytes -= entryBytes(entry);
  while (bytes > limits.bytes && from < log.entries.length) bytes -= entryBytes(log.entries[from++]!);
  if (from === 0) return log;
  return { ...log, entries: log.entries.slice(from), bytes, forgotten: log.forgotten + from };
}

const entryBytes = (entry: LogEntry): number => (entry.kind === 'frame' ? entry.bytes : 0);

const utf8 = new TextEncoder();
const bytesOf = (payload: string | Uint8Array): number =>
  typeof payload === 'string' ? utf8.encode(payload).length : payload.length;

/** Empties the list; what comes next is still known to follow what was there. */
export const clearLog = ({ nextKey, newest }: InspectorLog): InspectorLog => ({
  ...emptyLog,
  nextKey,
  newest,
});
