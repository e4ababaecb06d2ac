/** What is wrong with the line, the worker or a box, and what to do. */
import { useStore, type StoreApi } from 'zustand';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { formatBoxId } from './box-id.ts';
import type { RelayActions } from './relay-actions.ts';
import styles from './relay-notices.module.css';
import type { Refusal, RelayState } from './relay-state.ts';
import { relayStrings } from './relay.strings.ts';
import { UnfitNotice } from './turn-failure.tsx';
import { useSecondsUntil } from './use-seconds-until.ts';

interface RelayNoticesProps {
  readonly store: StoreApi<RelayState>;
  readonly actions: Pick<RelayActions, 'own' | 'dismissRefusal'>;
}

export function RelayNotices({ store, actions }: RelayNoticesProps) {
  const strings = useStrings(relayStrings);
  const { link, loss, refusals, unfit, workerFailed, model } = useStore(store);
  return (
    <div className={styles['notices']}>
      {workerFailed !== undefined && (
        <Notice
          tone="danger"
          title={strings.workerFailed.title}
          actions={
            <Button size="small" onClick={() => location.reload()}>
              {strings.reload}
            </Button>
          }
        >
          <p>{strings.workerFailed.whatToDo}</p>
          <details>
            <summary>{strings.details}</summary>
            <code>{workerFailed}</code>
          </details>
        </Notice>
      )}
      {loss && <LinkLost loss={loss} isDialling={link.state === 'connecting'} />}
      {link.state === 'replaced' && (
        <Notice
          tone="warning"
          title={strings.replaced.title}
          actions={
            <Button size="small" onClick={() => location.reload()}>
              {strings.reload}
            </Button>
          }
        >
          {strings.replaced.whatToDo}
        </Notice>
      )}
      {unfit && <UnfitNotice failure={unfit} title={strings.unfit} />}
      {model.kind === 'energy' && (
        <Notice
          tone="warning"
          title={strings.simpleDetector.title}
          actions={
            <Button size="small" onClick={() => location.reload()}>
              {strings.reload}
            </Button>
          }
        >
          {strings.simpleDetector.whatToDo}
        </Notice>
      )}
      {refusals.map((refusal) => (
        <RefusalNotice key={refusal.key} refusal={refusal} actions={actions} />
      ))}
    </div>
  );
}

interface LinkLostProps {
  readonly loss: NonNullable<RelayState['loss']>;
  readonly isDialling: boolean;
}

function LinkLost({ loss: { code, reason, retryAt }, isDialling }: LinkLostProps) {
  const strings = useStrings(relayStrings);
  const seconds = useSecondsUntil(retryAt);
  return (
    <Notice tone="warning" title={strings.lost.title}>
      <p>
        {strings.lost.whatToDo} <span aria-live="off">{strings.retry(isDialling ? 0 : seconds)}</span>
      </p>
      <p>
        <code>{[code, reason].filter(Boolean).join(' ')}</code>
      </p>
    </Notice>
  );
}

interface RefusalNoticeProps {
  readonly refusal: Refusal;
  readonly actions: RelayNoticesProps['actions'];
}

function RefusalNotice({ refusal: { key, code, box, message }, actions }: RefusalNoticeProps) {
  const strings = useStrings(relayStrings);
  const { title, whatToDo } = strings.refusals[code](box === undefined ? strings.someBox : formatBoxId(box));
  const dismiss = () => actions.dismissRefusal(key);
  return (
    <Notice
      tone="danger"
      title={title}
      actions={
        <>
          {(code === 'owned' || code === 'not-owner') && box !== undefined && (
            <Button
              size="small"
              onClick={() => {
                dismiss();
                actions.own(box, true);
              }}
            >
              {strings.takeOver}
            </Button>
          )}
          <Button size="small" look="quiet" onClick={dismiss}>
            {strings.dismiss}
          </Button>
        </>
      }
    >
      <p>{whatToDo}</p>
      {message !== '' && (
        <p>
          <code>{message}</code>
        </p>
      )}
    </Notice>
  );
}
