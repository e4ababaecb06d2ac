/** What is wrong, or not as good as it could be, outside a turn: above the conversation, with what to do. */
import { useState } from 'react';
import { useStore, type StoreApi } from 'zustand';
import { useLocation } from 'wouter';
import type { SettingsStore } from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { settingsAddress } from '../ui/settings-address.ts';
import { noticesStrings } from './notices.strings.ts';
import type { TalkActions } from './talk-actions.ts';
import type { TalkState } from './talk-store.ts';
import type { TroubleCode, TroubleStore } from './trouble-store.ts';
import styles from './talk-notices.module.css';

interface TalkNoticesProps {
  readonly store: StoreApi<TalkState>;
  readonly trouble: TroubleStore;
  readonly settings: SettingsStore;
  readonly actions: Pick<TalkActions, 'start'>;
}

const isDanger: ReadonlySet<TroubleCode> = new Set(['playback-failed', 'engine-worker-failed']);

export function TalkNotices({ store, trouble, settings, actions }: TalkNoticesProps) {
  const strings = useStrings(noticesStrings);
  const [, navigate] = useLocation();
  const troubles = useStore(trouble, (state) => state.troubles);
  const playback = useStore(store, (state) => state.playback);
  const isSimple = useStore(store, (state) => state.model.kind === 'energy');
  const problem = useStore(settings, (state) => state.problem);
  const isUnkept = useStore(settings, (state) => state.unkept !== undefined);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);

  const dismiss = (name: string) => (
    <Button size="small" onClick={() => setDismissed([...dismissed, name])}>
      {strings.dismiss}
    </Button>
  );
  const reload = (
    <Button size="small" onClick={() => location.reload()}>
      {strings.reload}
    </Button>
  );
  const actionsFor = (code: TroubleCode) => (
    <>
      {code === 'engine-worker-failed' && reload}
      {code === 'keys-unreadable' && (
        <Button size="small" onClick={() => navigate(settingsAddress('keys'))}>
          {strings.openSettings}
        </Button>
      )}
      {code === 'recogniser-unusable' && (
        <Button size="small" onClick={() => navigate(settingsAddress('ears'))}>
          {strings.openSettings}
        </Button>
      )}
      <Button size="small" look="quiet" onClick={() => trouble.dismiss(code)}>
        {strings.dismiss}
      </Button>
    </>
  );
  const settingsWords = problem && strings.settingsUnreadable(problem.setAsideAs);

  return (
    <div className={styles['notices']}>
      {troubles.map(({ code }) => (
        <Notice
          key={code}
          tone={isDanger.has(code) ? 'danger' : 'warning'}
          title={strings.trouble[code].title}
          actions={actionsFor(code)}
        >
          {strings.trouble[code].whatToDo}
        </Notice>
      ))}
      {playback.phase === 'failed' && (
        <Notice
          tone="danger"
          title={strings.trouble[playback.error.code].title}
          actions={
            <Button size="small" onClick={() => void actions.start()}>
              {strings.tryAgain}
            </Button>
          }
        >
          {strings.trouble[playback.error.code].whatToDo}
        </Notice>
      )}
      {playback.phase === 'blocked' && (
        <Notice tone="warning" title={strings.playbackBlocked.title}>
          {strings.playbackBlocked.whatToDo}
        </Notice>
      )}
      {playback.phase === 'interrupted' && (
        <Notice tone="info" title={strings.playbackInterrupted.title}>
          {strings.playbackInterrupted.whatToDo}
        </Notice>
      )}
      {isSimple && !dismissed.includes('energy') && (
        <Notice
          tone="warning"
          title={strings.energyDetector.title}
          actions={
            <>
              {reload}
              {dismiss('energy')}
            </>
          }
        >
          {strings.energyDetector.whatToDo}
        </Notice>
      )}
      {settingsWords && !dismissed.includes('settings') && (
        <Notice tone="warning" title={settingsWords.title} actions={dismiss('settings')}>
          {settingsWords.whatToDo}
        </Notice>
      )}
      {isUnkept && !dismissed.includes('unkept') && (
        <Notice tone="warning" title={strings.settingsUnkept.title} actions={dismiss('unkept')}>
          {strings.settingsUnkept.whatToDo}
        </Notice>
      )}
    </div>
  );
}
