import { useState } from 'react';
import type { TurnView } from '../../workers/conversation-api.ts';
import { engineMessages, explainFailure } from '../engines/explain-failure.ts';
import { useStrings } from '../ui/language.ts';
import { announcementsOf, type Announcement } from './announcements.ts';
import { turnStrings } from './turn.strings.ts';

/** A log for longer would only be work for screen readers. */
const keptLines = 20;

interface Announced {
  readonly known: ReadonlySet<string>;
  readonly lines: readonly Announcement[];
}

/**
 * What is new in the conversation, for screen readers: sentences when they are finished, never word by word. What was
 * there when the page opened, or belongs to a conversation that is opened again, is to be read in the transcript.
 */
export function Announcer({
  turns,
  conversation,
}: {
  readonly turns: readonly TurnView[];
  /** Another one: nothing in it is new. */
  readonly conversation: string;
}) {
  const strings = useStrings(turnStrings);
  const messages = useStrings(engineMessages);
  const all = turns.flatMap(announcementsOf);
  const [shown, setShown] = useState(conversation);
  const [announced, setAnnounced] = useState<Announced>(() => ({ known: keysOf(all), lines: [] }));

  const fresh = all.filter(({ key }) => !announced.known.has(key));
  if (shown !== conversation) {
    setShown(conversation);
    setAnnounced({ known: keysOf(all), lines: [] });
  } else if (fresh.length > 0) {
    setAnnounced({
      known: new Set([...announced.known, ...keysOf(fresh)]),
      lines: [...announced.lines, ...fresh].slice(-keptLines),
    });
  }

  const wordsOf = (line: Announcement): string => {
    switch (line.kind) {
      case 'user':
        return `${strings.you}: ${line.text}`;
      case 'assistant':
        return `${strings.assistant}: ${line.text}`;
      case 'failure': {
        const { title, whatToDo } = explainFailure(line.failure, messages);
        return `${strings.stages[line.failure.stage]}: ${title}. ${whatToDo}`;
      }
    }
  };
  return (
    <div className="visually-hidden" role="log" aria-label={strings.conversation}>
      {announced.lines.map((line) => (
        <p key={line.key}>{wordsOf(line)}</p>
      ))}
    </div>
  );
}

const keysOf = (lines: readonly Announcement[]): ReadonlySet<string> => new Set(lines.map(({ key }) => key));
