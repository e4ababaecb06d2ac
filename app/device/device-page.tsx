/** The Device page: a box on a cable or over Bluetooth, flashed, configured, watched and backed up from here. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { SerialObstacle } from '../platform/serial/serial-errors.ts';
import { readDeviceAddress } from '../ui/device-address.ts';
import { useStrings } from '../ui/language.ts';
import type { StartSimulatedBluetooth } from './bluetooth/simulated-bluetooth.ts';
import { CarriedNotice } from './settings/carried-notice.tsx';
import { carriedSettings } from './settings/carried-settings.ts';
import { ConnectedView, ReturningView } from './connected-view.tsx';
import styles from './device-page.module.css';
import { deviceStrings, type TabName } from './device.strings.ts';
import type { DeviceSession } from './device-session.ts';
import type { Way } from './device-state.ts';
import type { FirmwareLibrary } from './firmware/firmware-library.ts';
import { LostView } from './lost-view.tsx';
import type { MonitorLog } from './monitor/monitor-log.ts';
import type { ServerChoice } from './settings-form-props.ts';
import { HandsPanel } from './simulated/hands-panel.tsx';
import type { SimulatedHands } from './simulated/simulated-hands.ts';
import { CablePicture } from './start/cable-picture.tsx';
import { StartPanel } from './start/start-panel.tsx';
import { WorkView } from './work/work-view.tsx';

const BluetoothPanel = lazy(async () => ({
  default: (await import('./bluetooth/bluetooth-panel.tsx')).BluetoothPanel,
}));

export interface DevicePageProps {
  readonly session: DeviceSession;
  readonly monitor: MonitorLog;
  readonly library: FirmwareLibrary;
  /** Of the simulated box. */
  readonly hands: SimulatedHands;
  /** Tries a box over Bluetooth without one; absent: none is offered. */
  readonly simulatedBluetooth?: StartSimulatedBluetooth;
  /** Why this browser has no serial ports, if so. */
  readonly obstacle: SerialObstacle | null;
  /** Addresses for a box, as far as they are known by now. */
  readonly servers: () => Promise<readonly ServerChoice[]>;
}

interface DevicePageWithAddress extends DevicePageProps {
  /** What stands behind the page's own address: settings may be brought along there. */
  readonly brought: string;
  readonly onBroughtRead: () => void;
}

export function DevicePage({
  session,
  monitor,
  library,
  hands,
  simulatedBluetooth,
  obstacle,
  servers,
  brought,
  onBroughtRead,
}: DevicePageWithAddress) {
  const strings = useStrings(deviceStrings);
  const state = useStore(session.store);
  const [isOverBluetooth, setIsOverBluetooth] = useState(false);
  const [choices, setChoices] = useState<readonly ServerChoice[]>([]);
  useEffect(() => {
    if (brought === '') return;
    const carried = readDeviceAddress(brought);
    if (carried !== null) carriedSettings.setState({ carried });
    onBroughtRead();
  }, [brought, onBroughtRead]);
  useEffect(() => {
    let isGone = false;
    void servers().then((known) => {
      if (!isGone) setChoices(known);
    });
    return () => {
      isGone = true;
    };
  }, [servers]);

  const hasCarried = useStore(carriedSettings, (settings) => settings.carried !== null);
  const [wantedTab, setTab] = useState<TabName>();
  // Whoever brought settings along, or only listens, is led to the place for that.
  const isListening = state.phase === 'running' && state.box === null;
  const tab = wantedTab ?? (hasCarried ? 'settings' : isListening ? 'monitor' : 'firmware');
  const handsOf = (way: Way) => way === 'simulated' && <HandsPanel hands={hands} />;
  const body = () => {
    if (isOverBluetooth)
      return (
        <Suspense fallback={null}>
          <BluetoothPanel
            servers={choices}
            onLeave={() => setIsOverBluetooth(false)}
            {...(simulatedBluetooth && { simulated: simulatedBluetooth })}
          />
        </Suspense>
      );
    const before = 'before' in state ? state.before : null;
    if ((state.phase === 'choosing' || state.phase === 'connecting') && before?.box)
      return (
        <ReturningView
          state={state}
          box={before.box}
          tab={tab}
          onTab={setTab}
          session={session}
          hands={handsOf(state.way)}
        />
      );
    switch (state.phase) {
      case 'absent':
      case 'choosing':
        return (
          <StartPanel
            state={state}
            session={session}
            obstacle={obstacle}
            onBluetooth={() => setIsOverBluetooth(true)}
          />
        );
      case 'connecting':
        return (
          <div className={styles['connecting']}>
            <CablePicture title={strings.start.picture} state="talking" />
            <WorkView
              kind="connect"
              progress={state.progress}
              isCancelling={state.isCancelling}
              onCancel={() => session.cancel()}
            />
            {handsOf(state.way)}
          </div>
        );
      case 'lost':
        return (
          <div className={styles['lostView']}>
            <LostView state={state} session={session} />
            {handsOf(state.way)}
          </div>
        );
      case 'loader':
      case 'running':
        return (
          <ConnectedView
            state={state}
            tab={tab}
            onTab={setTab}
            session={session}
            monitor={monitor}
            library={library}
            servers={choices}
            hands={handsOf(state.way)}
          />
        );
    }
  };
  const isStart = !isOverBluetooth && (state.phase === 'absent' || state.phase === 'choosing');
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{strings.title}</h1>
        <p>{strings.lead}</p>
      </header>
      {isStart && <CarriedNotice />}
      {body()}
    </div>
  );
}
