import { useState } from 'react';
import { useStore, type StoreApi } from 'zustand';
import { useStrings } from '../ui/language.ts';
import { alreadyThere, announce, type Announcement } from './announcements.ts';
import { formatBoxId } from './box-id.ts';
import type { RelayState } from './relay-state.ts';
import { relayStrings } from './relay.strings.ts';
import { useLongAway } from './use-long-away.ts';

/** What is new, for screen readers: boxes that come and go, and finished sentences, never word by word. */
export function RelayAnnouncer({ store }: { readonly store: StoreApi<RelayState> }) {
  const strings = useStrings(relayStrings).announcements;
  const boxes = useStore(store, (state) => state.boxes);
  const talks = useStore(store, (state) => state.talks);
  const longAway = useLongAway(boxes);
  const happening = { boxes, talks, longAway };
  const [announced, setAnnounced] = useState(() => alreadyThere(happening));
  const next = announce(announced, happening);
  if (next !== announced) setAnnounced(next);
  const wordsOf = (line: Announcement): string => {
    const box = formatBoxId(line.box);
    return line.kind === 'heard' || line.kind === 'said'
      ? strings[line.kind](box, line.words)
      : strings[line.kind](box);
  };
  return (
    <div className="visually-hidden" role="log" aria-label={strings.log}>
      {announced.lines.map((line) => (
        <p key={line.key}>{wordsOf(line)}</p>
      ))}
    </div>
  );
}
