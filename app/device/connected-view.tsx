/** A box that is there: its card on one side, what to do with it on the other. */
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { useStrings } from '../ui/language.ts';
import { Notice } from '../ui/notice.tsx';
import { BackupPanel } from './backup/backup-panel.tsx';
import { DeviceCard } from './card/device-card.tsx';
import styles from './device-page.module.css';
import { deviceStrings, type TabName } from './device.strings.ts';
import type { DeviceSession } from './device-session.ts';
import type { Box, DeviceState } from './device-state.ts';
import type { FirmwareLibrary } from './firmware/firmware-library.ts';
import { FirmwarePanel } from './firmware/firmware-panel.tsx';
import type { MonitorLog } from './monitor/monitor-log.ts';
import { MonitorPanel } from './monitor/monitor-panel.tsx';
import type { ServerChoice } from './settings-form-props.ts';
import { SettingsPanel } from './settings/settings-panel.tsx';
import { TabBar } from './tab-bar.tsx';
import { OutcomeNotice } from './work/outcome-notice.tsx';
import { WorkView } from './work/work-view.tsx';

interface ConnectedViewProps {
  readonly state: Extract<DeviceState, { readonly phase: 'loader' | 'running' }>;
  readonly tab: TabName;
  readonly onTab: (tab: TabName) => void;
  readonly session: DeviceSession;
  readonly monitor: MonitorLog;
  readonly library: FirmwareLibrary;
  readonly servers: readonly ServerChoice[];
  /** Of the simulated box. */
  readonly hands: ReactNode;
}

const tabs: readonly TabName[] = ['firmware', 'settings', 'monitor', 'backup'];

interface ReturningViewProps extends Pick<ConnectedViewProps, 'tab' | 'onTab' | 'session' | 'hands'> {
  readonly state: Extract<DeviceState, { readonly phase: 'choosing' | 'connecting' }>;
  readonly box: Box;
}

/** A box that is known, on its way back into boot mode: everything stays where it is. */
export function ReturningView({ state, box, tab, onTab, session, hands }: ReturningViewProps) {
  const strings = useStrings(deviceStrings);
  return (
    <div className={styles['connected']}>
      <div className={styles['side']}>
        <DeviceCard way={state.way} box={box} mayLeave={false} onLeave={() => session.leave()} />
        {hands}
      </div>
      <div className={styles['main']}>
        <TabBar
          label={strings.tabList}
          tabs={tabs.map((name) => ({ name, label: strings.tabs[name] }))}
          chosen={tab}
          onChoose={onTab}
        >
          <WorkView
            kind="connect"
            progress={state.phase === 'connecting' ? state.progress : null}
            isCancelling={state.phase === 'connecting' && state.isCancelling}
            onCancel={() => (state.phase === 'connecting' ? session.cancel() : session.leave())}
          />
        </TabBar>
      </div>
    </div>
  );
}

export function ConnectedView({
  state,
  tab,
  onTab,
  session,
  monitor,
  library,
  servers,
  hands,
}: ConnectedViewProps) {
  const strings = useStrings(deviceStrings);
  const { way, work, desk, box } = state;
  const isQuickReset = work?.job.kind === 'reset' && tab === 'monitor';

  const toFirmware = () => onTab('firmware');
  const panel = () => {
    if (tab === 'monitor')
      return (
        <MonitorPanel
          monitor={monitor}
          session={session}
          isInLoader={state.phase === 'loader'}
          isBusy={work !== null}
          onSettings={() => onTab('settings')}
        />
      );
    if (state.phase === 'running') return <Running session={session} isBusy={work !== null} />;
    switch (tab) {
      case 'firmware':
        return <FirmwarePanel library={library} session={session} firmware={desk.firmware} />;
      case 'settings':
        return (
          <SettingsPanel
            session={session}
            box={state.box}
            desk={desk}
            servers={servers}
            isBusy={work !== null}
            onFirmware={toFirmware}
          />
        );
      case 'backup':
        return <BackupPanel session={session} box={state.box} restore={desk.restore} />;
    }
  };
  return (
    <div className={styles['connected']}>
      <div className={styles['side']}>
        <DeviceCard way={way} box={box} mayLeave={work === null} onLeave={() => session.leave()} />
        {hands}
      </div>
      <div className={styles['main']}>
        {box?.cutShort && work === null && <CutShort at={box.cutShort.at} session={session} />}
        {desk.outcome && work === null && (
          <OutcomeNotice
            outcome={desk.outcome}
            session={session}
            onWatch={tab === 'monitor' ? undefined : () => onTab('monitor')}
          />
        )}
        <TabBar
          label={strings.tabList}
          tabs={tabs.map((name) => ({ name, label: strings.tabs[name] }))}
          chosen={tab}
          onChoose={onTab}
        >
          {work !== null && (
            <WorkView
              kind={work.job.kind}
              progress={work.progress}
              isCancelling={work.isCancelling}
              onCancel={() => session.cancel()}
            />
          )}
          {(work === null || isQuickReset || tab === 'monitor' || tab === 'settings') && panel()}
        </TabBar>
      </div>
    </div>
  );
}

interface RunningProps {
  readonly session: DeviceSession;
  /** It is being restarted. */
  readonly isBusy: boolean;
}

function Running({ session, isBusy }: RunningProps) {
  const { running } = useStrings(deviceStrings);
  return (
    <Card title={running.title} lead={running.lead}>
      <div>
        <Button look="primary" disabled={isBusy} onClick={() => session.reconnect()}>
          {running.connect}
        </Button>
      </div>
    </Card>
  );
}

function CutShort({ at, session }: { readonly at: number; readonly session: DeviceSession }) {
  const { cutShort } = useStrings(deviceStrings);
  return (
    <Notice
      tone="warning"
      title={cutShort.title}
      actions={
        <>
          <Button size="small" look="primary" onClick={() => session.run({ kind: 'finish-write' })}>
            {cutShort.finish}
          </Button>
          <Button size="small" look="quiet" onClick={() => session.run({ kind: 'drop-write' })}>
            {cutShort.drop}
          </Button>
        </>
      }
    >
      {cutShort.means(new Date(at).toLocaleString())}
    </Notice>
  );
}
