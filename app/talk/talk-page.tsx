/** The Talk page: the lens, what was said, a box to write in, the timeline, and the keys that do the same. */
import { useMemo } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { MicrophoneHost } from '../platform/microphone/microphone-host.ts';
import { titleOf } from '../platform/storage/conversation-storage.ts';
import type { SettingsStore } from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import { Announcer } from './announcer.tsx';
import type { ClipPlayer } from './clip-player.ts';
import { Composer } from './composer.tsx';
import type { ConversationLibrary } from './conversation-library.ts';
import { ConversationsDialog } from './conversations-dialog.tsx';
import { conversationsStrings } from './conversations.strings.ts';
import { Partner } from './partner.tsx';
import type { ProfileInUse } from './profile-in-use.ts';
import { ServerPanel } from './server-panel.tsx';
import { Stage } from './stage.tsx';
import type { TalkActions } from './talk-actions.ts';
import { createTalkButton } from './talk-button.ts';
import { useTalkKeys } from './talk-keys.ts';
import { TalkNotices } from './talk-notices.tsx';
import styles from './talk-page.module.css';
import type { TalkState } from './talk-store.ts';
import { talkStrings } from './talk.strings.ts';
import type { TimelineFeed } from './timeline-feed.ts';
import { TimelinePanel } from './timeline-panel.tsx';
import { Transcript } from './transcript.tsx';
import type { TroubleStore } from './trouble-store.ts';
import { Welcome } from './welcome.tsx';

export interface TalkPageProps {
  readonly store: StoreApi<TalkState>;
  readonly actions: TalkActions;
  readonly feed: TimelineFeed;
  readonly startPainter: () => Worker;
  readonly clips: ClipPlayer;
  readonly library: ConversationLibrary;
  readonly inUse: StoreApi<ProfileInUse>;
  readonly trouble: TroubleStore;
  readonly settings: SettingsStore;
  readonly microphones: Pick<MicrophoneHost, 'inputs' | 'onInputsChanged'>;
}

/** A microphone that is being recovered is still the person's to switch off. */
function listeningOf({ microphone }: TalkState): 'closed' | 'asking' | 'open' {
  switch (microphone.phase) {
    case 'asking':
      return 'asking';
    case 'open':
    case 'recovering':
      return 'open';
    case 'closed':
    case 'failed':
      return 'closed';
  }
}

export function TalkPage(props: TalkPageProps) {
  const { store, actions, feed, clips, library, inUse, trouble, settings, microphones } = props;
  const strings = useStrings(talkStrings);
  const conversationWords = useStrings(conversationsStrings);
  const turns = useStore(store, (state) => state.turns);
  const conversation = useStore(store, (state) => state.conversation);
  const recordings = useStore(store, (state) => state.recordings);
  const liveFrom = useStore(store, (state) => state.liveFrom);
  const pushToTalk = useStore(inUse, ({ profile }) => profile.turn.pushToTalk);
  const hasMouth = useStore(inUse, ({ profile: { server } }) => server?.kind === 'echokit' && server.opus);
  const hasServer = useStore(inUse, ({ profile }) => profile.server !== undefined);
  const isTold = useStore(
    store,
    ({ server: { choices, notices, link } }) =>
      choices !== null || notices.length > 0 || link.state === 'asking',
  );
  const displayed = useStore(store, (state) => state.server.displayed);
  const button = useMemo(
    () =>
      createTalkButton({
        actions,
        microphone: () => listeningOf(store.getState()),
        pushToTalk: () => inUse.getState().profile.turn.pushToTalk,
        after: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      }),
    [actions, store, inUse],
  );
  useTalkKeys(actions, button);

  const tools = {
    clips,
    recordings,
    liveFrom,
    displayed,
    hasServer,
    onRetry: (turn: number) => void actions.retry(turn),
  };
  return (
    <div className={styles['page']} data-empty={turns.length === 0} data-told={isTold}>
      <h1 className="visually-hidden">{strings.title}</h1>
      <div className={styles['stage']}>
        <Stage
          store={store}
          actions={actions}
          feed={feed}
          button={button}
          pushToTalk={pushToTalk}
          hasMouth={hasMouth}
          settings={settings}
          microphones={microphones}
        />
        <div className={styles['partner']}>
          <Partner inUse={inUse} />
        </div>
      </div>
      <section className={styles['talk']} aria-label={conversationWords.title}>
        <header className={styles['header']}>
          <h2 className={styles['title']}>{titleOf(turns)}</h2>
          <Button
            size="small"
            look="quiet"
            disabled={turns.length === 0}
            onClick={() => void actions.startAnew()}
          >
            <Icon name="plus" size={16} />
            <span className={styles['label']}>{conversationWords.startAnew}</span>
          </Button>
          <Button size="small" look="quiet" onClick={() => void library.show()}>
            <Icon name="conversations" size={16} />
            <span className={styles['label']}>{conversationWords.show}</span>
          </Button>
        </header>
        <ServerPanel store={store} inUse={inUse} actions={actions} />
        <TalkNotices store={store} trouble={trouble} settings={settings} actions={actions} />
        <Transcript turns={turns} tools={tools} welcome={<Welcome />} />
        <Announcer turns={turns} conversation={conversation} />
        <Composer onSend={(text) => actions.sendText(text)} />
      </section>
      <div className={styles['timeline']}>
        <TimelinePanel
          store={store}
          inUse={inUse}
          feed={feed}
          startPainter={props.startPainter}
          aside={pushToTalk ? strings.holdHint : strings.hint}
        />
      </div>
      <ConversationsDialog library={library} settings={settings} current={conversation} />
    </div>
  );
}
