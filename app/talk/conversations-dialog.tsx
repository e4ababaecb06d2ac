/** The kept conversations: found by words, opened again, saved as files, deleted. */
import { useState } from 'react';
import { useStore } from 'zustand';
import type { SettingsStore } from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useStrings } from '../ui/language.ts';
import { ConversationRow } from './conversation-row.tsx';
import type { ConversationLibrary } from './conversation-library.ts';
import styles from './conversations-dialog.module.css';
import { conversationsStrings } from './conversations.strings.ts';

interface ConversationsDialogProps {
  readonly library: ConversationLibrary;
  readonly settings: SettingsStore;
  /** Identity of the conversation on screen. */
  readonly current: string;
}

export function ConversationsDialog({ library, settings, current }: ConversationsDialogProps) {
  const strings = useStrings(conversationsStrings);
  const state = useStore(library.store);
  const isKeeping = useStore(settings, ({ settings: { keepConversations } }) => keepConversations);
  const [isSure, setIsSure] = useState(false);
  const found = state.phase === 'open' ? state.found : [];
  const query = state.phase === 'closed' ? '' : state.query;
  const hide = () => {
    setIsSure(false);
    library.hide();
  };

  return (
    <Dialog
      title={strings.title}
      isOpen={state.phase !== 'closed'}
      closeLabel={strings.close}
      onClose={hide}
      placement="side"
      actions={
        isSure ? (
          <>
            <span className={styles['question']}>{strings.reallyDeleteAll(found.length)}</span>
            <Button
              size="small"
              look="danger"
              onClick={() => {
                setIsSure(false);
                void library.deleteAll();
              }}
            >
              {strings.delete}
            </Button>
            <Button size="small" onClick={() => setIsSure(false)}>
              {strings.keep}
            </Button>
          </>
        ) : (
          found.length > 0 &&
          query === '' && (
            <Button size="small" look="danger" onClick={() => setIsSure(true)}>
              {strings.deleteAll}
            </Button>
          )
        )
      }
    >
      <input
        type="search"
        className={styles['search']}
        aria-label={strings.search}
        placeholder={strings.search}
        value={query}
        onChange={(event) => void library.search(event.target.value)}
      />
      {!isKeeping && <p className={styles['aside']}>{strings.notKept}</p>}
      {state.phase === 'loading' && <p className={styles['aside']}>{strings.loading}</p>}
      {state.phase === 'failed' && (
        <p className={styles['aside']} role="alert">
          {strings.failed}{' '}
          <Button size="small" onClick={() => void library.search(query)}>
            {strings.tryAgain}
          </Button>
        </p>
      )}
      {state.phase === 'open' && found.length === 0 && (
        <p className={styles['aside']}>{query.trim() === '' ? strings.none : strings.noneFound}</p>
      )}
      <ul className={styles['list']}>
        {found.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            isCurrent={conversation.id === current}
            library={library}
          />
        ))}
      </ul>
      {state.phase === 'open' && state.usedBytes !== undefined && (
        <p className={styles['aside']}>{strings.used(strings.bytes(state.usedBytes))}</p>
      )}
    </Dialog>
  );
}
