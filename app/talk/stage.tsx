/** The lens with what belongs to it: what is going on, the controls, the microphone. */
import { useStore, type StoreApi } from 'zustand';
import type { MicrophoneHost } from '../platform/microphone/microphone-host.ts';
import type { MicrophoneState } from '../platform/microphone/microphone-machine.ts';
import type { SettingsStore } from '../platform/storage/settings-store.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import { Avatar } from './avatar.tsx';
import { Lens } from './lens.tsx';
import { LiveStatus } from './live-status.tsx';
import { MicrophoneNotice } from './microphone-notice.tsx';
import { MicrophonePicker } from './microphone-picker.tsx';
import styles from './stage.module.css';
import { statusLine } from './status-line.ts';
import type { TalkActions } from './talk-actions.ts';
import type { TalkButton } from './talk-button.ts';
import { lensLook } from './talk-look.ts';
import type { TalkState } from './talk-store.ts';
import { talkStrings } from './talk.strings.ts';
import type { TimelineFeed } from './timeline-feed.ts';

interface StageProps {
  readonly store: StoreApi<TalkState>;
  readonly actions: TalkActions;
  readonly feed: TimelineFeed;
  readonly button: TalkButton;
  readonly pushToTalk: boolean;
  /** Whoever answers tells the shapes of its mouth. */
  readonly hasMouth?: boolean;
  readonly settings: SettingsStore;
  readonly microphones: Pick<MicrophoneHost, 'inputs' | 'onInputsChanged'>;
}

/** What pressing the lens does. One that is being recovered can still be switched off. */
function pressOf({ phase }: MicrophoneState, pushToTalk: boolean): 'start' | 'stop' | 'retry' | 'hold' {
  switch (phase) {
    case 'closed':
    case 'asking':
      return 'start';
    case 'failed':
      return 'retry';
    case 'recovering':
      return 'stop';
    case 'open':
      return pushToTalk ? 'hold' : 'stop';
  }
}

export function Stage(props: StageProps) {
  const { store, actions, feed, button, pushToTalk, hasMouth = false, settings, microphones } = props;
  const strings = useStrings(talkStrings);
  const look = useStore(store, lensLook);
  const microphone = useStore(store, (state) => state.microphone);
  const muted = useStore(store, (state) => state.muted);
  const model = useStore(store, (state) => state.model);
  const isOpen = microphone.phase === 'open';
  const isAnswering = look === 'speaking' || look === 'thinking' || look === 'interrupted';
  const loaded = model.kind === 'loading' ? model.loadedBytes / Math.max(1, model.totalBytes) : undefined;
  const status = statusLine(strings, look, microphone, pushToTalk);

  const press = pressOf(microphone, pushToTalk);
  return (
    <section className={styles['stage']}>
      <Lens
        look={look}
        action={strings.press[press]}
        disabled={microphone.phase === 'asking'}
        loaded={loaded}
        feed={feed}
        button={button}
      />
      {hasMouth && <Avatar feed={feed} isAwake={look !== 'idle'} />}
      <p className={styles['status']} data-testid="talk-status">
        {status}
      </p>
      <p className={styles['loading']}>
        {loaded !== undefined && strings.loadingModel(Math.min(99, Math.round(loaded * 100)))}
      </p>
      <LiveStatus look={look} status={status} />
      {microphone.phase === 'failed' && !isAnswering ? (
        <MicrophoneNotice error={microphone.error} actions={actions} />
      ) : (
        <div className={styles['controls']}>
          <Button size="small" disabled={!isOpen} onClick={() => actions.setMuted(!muted)}>
            <Icon name={muted ? 'microphoneOff' : 'microphone'} size={16} />
            {muted ? strings.unmute : strings.mute}
          </Button>
          <Button size="small" disabled={!isAnswering} onClick={() => actions.interrupt()}>
            <Icon name="stop" size={16} />
            {strings.interrupt}
          </Button>
          {pushToTalk && isOpen && (
            <Button size="small" onClick={() => void actions.stop()}>
              {strings.press.stop}
            </Button>
          )}
        </div>
      )}
      {isOpen && <MicrophonePicker feed={feed} settings={settings} microphones={microphones} />}
    </section>
  );
}
