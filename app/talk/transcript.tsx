/** Who said what, oldest first. Stays at its end while it grows, unless the person has scrolled up. */
import { useRef, type ReactNode } from 'react';
import type { TurnView } from '../../workers/conversation-api.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import { TurnItem, type TurnTools } from './turn-item.tsx';
import { dropReasonWords, turnStrings } from './turn.strings.ts';
import styles from './transcript.module.css';
import { transcriptRows } from './transcript-rows.ts';
import { scrollToEnd, useStickToEnd } from './use-stick-to-end.ts';

interface TranscriptProps {
  readonly turns: readonly TurnView[];
  readonly tools: TurnTools;
  /** Shown while nothing was said. */
  readonly welcome: ReactNode;
}

export function Transcript({ turns, tools, welcome }: TranscriptProps) {
  const strings = useStrings(turnStrings);
  const scrolled = useRef<HTMLDivElement>(null);
  const isAtEnd = useStickToEnd(scrolled, turns);
  return (
    <div className={styles['frame']}>
      <div
        ref={scrolled}
        className={styles['scrolled']}
        role="region"
        aria-label={strings.conversation}
        tabIndex={0}
      >
        {turns.length === 0 ? (
          welcome
        ) : (
          <ol className={styles['transcript']}>
            {transcriptRows(turns).map((row) =>
              row.kind === 'turn' ? (
                <TurnItem key={row.turn.id} turn={row.turn} tools={tools} />
              ) : (
                <li key={row.id} className={styles['dropped']} data-testid="dropped">
                  {row.text && <del>{row.text}</del>}{' '}
                  {strings.dropped(row.count, dropReasonWords(strings, row.because))}
                </li>
              ),
            )}
          </ol>
        )}
      </div>
      {!isAtEnd && turns.length > 0 && (
        <Button size="small" className={styles['newest']} onClick={() => scrollToEnd(scrolled.current)}>
          <Icon name="down" size={16} />
          {strings.newest}
        </Button>
      )}
    </div>
  );
}
