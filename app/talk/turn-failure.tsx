/** What went wrong in a turn, where it happened: the stage, what to do, and what the service itself said. */
import { useLocation } from 'wouter';
import type { TurnFailure as Failure } from '../../workers/conversation-api.ts';
import { engineMessages, explainFailure, type ExplainedFailure } from '../engines/explain-failure.ts';
import { Button } from '../ui/button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { useStrings } from '../ui/language.ts';
import { settingsAddress, type SettingsSectionId } from '../ui/settings-address.ts';
import { serverFailures } from './server-notices.ts';
import styles from './turn-failure.module.css';
import { turnStrings } from './turn.strings.ts';

/** Where in Settings a person can do something about it. */
const sectionOf: Readonly<Record<Failure['stage'], SettingsSectionId>> = {
  asr: 'ears',
  llm: 'brain',
  tts: 'voice',
  microphone: 'sound',
};

interface TurnFailureProps {
  readonly failure: Failure;
  /** The reply went on without what failed. */
  readonly goesOn: boolean;
  /** One server is ears, brain and voice. */
  readonly hasServer?: boolean | undefined;
  /** Absent where it cannot be sent again, or need not be. */
  readonly retry?: { readonly label: string; readonly run: () => void } | undefined;
}

export function TurnFailure({ failure, goesOn, hasServer = false, retry }: TurnFailureProps) {
  const strings = useStrings(turnStrings);
  const messages = useStrings(engineMessages);
  const [, navigate] = useLocation();
  const byServer = useStrings(serverFailures)(failure);
  const explained: ExplainedFailure = byServer ?? explainFailure(failure, messages);
  const { title, whatToDo, causes, service } = explained;
  const isServers = hasServer && failure.stage !== 'microphone';
  const { status, url } = failure.details;
  return (
    <div
      className={styles['failure']}
      data-testid="turn-failure"
      data-code={failure.code}
      data-tone={goesOn ? 'warning' : 'danger'}
    >
      <p className={styles['title']}>
        <span className={styles['stage']}>{isServers ? strings.server : strings.stages[failure.stage]}</span>{' '}
        {title}
      </p>
      <p>
        {whatToDo} {goesOn && strings.wentOn}
      </p>
      <div className={styles['actions']}>
        {retry && (
          <Button size="small" look="primary" onClick={retry.run}>
            {retry.label}
          </Button>
        )}
        <Button
          size="small"
          onClick={() => navigate(settingsAddress(isServers ? 'server' : sectionOf[failure.stage]))}
        >
          {strings.settings}
        </Button>
      </div>
      <Disclosure summary={strings.details}>
        {causes.length > 0 && (
          <div>
            <p className={styles['heading']}>{messages.suspectsTitle}</p>
            <ol className={styles['causes']}>
              {causes.map((cause) => (
                <li key={cause}>{cause}</li>
              ))}
            </ol>
          </div>
        )}
        {service && (
          <p>
            <span className={styles['heading']}>{messages.serviceSaid}:</span> <q>{service}</q>
          </p>
        )}
        <p className={styles['code']}>
          {[failure.code, status, url].filter((part) => part !== undefined).join(' · ')}
        </p>
      </Disclosure>
    </div>
  );
}
