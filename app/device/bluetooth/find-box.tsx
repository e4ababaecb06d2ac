/** No box is connected yet, or none any more: how to get one, and what became of the last try. */
import { useState } from 'react';
import type { SetupState } from '../../../core/box-gatt/session-state.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { SelectField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import type { BluetoothSession } from './bluetooth-session.ts';
import styles from './bluetooth.module.css';
import { bluetoothStrings } from './bluetooth.strings.ts';
import type { SimulatedFirmware } from './simulated-bluetooth.ts';

interface FindBoxProps {
  readonly state: SetupState;
  readonly session: BluetoothSession;
  readonly onLeave: () => void;
  readonly onTry?: (firmware: SimulatedFirmware) => void;
}

export function FindBox({ state, session, onLeave, onTry }: FindBoxProps) {
  const strings = useStrings(bluetoothStrings);
  const isTrying = state.phase === 'choosing' || state.phase === 'connecting';
  const name = state.phase === 'connecting' ? state.device.name : '';
  return (
    <div className={styles['find']}>
      <Card
        title={strings.title}
        lead={strings.lead}
        tools={
          <Button size="small" onClick={onLeave}>
            {strings.back}
          </Button>
        }
      >
        <State state={state} session={session} />
        <ol className={styles['steps']}>
          {strings.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p className={styles['small']}>{strings.open}</p>
        {isTrying ? (
          <div className={styles['row']}>
            <p role="status">{strings.phases[state.phase](name)}</p>
            <Button onClick={() => session.cancel()}>{strings.cancel}</Button>
          </div>
        ) : (
          <div className={styles['row']}>
            <Button look="primary" onClick={() => session.connect()}>
              {state.phase === 'off' ? strings.choose : strings.chooseOther}
            </Button>
          </div>
        )}
      </Card>
      {onTry && !isTrying && <Simulated onTry={onTry} />}
    </div>
  );
}

function State({ state, session }: { readonly state: SetupState; readonly session: BluetoothSession }) {
  const strings = useStrings(bluetoothStrings);
  switch (state.phase) {
    case 'off': {
      if (!state.trouble) return null;
      const { title, whatToDo } = strings.problems[state.trouble.code];
      // Closing the list is no trouble; it often means that the box was not in it.
      const tone = state.trouble.code === 'bt-not-chosen' ? 'info' : 'danger';
      return (
        <Notice tone={tone} title={title}>
          {whatToDo}
        </Notice>
      );
    }
    case 'vibekeys': {
      const { title, whatToDo } = strings.problems['bt-vibekeys'];
      return (
        <Notice tone="warning" title={title}>
          {whatToDo}
        </Notice>
      );
    }
    case 'restarted':
      return (
        <Notice
          tone="good"
          title={strings.restarted}
          actions={
            <Button size="small" onClick={() => session.connect(true)}>
              {strings.again}
            </Button>
          }
        >
          {strings.restartedMeans}
        </Notice>
      );
    case 'choosing':
    case 'connecting':
    case 'ready':
    case 'writing':
    case 'restarting':
    case 'press-k0':
    case 'lost':
      return null;
  }
}

function Simulated({ onTry }: { readonly onTry: (firmware: SimulatedFirmware) => void }) {
  const strings = useStrings(bluetoothStrings);
  const [firmware, setFirmware] = useState<SimulatedFirmware>('0.3.2');
  return (
    <Card title={strings.simulated} lead={strings.simulatedLead}>
      <div className={styles['try']}>
        <SelectField
          label={strings.simulatedFirmware}
          value={firmware}
          options={(['0.3.2', '0.3.0', '0.2.1', 'vibekeys'] satisfies SimulatedFirmware[]).map((value) => ({
            value,
            label: strings.firmwares[value],
          }))}
          onChange={setFirmware}
        />
        <Button onClick={() => onTry(firmware)}>{strings.tryIt}</Button>
      </div>
    </Card>
  );
}
