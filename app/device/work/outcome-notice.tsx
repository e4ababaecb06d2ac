/** What the newest job has come to, and what to do next. */
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { deviceErrorStrings } from '../device-errors.strings.ts';
import { deviceStrings } from '../device.strings.ts';
import type { DeviceSession } from '../device-session.ts';
import type { Outcome } from '../device-state.ts';
import styles from './outcome-notice.module.css';

interface OutcomeNoticeProps {
  readonly outcome: Outcome;
  readonly session: DeviceSession;
  /** Leads to the monitor; undefined where it is shown already. */
  readonly onWatch: (() => void) | undefined;
}

export function OutcomeNotice({ outcome, session, onWatch }: OutcomeNoticeProps) {
  const strings = useStrings(deviceStrings);
  const errors = useStrings(deviceErrorStrings);
  const words = strings.outcome;
  const close = (
    <Button size="small" look="quiet" onClick={() => session.dismissOutcome()}>
      {words.close}
    </Button>
  );
  const watch = onWatch && (
    <Button size="small" onClick={onWatch}>
      {words.watch}
    </Button>
  );
  switch (outcome.kind) {
    case 'flashed': {
      const { plan, done } = outcome;
      const skipped = done.bytesSkipped > 0 ? strings.size(done.bytesSkipped) : undefined;
      return (
        <Notice
          tone="good"
          title={words.flashed(plan.descriptor?.version ?? plan.fileName)}
          actions={
            <>
              {watch}
              {close}
            </>
          }
        >
          <p>{words.flashedMeans(strings.size(done.bytesWritten), seconds(done.millis), skipped)}</p>
          <BootLines lines={done.bootLines} />
        </Notice>
      );
    }
    case 'settings-written':
      return (
        <Notice
          tone="good"
          title={words.written(outcome.written.pagesWritten)}
          actions={
            <>
              {watch}
              {close}
            </>
          }
        >
          {words.writtenMeans}
        </Notice>
      );
    case 'saved':
      return (
        <Notice tone="good" title={words.saved(outcome.file)} actions={close}>
          {words.savedMeans}
        </Notice>
      );
    case 'restored':
      return (
        <Notice tone="good" title={words.restored} actions={close}>
          <BootLines lines={outcome.done.bootLines} />
        </Notice>
      );
    case 'reset':
      return <Notice tone="info" title={words.reset[outcome.into]} actions={close} />;
    case 'other-box':
      return (
        <Notice tone="warning" title={words.otherBox} actions={close}>
          {words.otherBoxMeans}
        </Notice>
      );
    case 'cancelled': {
      const { title, next } = errors.failures.cancelled({});
      const isWriting = outcome.job.kind === 'flash' || outcome.job.kind === 'restore';
      return (
        <Notice tone={isWriting ? 'warning' : 'info'} title={title} actions={close}>
          {isWriting ? words.cancelledWriting : next}
        </Notice>
      );
    }
    case 'failed': {
      const { failure, job } = outcome;
      const { title, next } = errors.failures[failure.code](failure.details);
      return (
        <Notice
          tone="danger"
          title={title}
          actions={
            <>
              {mayRepeat(outcome) && (
                <Button size="small" onClick={() => session.run(job)}>
                  {words.retry}
                </Button>
              )}
              {close}
            </>
          }
        >
          <p>{next}</p>
          <details className={styles['technical']}>
            <summary>{errors.technical}</summary>
            <code>
              {failure.code}: {failure.message}
            </code>
          </details>
        </Notice>
      );
    }
  }
}

/** The same would be refused again. */
const mayRepeat = ({ failure }: Extract<Outcome, { readonly kind: 'failed' }>): boolean =>
  !['refused-image', 'refused-backup', 'invalid-settings', 'settings-full', 'stuck-in-boot-mode'].includes(
    failure.code,
  );

const seconds = (millis: number): string => Math.max(0.1, millis / 1000).toFixed(millis < 10_000 ? 1 : 0);

function BootLines({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <pre className={styles['boot']} tabIndex={0}>
      {lines.join('\n')}
    </pre>
  );
}
