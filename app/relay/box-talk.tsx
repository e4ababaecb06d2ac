/** What was said to a box and what it answered, oldest first; at its end as long as nobody scrolls away. */
import { Fragment, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import styles from './box-talk.module.css';
import { BoxTurnItem } from './box-turn.tsx';
import { boxStrings } from './box.strings.ts';
import type { BoxTalk } from './relay-state.ts';

/** Nearer to the end than this counts as being there. */
const slackPx = 32;

interface BoxTalkViewProps {
  readonly talk: BoxTalk | undefined;
  /** Where nothing was said. */
  readonly empty: string;
  /** Absent where another answers the box. */
  readonly onWrite?: (text: string) => void;
}

export function BoxTalkView({ talk, empty, onWrite }: BoxTalkViewProps) {
  const strings = useStrings(boxStrings);
  const scrolled = useRef<HTMLDivElement>(null);
  const wantsEnd = useRef(true);
  const turns = talk?.turns ?? [];
  useLayoutEffect(() => {
    const element = scrolled.current;
    if (element && wantsEnd.current) element.scrollTo({ top: element.scrollHeight });
  }, [talk]);
  return (
    <div className={styles['talk']}>
      <div
        ref={scrolled}
        className={styles['scrolled']}
        role="region"
        aria-label={strings.conversation}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          wantsEnd.current = scrollHeight - scrollTop - clientHeight < slackPx;
        }}
      >
        {turns.length === 0 ? (
          <p className={styles['empty']}>{empty}</p>
        ) : (
          <ol className={styles['turns']}>
            {turns.map(({ conversation, turn }, index) => (
              <Fragment key={`${conversation} ${turn.id}`}>
                {index > 0 && turns[index - 1]?.conversation !== conversation && (
                  <li className={styles['anew']}>{strings.startedAnew}</li>
                )}
                <BoxTurnItem turn={turn} />
              </Fragment>
            ))}
          </ol>
        )}
      </div>
      {onWrite && <Composer onWrite={onWrite} />}
    </div>
  );
}

/** Enter sends; what was typed for nothing is not sent. */
function Composer({ onWrite }: { readonly onWrite: (text: string) => void }) {
  const strings = useStrings(boxStrings);
  const [text, setText] = useState('');
  const send = () => {
    const words = text.trim();
    if (words === '') return;
    onWrite(words);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that confirms an input method's suggestion is not ours.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className={styles['composer']}>
      <input
        value={text}
        aria-label={strings.write}
        placeholder={strings.write}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <Button look="primary" disabled={text.trim() === ''} onClick={send}>
        {strings.send}
      </Button>
    </div>
  );
}
