/** A box over Bluetooth: found, set up with the same form as over the cable, and restarted. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { browserBluetoothBoxes } from '../../platform/bluetooth/web-bluetooth-boxes.ts';
import { createSetupMemoryStore } from '../../platform/bluetooth/setup-memory-store.ts';
import type { BluetoothBoxes } from '../../platform/bluetooth/box-link.ts';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import type { ServerChoice } from '../settings-form-props.ts';
import { createBluetoothSession, type BluetoothSession } from './bluetooth-session.ts';
import styles from './bluetooth.module.css';
import { bluetoothStrings } from './bluetooth.strings.ts';
import { BoxSettingsView } from './box-settings-view.tsx';
import { FindBox } from './find-box.tsx';
import type {
  SimulatedBluetooth,
  SimulatedFirmware,
  StartSimulatedBluetooth,
} from './simulated-bluetooth.ts';

interface BluetoothPanelProps {
  readonly servers: readonly ServerChoice[];
  readonly onLeave: () => void;
  /** Absent: none is offered. */
  readonly simulated?: StartSimulatedBluetooth;
}

const openSession = (boxes: BluetoothBoxes): BluetoothSession =>
  createBluetoothSession({ boxes, memory: createSetupMemoryStore(localStorage), now: () => Date.now() });

export function BluetoothPanel({ servers, onLeave, simulated }: BluetoothPanelProps) {
  const strings = useStrings(bluetoothStrings);
  const [session, setSession] = useState(() => openSession(browserBluetoothBoxes()));
  const [box, setBox] = useState<SimulatedBluetooth>();
  useEffect(() => () => session.leave(), [session]);
  const trySimulated = async (start: StartSimulatedBluetooth, firmware: SimulatedFirmware) => {
    const made = await start(firmware);
    const next = openSession(made.boxes);
    setBox(made);
    setSession(next);
    next.connect();
  };
  const leave = () => {
    // From the simulated box back to the choice of real ones.
    if (box) {
      setBox(undefined);
      setSession(openSession(browserBluetoothBoxes()));
    } else onLeave();
  };
  return (
    <div className={styles['panel']}>
      <Body session={session} servers={servers} onLeave={leave}>
        {simulated && !box
          ? { onTry: (firmware: SimulatedFirmware) => void trySimulated(simulated, firmware) }
          : null}
      </Body>
      {box && (
        <section className={styles['hands']} aria-label={strings.hands}>
          <h2>{strings.hands}</h2>
          <div className={styles['row']}>
            <Button size="small" onClick={() => box.pressK0()}>
              {strings.k0}
            </Button>
            <Button size="small" onClick={() => box.enterSetup()}>
              {strings.setup}
            </Button>
          </div>
        </section>
      )}
    </div>
  );
}

interface BodyProps {
  readonly session: BluetoothSession;
  readonly servers: readonly ServerChoice[];
  readonly onLeave: () => void;
  readonly children: { readonly onTry: (firmware: SimulatedFirmware) => void } | null;
}

function Body({ session, servers, onLeave, children }: BodyProps) {
  const state = useStore(session.store);
  const box = 'box' in state ? state.box : 'before' in state ? state.before?.box : undefined;
  if (box)
    return <BoxSettingsView key={box.id} box={box} state={state} session={session} servers={servers} />;
  return (
    <FindBox state={state} session={session} onLeave={onLeave} {...(children && { onTry: children.onTry })} />
  );
}
