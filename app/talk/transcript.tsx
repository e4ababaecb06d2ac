/** Who said what: the user's words as they are recognised, the reply with the words that were heard so far. */
import { useEffect, useRef, type ReactNode } from 'react';
import type { TurnView } from '../../workers/conversation-api.ts';
import { useStrings } from '../ui/language.ts';
import { talkStrings } from './talk.strings.ts';
import styles from './transcript.module.css';

interface TranscriptProps {
  readonly turns: readonly TurnView[];
  /** Under a turn: its failure, its waterfall. */
  readonly renderDetails?: (turn: TurnView) => ReactNode;
}

export function Transcript({ turns, renderDetails }: TranscriptProps) {
  const strings = useStrings(talkStrings);
  const end = useRef<HTMLDivElement>(null);
  const last = turns.at(-1);
  const grown = last ? `${last.id}:${last.user.text.length}:${last.reply.text.length}:${last.status}` : '';
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [grown]);

  if (turns.length === 0) return <p className={styles['empty']}>{strings.empty}</p>;
  return (
    <>
      <ol className={styles['transcript']} role="log" aria-label={strings.conversation} aria-live="polite">
        {turns.map((turn) => (
          <li key={turn.id} className={styles['turn']} data-turn={turn.id} data-status={turn.status}>
            <UserWords turn={turn} />
            <ReplyWords turn={turn} />
            {renderDetails?.(turn)}
          </li>
        ))}
      </ol>
      <div ref={end} />
    </>
  );
}

function UserWords({ turn }: { readonly turn: TurnView }) {
  const strings = useStrings(talkStrings);
  if (turn.source === 'greeting') return null;
  if (turn.status === 'dropped') {
    const { text, droppedBecause = '' } = turn.user;
    return (
      <p className={styles['aside']}>
        {text && <span className={styles['dropped']}>{text}</span>} {strings.dropped(droppedBecause)}
      </p>
    );
  }
  return (
    <p className={styles['user']}>
      <span className="visually-hidden">{strings.you}: </span>
      <span className={turn.user.partial ? styles['partial'] : undefined}>{turn.user.text}</span>
      {!turn.user.text && <span className={styles['partial']}>{strings.recognising}</span>}
    </p>
  );
}

function ReplyWords({ turn }: { readonly turn: TurnView }) {
  const strings = useStrings(talkStrings);
  const { text, heard } = turn.reply;
  if (!text) return null;
  const isOver = turn.status === 'interrupted' || turn.status === 'cancelled';
  const rest = text.slice(heard);
  return (
    <p className={styles['reply']}>
      <span className="visually-hidden">{strings.assistant}: </span>
      <span className={styles['heard']}>{text.slice(0, heard)}</span>
      {rest &&
        (isOver ? (
          <del className={styles['unheard']} title={strings.notHeard}>
            {rest}
          </del>
        ) : (
          <span className={styles['coming']}>{rest}</span>
        ))}
    </p>
  );
}
