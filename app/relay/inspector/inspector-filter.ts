/** Which rows are shown. Pure. */
import type { BoxId, Direction } from '../../../core/relay/relay-message.ts';
import type { LogEntry } from './log-entry.ts';
import { audioEvents } from './read-frame.ts';

export interface InspectorFilter {
  /** Empty: of every box. */
  readonly box: BoxId;
  /** Empty: both. */
  readonly direction: Direction | '';
  /** Empty: all; `words`: all but sound; otherwise a name on the wire. */
  readonly event: string;
  /** In the name or in the words, whatever the case. */
  readonly text: string;
}

export const everything: InspectorFilter = { box: '', direction: '', event: '', text: '' };

/** Not an event's name: those begin with a capital or are `?`. */
export const withoutSound = 'words';

/** Gaps and sockets belong to every view of their box, but to no search: they have no event and no words. */
export function filterEntries(entries: readonly LogEntry[], filter: InspectorFilter): readonly LogEntry[] {
  const { box, direction, event } = filter;
  const text = filter.text.trim().toLowerCase();
  if (box === '' && direction === '' && event === '' && text === '') return entries;
  const isSearch = direction !== '' || text !== '' || (event !== '' && event !== withoutSound);
  return entries.filter((entry) => {
    if (box !== '' && entry.box !== box) return false;
    if (entry.kind !== 'frame') return !isSearch;
    if (direction !== '' && entry.direction !== direction) return false;
    if (event === withoutSound ? audioEvents.has(entry.event) : event !== '' && entry.event !== event)
      return false;
    return text === '' || entry.event.toLowerCase().includes(text) || entry.text.toLowerCase().includes(text);
  });
}

/** What there is to choose from, in the order of the alphabet. */
export function namesIn(entries: readonly LogEntry[]): {
  readonly events: readonly string[];
  readonly boxes: readonly BoxId[];
} {
  const events = new Set<string>();
  const boxes = new Set<BoxId>();
  for (const entry of entries) {
    boxes.add(entry.box);
    if (entry.kind === 'frame') events.add(entry.event);
  }
  return { events: [...events].sort(), boxes: [...boxes].sort() };
}
