/** What is under way with a connected box, and what the last thing came to. */
import type { ReactNode } from 'react';
import type { BluetoothTrouble, SetupState } from '../../../core/box-gatt/session-state.ts';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import type { BluetoothSession } from './bluetooth-session.ts';
import styles from './bluetooth.module.css';
import { bluetoothStrings } from './bluetooth.strings.ts';

interface BoxNoticeProps {
  readonly state: SetupState;
  readonly session: BluetoothSession;
}

export function BoxNotice({ state, session }: BoxNoticeProps) {
  const strings = useStrings(bluetoothStrings);
  switch (state.phase) {
    case 'writing':
      return <Writing state={state} session={session} />;
    case 'ready':
      return state.outcome && <Outcome state={state} session={session} />;
    case 'restarting':
      return <Notice tone="info" title={strings.phases.restarting(state.box.name)} />;
    case 'press-k0':
      return (
        <Notice
          tone="warning"
          title={strings.pressK0}
          actions={
            <Button size="small" onClick={() => session.restartedByHand()}>
              {strings.hasRestarted}
            </Button>
          }
        >
          {strings.pressK0Means}
        </Notice>
      );
    case 'connecting':
      return (
        <Notice
          tone="info"
          title={strings.phases.connecting(state.device.name)}
          actions={
            <Button size="small" onClick={() => session.cancel()}>
              {strings.cancel}
            </Button>
          }
        />
      );
    case 'lost':
      return (
        <Trouble
          trouble={state.trouble}
          more={state.edits.length > 0 ? strings.lostEdits : ''}
          actions={
            <Button size="small" look="primary" onClick={() => session.connect(true)}>
              {strings.again}
            </Button>
          }
        />
      );
    case 'off':
    case 'choosing':
    case 'vibekeys':
    case 'restarted':
      return null;
  }
}

function Outcome({ state, session }: BoxNoticeProps & { readonly state: { readonly phase: 'ready' } }) {
  const strings = useStrings(bluetoothStrings);
  const { outcome } = state;
  const dismiss = (
    <Button size="small" look="quiet" onClick={() => session.dismiss()}>
      {strings.dismiss}
    </Button>
  );
  switch (outcome?.kind) {
    case undefined:
      return null;
    case 'written':
      return (
        <Notice
          tone={outcome.needsRestart ? 'warning' : 'good'}
          title={strings.written}
          actions={
            <Button size="small" look="primary" onClick={() => session.restart()}>
              {strings.restart}
            </Button>
          }
        >
          {outcome.needsRestart ? strings.picturesWait : strings.writtenMeans}
        </Notice>
      );
    case 'cancelled':
      return (
        <Notice tone="info" title={strings.cancelled} actions={dismiss}>
          {strings.cancelledMeans}
        </Notice>
      );
    case 'failed': {
      const cure = outcome.trouble.code === 'bt-second-background' && (
        <Button size="small" look="primary" onClick={() => session.restart()}>
          {strings.restart}
        </Button>
      );
      return <Trouble trouble={outcome.trouble} more="" actions={cure || dismiss} />;
    }
  }
}

interface TroubleProps {
  readonly trouble: BluetoothTrouble;
  readonly more: string;
  readonly actions: ReactNode;
}

function Trouble({ trouble, more, actions }: TroubleProps) {
  const strings = useStrings(bluetoothStrings);
  const { title, whatToDo } = strings.problems[trouble.code];
  const setting = trouble.name === undefined || trouble.name === 'state' ? '' : strings.names[trouble.name];
  return (
    <Notice tone="danger" title={title} actions={actions}>
      {[setting && strings.about(setting), whatToDo, more].filter(Boolean).join(' ')}
    </Notice>
  );
}

function Writing({ state, session }: BoxNoticeProps & { readonly state: { readonly phase: 'writing' } }) {
  const strings = useStrings(bluetoothStrings);
  const { progress, isCancelling } = state;
  return (
    <section className={styles['writing']} aria-label={strings.writing(strings.names[progress.name])}>
      <p role="status">{strings.writing(strings.names[progress.name])}</p>
      <progress
        aria-label={strings.writing(strings.names[progress.name])}
        max={Math.max(1, progress.total)}
        value={progress.done}
      />
      <div className={styles['row']}>
        <p className={styles['small']}>{strings.bytes(progress.done, progress.total)}</p>
        <Button size="small" disabled={isCancelling} onClick={() => session.cancel()}>
          {isCancelling ? strings.cancelling : strings.cancel}
        </Button>
      </div>
    </section>
  );
}
