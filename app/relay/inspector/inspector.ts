/** The inspector's state and what can be done to it. Frames are put in a few times a second, however many come. */
import { createStore, type StoreApi } from 'zustand';
import type { Millis } from '../../../core/units.ts';
import { everything, filterEntries, type InspectorFilter } from './inspector-filter.ts';
import { appendFacts, clearLog, emptyLog, liveLimits, type InspectorLog } from './inspector-log.ts';
import type { RelayFact } from '../../../workers/relay-api.ts';
import type { LogEntry } from './log-entry.ts';
import { readRecording, recordingLimits, writeRecording, type RecordingError } from './recording-file.ts';
import {
  advance,
  nextDueMs,
  openReplay,
  pause,
  play,
  showing,
  step,
  withSpeed,
  type Replay,
} from './replay.ts';

export interface InspectorState {
  /** What passes, also while something else is looked at. */
  readonly log: InspectorLog;
  readonly filter: InspectorFilter;
  /** The rows at the press on Pause; absent while the table follows. */
  readonly frozen?: readonly LogEntry[];
  /** Key of the first entry that came after that. */
  readonly frozenAt: number;
  readonly replay?: Replay;
  /** The last file that could not be opened, or was not read to its end. */
  readonly problem?: RecordingError | { readonly code: 'recording-unreadable'; readonly line: 0 };
}

export interface InspectorOptions {
  /** Wall instant. */
  readonly now: () => Millis;
  /** @returns how to call it off */
  readonly after: (ms: Millis, run: () => void) => () => void;
  readonly saveFile: (name: string, content: string, type: string) => void;
}

export interface Inspector {
  readonly store: StoreApi<InspectorState>;
  add(facts: readonly RelayFact[]): void;
  filter(change: Partial<InspectorFilter>): void;
  pause(): void;
  resume(): void;
  clear(): void;
  /** Saves what the table shows, as its filter says. */
  exportShown(): void;
  open(file: Pick<File, 'name' | 'size' | 'text'>): Promise<void>;
  dismissProblem(): void;
  closeRecording(): void;
  play(): void;
  pauseReplay(): void;
  step(by: 1 | -1): void;
  /** @param shown how many entries of the recording */
  seek(shown: number): void;
  setSpeed(speed: number): void;
}

/** The table is put together anew this often while frames come. */
const batchMs: Millis = 120;
/** A recording plays in steps no shorter than this. */
const shortestStepMs: Millis = 16;

export function createInspector({ now, after, saveFile }: InspectorOptions): Inspector {
  const store = createStore<InspectorState>(() => ({ log: emptyLog, filter: everything, frozenAt: 0 }));
  let waiting: RelayFact[] = [];
  let stopReplay: (() => void) | undefined;

  function take(): void {
    const facts = waiting;
    waiting = [];
    store.setState(({ log }) => ({ log: appendFacts(log, facts, liveLimits) }));
  }

  function changeReplay(change: (replay: Replay) => Replay): void {
    stopReplay?.();
    stopReplay = undefined;
    const { replay } = store.getState();
    if (replay === undefined) return;
    const next = change(replay);
    store.setState({ replay: next });
    const due = nextDueMs(next, now());
    if (due !== undefined)
      stopReplay = after(Math.max(shortestStepMs, due), () =>
        changeReplay((playing) => advance(playing, now())),
      );
  }

  return {
    store,
    add(facts) {
      if (facts.length === 0) return;
      if (waiting.length === 0) after(batchMs, take);
      waiting.push(...facts);
    },
    filter: (change) => store.setState(({ filter }) => ({ filter: { ...filter, ...change } })),
    pause() {
      take();
      store.setState(({ log }) => ({ frozen: log.entries, frozenAt: log.nextKey }));
    },
    resume: () => store.setState(({ frozen: _, ...state }) => state, true),
    clear() {
      take();
      store.setState(({ log, frozen: _, ...state }) => ({ ...state, log: clearLog(log) }), true);
    },
    exportShown() {
      take();
      const exportedAt = new Date(now()).toISOString();
      const content = writeRecording(shownEntries(store.getState()), exportedAt);
      saveFile(
        `echokit-frames-${exportedAt.slice(0, 19).replaceAll(':', '-')}.jsonl`,
        content,
        'application/jsonl',
      );
    },
    async open(file) {
      const read = await readFile(file);
      if ('problem' in read) {
        store.setState({ problem: read.problem });
        return;
      }
      stopReplay?.();
      const limits = { entries: recordingLimits.entries, bytes: Infinity };
      const { entries } = appendFacts(emptyLog, read.facts, limits);
      store.setState(
        ({ problem: _, ...state }) => ({
          ...state,
          replay: openReplay(file.name, entries),
          filter: everything,
        }),
        true,
      );
    },
    dismissProblem: () => store.setState(({ problem: _, ...state }) => state, true),
    closeRecording() {
      stopReplay?.();
      stopReplay = undefined;
      store.setState(({ replay: _, ...state }) => ({ ...state, filter: everything }), true);
    },
    play: () => changeReplay((replay) => play(replay, now())),
    pauseReplay: () => changeReplay(pause),
    step: (by) => changeReplay((replay) => step(replay, by)),
    seek: (shown) => changeReplay((replay) => showing(replay, shown)),
    setSpeed: (speed) => changeReplay((replay) => withSpeed(replay, speed, now())),
  };
}

async function readFile(
  file: Pick<File, 'size' | 'text'>,
): Promise<
  { readonly facts: readonly RelayFact[] } | { readonly problem: NonNullable<InspectorState['problem']> }
> {
  if (file.size > recordingLimits.bytes) return { problem: { code: 'recording-too-long', line: 0 } };
  let text: string;
  try {
    text = await file.text();
  } catch {
    return { problem: { code: 'recording-unreadable', line: 0 } };
  }
  const read = readRecording(text);
  return read.ok ? { facts: read.value } : { problem: read.error };
}

/** The rows before the filter: of the recording as far as it has been played, frozen, or live. */
export function entriesOf({ log, frozen, replay }: InspectorState): readonly LogEntry[] {
  if (replay !== undefined)
    return replay.shown === replay.entries.length ? replay.entries : replay.entries.slice(0, replay.shown);
  return frozen ?? log.entries;
}

const shownEntries = (state: InspectorState): readonly LogEntry[] =>
  filterEntries(entriesOf(state), state.filter);
