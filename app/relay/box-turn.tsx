/** One turn of a box: what it heard, what it was told, what went wrong, where the time went. */
import { memo } from 'react';
import { useLocation } from 'wouter';
import type { TurnFailure, TurnView } from '../../workers/conversation-api.ts';
import { engineMessages, explainFailure } from '../engines/explain-failure.ts';
import { Button } from '../ui/button.tsx';
import { useStrings } from '../ui/language.ts';
import { settingsAddress, type SettingsSectionId } from '../ui/settings-address.ts';
import styles from './box-turn.module.css';
import { turnStrings } from './turn.strings.ts';
import { TurnSpans } from './turn-spans.tsx';

export const BoxTurnItem = memo(function BoxTurnItem({ turn }: { readonly turn: TurnView }) {
  const strings = useStrings(turnStrings);
  const { status, reply, failure, source } = turn;
  if (status === 'dropped')
    return (
      <li className={styles['aside']} data-turn={turn.id} data-status={status}>
        {strings.dropped}
      </li>
    );
  const isCut = status === 'interrupted' || status === 'cancelled';
  const heard = isCut ? reply.text.slice(0, reply.heard) : reply.text;
  const unheard = isCut ? reply.text.slice(reply.heard) : '';
  return (
    <li className={styles['turn']} data-turn={turn.id} data-status={status}>
      {source !== 'greeting' && (
        <p className={`${styles['bubble']} ${styles['person']}`}>
          <span className="visually-hidden">{strings.person}: </span>
          <PersonWords turn={turn} />
        </p>
      )}
      {reply.text !== '' && (
        <p className={`${styles['bubble']} ${styles['box']}`}>
          <span className="visually-hidden">{strings.box}: </span>
          {heard}
          {unheard !== '' && (
            <del className={styles['unheard']} title={strings.notHeard}>
              {unheard}
            </del>
          )}
        </p>
      )}
      {status === 'interrupted' && <p className={styles['cut']}>{strings.interrupted}</p>}
      {status === 'cancelled' && <p className={styles['cut']}>{strings.cancelled}</p>}
      {failure && <Failure failure={failure} goesOn={status !== 'failed'} />}
      <TurnSpans turn={turn} />
    </li>
  );
});

function PersonWords({ turn: { user, status } }: { readonly turn: TurnView }) {
  const strings = useStrings(turnStrings);
  if (user.text !== '')
    return <span className={user.partial ? styles['partial'] : undefined}>{user.text}</span>;
  const words =
    status === 'open'
      ? strings.hearing
      : status === 'thinking'
        ? strings.recognising
        : strings.nothingUnderstood;
  return <span className={styles['placeholder']}>{words}</span>;
}

/** Where in Settings a person can do something about it. */
const sectionOf: Readonly<Record<TurnFailure['stage'], SettingsSectionId>> = {
  asr: 'ears',
  llm: 'brain',
  tts: 'voice',
  microphone: 'sound',
};

interface FailureProps {
  readonly failure: TurnFailure;
  /** The answer went on without what failed. */
  readonly goesOn: boolean;
}

export function Failure({ failure, goesOn }: FailureProps) {
  const strings = useStrings(turnStrings);
  const messages = useStrings(engineMessages);
  const [, navigate] = useLocation();
  const { title, whatToDo, service } = explainFailure(failure, messages);
  return (
    <div className={styles['failure']} data-code={failure.code} data-tone={goesOn ? 'warning' : 'danger'}>
      <p className={styles['failureTitle']}>
        <span className={styles['stage']}>{strings.stages[failure.stage]}</span> {title}
      </p>
      <p>
        {whatToDo} {goesOn && strings.wentOn}
      </p>
      {service && (
        <p>
          {messages.serviceSaid}: <q>{service}</q>
        </p>
      )}
      <div>
        <Button size="small" onClick={() => navigate(settingsAddress(sectionOf[failure.stage]))}>
          {strings.settings}
        </Button>
      </div>
    </div>
  );
}
