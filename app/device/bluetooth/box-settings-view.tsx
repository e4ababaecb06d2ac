/** A box that was read: the form, what is being written, and what has to be known about its pictures. */
import { useState, type ReactNode } from 'react';
import type { GattSetting } from '../../../core/box-gatt/characteristics.ts';
import type { SetupBox, SetupState } from '../../../core/box-gatt/session-state.ts';
import { maxAvatarBytes, maxBackgroundBytes } from '../../../core/gif/box-pictures.ts';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import type { FormKey, ServerChoice, SettingSupport } from '../settings-form-props.ts';
import { SettingsForm } from '../settings-form.tsx';
import type { BluetoothSession } from './bluetooth-session.ts';
import styles from './bluetooth.module.css';
import { bluetoothStrings } from './bluetooth.strings.ts';
import { BoxNotice } from './box-notice.tsx';

interface BoxSettingsViewProps {
  readonly box: SetupBox;
  readonly state: SetupState;
  readonly session: BluetoothSession;
  readonly servers: readonly ServerChoice[];
}

const settings: readonly GattSetting[] = [
  'ssid',
  'pass',
  'server_url',
  'background_gif',
  'avatar_gif',
  'afe_linear_gain',
  'agc_tl_dbfs',
  'agc_cg_db',
];
const pictureKeys: readonly GattSetting[] = ['background_gif', 'avatar_gif'];

function supportOf({ offered }: SetupBox): Readonly<Record<FormKey, SettingSupport>> {
  const of = (name: GattSetting): SettingSupport => {
    if (!offered.includes(name)) return 'missing';
    return pictureKeys.includes(name) ? 'write-only' : 'read-write';
  };
  return Object.fromEntries(settings.map((name) => [name, of(name)])) as Record<FormKey, SettingSupport>;
}

export function BoxSettingsView({ box, state, session, servers }: BoxSettingsViewProps) {
  const strings = useStrings(bluetoothStrings);
  const writes = useWrites(state);
  const { background } = box.memory;
  const isReady = state.phase === 'ready';
  const locked: Partial<Record<FormKey, ReactNode>> = background
    ? {
        background_gif: (
          <span className={styles['locked']}>
            {background.isWhole ? strings.backgroundSent : strings.backgroundHalf}
            <span className={styles['row']}>
              <Button size="small" disabled={!isReady} onClick={() => session.restart()}>
                {strings.restart}
              </Button>
              <Button
                size="small"
                look="quiet"
                disabled={!isReady && state.phase !== 'lost'}
                onClick={() => session.restartedByHand()}
              >
                {strings.hasRestarted}
              </Button>
            </span>
          </span>
        ),
      }
    : {};
  const remarks = Object.fromEntries([
    ...(background ? [] : [['background_gif', strings.smallStore]]),
    ...box.damaged.map((name) => [name, strings.damaged]),
  ]) as Partial<Record<FormKey, ReactNode>>;
  const about = [strings.firmwareIs[box.firmware], box.boxId === null ? '' : strings.id(box.boxId)];
  return (
    <>
      <header className={styles['head']}>
        <div>
          <h2>{box.name}</h2>
          <p className={styles['small']}>{about.filter(Boolean).join(' · ')}</p>
        </div>
        <div className={styles['row']}>
          <Button disabled={!isReady} onClick={() => session.restart()}>
            {strings.restart}
          </Button>
          <Button look="quiet" onClick={() => session.leave()}>
            {strings.disconnect}
          </Button>
        </div>
      </header>
      <BoxNotice state={state} session={session} />
      <SettingsForm
        // What was written is no draft any more.
        key={writes}
        stored={box.settings}
        support={supportOf(box)}
        locked={locked}
        remarks={remarks}
        pictureBytes={{ background: maxBackgroundBytes, avatar: maxAvatarBytes }}
        servers={servers}
        isBusy={!isReady}
        onWrite={(edits) => session.write(edits)}
      />
    </>
  );
}

/** Counts what was written in full, by the operation that it was. */
function useWrites(state: SetupState): number {
  const written = state.phase === 'ready' && state.outcome?.kind === 'written' ? state.op : 0;
  const [last, setLast] = useState(written);
  if (written !== 0 && written !== last) setLast(written);
  return written === 0 ? last : written;
}
