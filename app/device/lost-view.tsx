/** The cable broke, or the box fell silent: what is kept, and how to go on. */
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { useStrings } from '../ui/language.ts';
import { deviceErrorStrings } from './device-errors.strings.ts';
import styles from './device-page.module.css';
import { deviceStrings } from './device.strings.ts';
import type { DeviceSession } from './device-session.ts';
import type { DeviceState } from './device-state.ts';
import { CablePicture } from './start/cable-picture.tsx';
import { ConnectHelp } from './start/connect-help.tsx';

interface LostViewProps {
  readonly state: Extract<DeviceState, { readonly phase: 'lost' }>;
  readonly session: DeviceSession;
}

export function LostView({ state, session }: LostViewProps) {
  const { lost, jobs, start } = useStrings(deviceStrings);
  const { failures, technical } = useStrings(deviceErrorStrings);
  const { failure, unfinished } = state;
  const { title, next } = failures[failure.code](failure.details);
  return (
    <Card title={title}>
      <CablePicture title={start.picture} state="apart" />
      <div role="alert" className={styles['lost']}>
        <p>{next}</p>
        {unfinished !== null && (
          <p>
            <strong>{jobs[unfinished.kind]}: </strong>
            {lost.keeps}
          </p>
        )}
      </div>
      <div className={styles['actions']}>
        <Button look="primary" onClick={() => session.reconnect()}>
          {unfinished === null ? lost.again : lost.goOn}
        </Button>
        <Button look="quiet" onClick={() => session.leave()}>
          {lost.giveUp}
        </Button>
      </div>
      {failure.code !== 'unplugged' && <ConnectHelp cause={failure} />}
      <details className={styles['technical']}>
        <summary>{technical}</summary>
        <code>
          {failure.code}: {failure.message}
        </code>
      </details>
    </Card>
  );
}
