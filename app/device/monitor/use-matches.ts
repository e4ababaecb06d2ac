import { useState } from 'react';
import type { LogLine } from '../../../workers/loader-api.ts';
import { findMatches, type Matches } from './log-text.ts';

/** A search in the log, and the place that the person has come to in it. */
export interface Search {
  readonly query: string;
  readonly count: number;
  /** From 1; 0 before the first step. */
  readonly at: number;
  /** A place in the list of lines. */
  readonly match: number | undefined;
  readonly setQuery: (query: string) => void;
  readonly step: (by: 1 | -1) => void;
}

export function useMatches(lines: readonly LogLine[], count: number): Search {
  const [query, setQuery] = useState('');
  const [place, setPlace] = useState<number>();
  const [before, setBefore] = useState<Matches | null>(null);
  const matches =
    query === ''
      ? null
      : before?.query === query.toLowerCase() && before.lines === lines && before.seen === count
        ? before
        : findMatches(query, lines, count, before);
  if (matches !== before) setBefore(matches);
  const found = matches?.at ?? [];
  const index = place === undefined ? -1 : found.indexOf(place);
  return {
    query,
    count: found.length,
    at: index + 1,
    match: index < 0 ? undefined : place,
    setQuery(next) {
      setQuery(next);
      setPlace(undefined);
    },
    step(by) {
      if (found.length === 0) return;
      const from = index < 0 ? (by > 0 ? -1 : 0) : index;
      setPlace(found[(from + by + found.length) % found.length]);
    },
  };
}
