/** The box's log as the page keeps it: the newest lines, and what they say about the box. */
import { createStore, type StoreApi } from 'zustand';
import type { BoxStatus, LogLine, MonitorUpdate } from '../../../workers/loader-api.ts';

/** Lines that are kept; older ones are dropped a block at a time. */
export const keptLines = 100_000;
const dropped = 10_000;

export interface MonitorState {
  /** Grows in place, for a hundred thousand lines are not copied for each new one: `version` tells that it did. */
  readonly lines: readonly LogLine[];
  readonly version: number;
  readonly partial: LogLine | null;
  readonly status: BoxStatus;
}

export interface MonitorLog {
  readonly store: StoreApi<MonitorState>;
  add(update: MonitorUpdate): void;
  clear(): void;
}

const nothing: BoxStatus = { heap: [], reboots: 0 };

export function createMonitorLog(): MonitorLog {
  let lines: LogLine[] = [];
  const store = createStore<MonitorState>(() => ({ lines, version: 0, partial: null, status: nothing }));
  return {
    store,
    add({ lines: more, partial, status }) {
      for (const line of more) lines.push(line);
      if (lines.length > keptLines) lines = lines.slice(lines.length - keptLines + dropped);
      store.setState(({ version }) => ({ lines, version: version + 1, partial, status }));
    },
    clear() {
      lines = [];
      store.setState(({ version }) => ({ lines, version: version + 1, partial: null, status: nothing }));
    },
  };
}
