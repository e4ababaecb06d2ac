/** Shown when connecting has failed, and only then: the socket, the cable, the two buttons. */
import { useStrings } from '../../ui/language.ts';
import type { ConnectFailure } from '../device-state.ts';
import { ButtonsPicture, SocketsPicture } from './help-pictures.tsx';
import styles from './connect-help.module.css';
import { helpStrings } from './help.strings.ts';

/** Buttons help where something is plugged in and silent; with other failures they would lead astray. */
const buttonsMayHelp = (cause: ConnectFailure['cause']): boolean =>
  typeof cause !== 'string' && ['no-answer', 'not-in-boot-mode', 'noisy-line', 'failed'].includes(cause.code);

const socketMayHelp = (cause: ConnectFailure['cause']): boolean =>
  typeof cause === 'string'
    ? cause === 'port-not-chosen' || cause === 'port-unsuitable'
    : buttonsMayHelp(cause) || cause.code === 'unplugged' || cause.code === 'wrong-chip';

export function ConnectHelp({ cause }: { readonly cause: ConnectFailure['cause'] }) {
  const strings = useStrings(helpStrings);
  if (!socketMayHelp(cause)) return null;
  const received = typeof cause === 'string' ? undefined : cause.details['received'];
  return (
    <section className={styles['help']} aria-label={strings.title}>
      {buttonsMayHelp(cause) && (
        <div className={styles['part']}>
          <h3>{strings.buttons}</h3>
          <ButtonsPicture
            title={strings.buttonsPicture}
            hold={strings.hold}
            tap={strings.tap}
            release={strings.release}
          />
          <ol>
            {strings.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <p>{strings.buttonsMeans}</p>
        </div>
      )}
      <div className={styles['part']}>
        <h3>{strings.socket}</h3>
        <SocketsPicture
          title={strings.socketPicture}
          diy={strings.diy}
          box={strings.box}
          power={strings.power}
        />
        <p>{strings.socketMeans}</p>
      </div>
      {cause === 'port-not-chosen' && (
        <div className={styles['part']}>
          <h3>{strings.list}</h3>
          <ul>
            {strings.listMeans.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
      {received !== undefined && received !== '' && (
        <div className={styles['part']}>
          <p>{strings.received}</p>
          <pre tabIndex={0} aria-label={strings.received}>
            {received}
          </pre>
        </div>
      )}
    </section>
  );
}
