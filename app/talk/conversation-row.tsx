import { useState } from 'react';
import type { ConversationSummary } from '../platform/storage/conversation-storage.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { useStrings } from '../ui/language.ts';
import type { ConversationLibrary, ExportFormat } from './conversation-library.ts';
import styles from './conversations-dialog.module.css';
import { conversationsStrings } from './conversations.strings.ts';

interface ConversationRowProps {
  readonly conversation: ConversationSummary;
  readonly isCurrent: boolean;
  readonly library: ConversationLibrary;
}

/** One kept conversation: opened with one press, saved or deleted with a second look. */
export function ConversationRow({ conversation, isCurrent, library }: ConversationRowProps) {
  const strings = useStrings(conversationsStrings);
  const [isSure, setIsSure] = useState(false);
  const { id, startedAt, turns, audioBytes } = conversation;
  const title = conversation.title || strings.untitled;
  const facts = [
    strings.when(startedAt),
    strings.turns(turns),
    ...(audioBytes > 0 ? [strings.bytes(audioBytes)] : []),
    ...(isCurrent ? [strings.openNow] : []),
  ];
  const formats: readonly ExportFormat[] = audioBytes > 0 ? ['md', 'json', 'wav'] : ['md', 'json'];
  return (
    <li className={styles['row']} data-current={isCurrent}>
      <button
        type="button"
        className={styles['open']}
        aria-label={strings.open(title)}
        onClick={() => (isCurrent ? library.hide() : void library.open(id))}
      >
        <span className={styles['name']}>{title}</span>
        <span className={styles['facts']}>{facts.join(' · ')}</span>
      </button>
      <Disclosure summary={strings.more}>
        <div className={styles['choices']}>
          {formats.map((format) => (
            <Button
              key={format}
              size="small"
              onClick={() => void library.saveAs(id, format, strings.exportWords)}
            >
              {strings.saveAs[format]}
            </Button>
          ))}
          {isSure ? (
            <>
              <span className={styles['question']}>{strings.reallyDelete}</span>
              <Button size="small" look="danger" onClick={() => void library.delete(id)}>
                {strings.delete}
              </Button>
              <Button size="small" onClick={() => setIsSure(false)}>
                {strings.keep}
              </Button>
            </>
          ) : (
            <Button size="small" look="danger" onClick={() => setIsSure(true)}>
              {strings.delete}
            </Button>
          )}
        </div>
      </Disclosure>
    </li>
  );
}
