/** What is under way: a name, a bar, a rate, the time left, and a way to stop it. */
import type { LoaderProgress } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { deviceStrings } from '../device.strings.ts';
import type { JobKind } from '../device-state.ts';
import { progressWords } from './progress-words.ts';
import styles from './work-view.module.css';

interface WorkViewProps {
  readonly kind: JobKind | 'connect';
  readonly progress: LoaderProgress | null;
  readonly isCancelling: boolean;
  readonly onCancel: () => void;
}

/** Those that write: pulling the cable is worth a warning. */
const writing: ReadonlySet<JobKind | 'connect'> = new Set<JobKind>([
  'flash',
  'restore',
  'write-settings',
  'finish-write',
]);

export function WorkView({ kind, progress, isCancelling, onCancel }: WorkViewProps) {
  const strings = useStrings(deviceStrings);
  const { share, phase, figures } = progressWords(progress, strings);
  return (
    <section className={styles['work']} aria-label={strings.jobs[kind]} data-testid="work" data-job={kind}>
      <div className={styles['head']}>
        <h2>{strings.jobs[kind]}</h2>
        {share !== null && (
          <span className={styles['percent']} aria-hidden="true">
            {Math.floor(100 * share)} %
          </span>
        )}
      </div>
      <progress
        className={styles['bar']}
        aria-label={strings.jobs[kind]}
        max={1}
        {...(share === null ? {} : { value: share })}
      />
      <div className={styles['foot']}>
        <div>
          <p className={styles['phase']} role="status">
            {phase || '\u00a0'}
          </p>
          <p className={styles['figures']}>{figures || '\u00a0'}</p>
        </div>
        <Button disabled={isCancelling} onClick={onCancel}>
          {isCancelling ? strings.stopping : strings.stop}
        </Button>
      </div>
      {writing.has(kind) && <p className={styles['hint']}>{strings.keepPlugged}</p>}
    </section>
  );
}
