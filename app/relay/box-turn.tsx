/** One turn of a box: what it heard, what it was told, what went wrong, where the time went. */
import { memo } from 'react';
import type { TurnView } from '../../workers/conversation-api.ts';
import { useStrings } from '../ui/language.ts';
import styles from './box-turn.module.css';
import { TurnFailureNotice } from './turn-failure.tsx';
import { Waterfall } from '../ui/waterfall/waterfall.tsx';
import { turnStrings } from './turn.strings.ts';

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
      {failure && <TurnFailureNotice failure={failure} goesOn={status !== 'failed'} />}
      <Waterfall turn={turn} output="box" />
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
