/** The Talk page: the lens, what was said, a box to write in, and the keys that do the same. */
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Composer } from './composer.tsx';
import { Lens } from './lens.tsx';
import type { TalkActions } from './talk-actions.ts';
import { useTalkKeys } from './talk-keys.ts';
import { lensLook } from './talk-look.ts';
import styles from './talk-page.module.css';
import type { TalkState } from './talk-store.ts';
import { talkStrings } from './talk.strings.ts';
import type { TimelineFeed } from './timeline-feed.ts';
import { Transcript } from './transcript.tsx';

export interface TalkPageProps {
  readonly store: StoreApi<TalkState>;
  readonly actions: TalkActions;
  readonly feed: TimelineFeed;
}

export function TalkPage({ store, actions, feed }: TalkPageProps) {
  const strings = useStrings(talkStrings);
  const look = useStore(store, lensLook);
  const turns = useStore(store, (state) => state.turns);
  const muted = useStore(store, (state) => state.muted);
  const isOpen = useStore(store, (state) => state.microphone.phase === 'open');
  useTalkKeys(actions, isOpen);

  const action = isOpen ? strings.press.stop : look === 'trouble' ? strings.press.retry : strings.press.start;
  return (
    <div className={styles['page']}>
      <h1 className="visually-hidden">{strings.title}</h1>
      <section className={styles['stage']}>
        <Lens
          look={look}
          action={action}
          disabled={look === 'starting'}
          feed={feed}
          onPress={() => void (isOpen ? actions.stop() : actions.start())}
        />
        <p className={styles['status']} role="status" data-testid="talk-status">
          {strings.status[look]}
        </p>
        <div className={styles['controls']}>
          <Button size="small" look="quiet" disabled={!isOpen} onClick={() => actions.setMuted(!muted)}>
            {muted ? strings.unmute : strings.mute}
          </Button>
          <Button
            size="small"
            look="quiet"
            disabled={look !== 'speaking' && look !== 'thinking' && look !== 'interrupted'}
            onClick={() => actions.interrupt()}
          >
            {strings.interrupt}
          </Button>
        </div>
        <p className={styles['hint']}>{strings.hint}</p>
      </section>
      <section className={styles['words']}>
        <Transcript turns={turns} />
      </section>
      <div className={styles['composer']}>
        <Composer onSend={(text) => actions.sendText(text)} />
      </div>
    </div>
  );
}
