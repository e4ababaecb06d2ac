/** No box yet: the picture, the ways to one, and what to do where none led to it. */
import { serialMessagesEn } from '../../platform/serial/messages.en.ts';
import { serialMessagesZh } from '../../platform/serial/messages.zh.ts';
import type { SerialObstacle } from '../../platform/serial/serial-errors.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { deviceErrorStrings } from '../device-errors.strings.ts';
import { deviceStrings } from '../device.strings.ts';
import type { DeviceSession } from '../device-session.ts';
import type { ConnectFailure, DeviceState } from '../device-state.ts';
import { CablePicture } from './cable-picture.tsx';
import { ConnectHelp } from './connect-help.tsx';
import { helpStrings } from './help.strings.ts';
import styles from './start-panel.module.css';

interface StartPanelProps {
  readonly state: Extract<DeviceState, { readonly phase: 'absent' | 'choosing' }>;
  readonly session: DeviceSession;
  /** Why there is no USB here, if so. */
  readonly obstacle: SerialObstacle | null;
  readonly onBluetooth: () => void;
}

export function StartPanel({ state, session, obstacle, onBluetooth }: StartPanelProps) {
  const strings = useStrings(deviceStrings).start;
  if (state.phase === 'choosing')
    return (
      <section className={styles['panel']}>
        <CablePicture title={strings.picture} state="joined" />
        <div className={styles['words']} role="status">
          <h2>{state.way === 'simulated' ? strings.starting : strings.choosing}</h2>
          {state.way === 'usb' && <p>{strings.choosingHint}</p>}
        </div>
        <div>
          <Button look="quiet" onClick={() => session.leave()}>
            {strings.back}
          </Button>
        </div>
      </section>
    );
  const { failure } = state;
  return (
    <section className={styles['panel']}>
      {failure === null ? (
        <>
          <CablePicture title={strings.picture} state="apart" />
          <div className={styles['words']}>
            <h2>{strings.title}</h2>
            <p>{strings.lead}</p>
          </div>
        </>
      ) : (
        <Failed failure={failure} session={session} />
      )}
      {obstacle !== null && <NoSerial obstacle={obstacle} />}
      <ul className={styles['ways']}>
        {obstacle === null && (
          <Way
            name="usb"
            label={failure === null ? strings.usb : strings.otherPort}
            hint={strings.usbHint}
            isFirst={failure === null}
            onClick={() => session.connect('usb')}
          />
        )}
        <Way name="bluetooth" label={strings.bluetooth} hint={strings.bluetoothHint} onClick={onBluetooth} />
        <Way
          name="simulated"
          label={strings.simulated}
          hint={strings.simulatedHint}
          onClick={() => session.connect('simulated')}
        />
      </ul>
      {obstacle === null && (
        <div>
          <Button look="quiet" size="small" onClick={() => session.connect('usb', 'listen')}>
            {strings.listen}
          </Button>
        </div>
      )}
    </section>
  );
}

interface WayProps {
  readonly name: 'usb' | 'bluetooth' | 'simulated';
  readonly label: string;
  readonly hint: string;
  readonly isFirst?: boolean;
  readonly onClick: () => void;
}

function Way({ name, label, hint, isFirst = false, onClick }: WayProps) {
  return (
    <li>
      <button
        type="button"
        className={[styles['way'], isFirst && styles['first']].filter(Boolean).join(' ')}
        onClick={onClick}
        aria-describedby={`way-${name}`}
        aria-label={label}
      >
        <Icon name={name} size={24} />
        <span className={styles['label']}>{label}</span>
        <span className={styles['hint']} id={`way-${name}`}>
          {hint}
        </span>
      </button>
    </li>
  );
}

function Failed({ failure, session }: { readonly failure: ConnectFailure; readonly session: DeviceSession }) {
  const strings = useStrings(deviceStrings).start;
  const errors = useStrings(deviceErrorStrings).failures;
  const help = useStrings(helpStrings);
  const { cause } = failure;
  const serial = useStrings(serialMessages);
  const words =
    typeof cause === 'string'
      ? { title: serial[cause].title, next: serial[cause].whatToDo }
      : errors[cause.code](cause.details);
  return (
    <div className={styles['failed']}>
      <Notice
        tone={cause === 'port-not-chosen' ? 'warning' : 'danger'}
        title={words.title}
        actions={
          <Button look="primary" onClick={() => session.reconnect()}>
            {strings.tryAgain}
          </Button>
        }
      >
        {words.next}
      </Notice>
      <h2 className="visually-hidden">{help.title}</h2>
      <ConnectHelp cause={cause} />
    </div>
  );
}

const serialMessages = { en: serialMessagesEn, zh: serialMessagesZh };

function NoSerial({ obstacle }: { readonly obstacle: SerialObstacle }) {
  const { title, whatToDo } = useStrings(serialMessages)[obstacle];
  return (
    <div className={styles['failed']}>
      <Notice tone="warning" title={title}>
        {whatToDo}
      </Notice>
    </div>
  );
}
