/** Settings over the cable: read when the tab opens, written with a backup at hand. */
import { useEffect } from 'react';
import { maxAvatarBytes, maxBlobBytes } from '../../../core/gif/box-pictures.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useStrings } from '../../ui/language.ts';
import type { DeviceSession } from '../device-session.ts';
import type { Box, Desk } from '../device-state.ts';
import type { FormKey, ServerChoice, SettingSupport } from '../settings-form-props.ts';
import { SettingsForm } from '../settings-form.tsx';
import { settingsPanelStrings } from './settings-panel.strings.ts';
import { formKeys } from './settings-draft.ts';
import styles from './settings-panel.module.css';

interface SettingsPanelProps {
  readonly session: DeviceSession;
  readonly box: Box;
  readonly desk: Desk;
  readonly servers: readonly ServerChoice[];
  readonly isBusy: boolean;
  readonly onFirmware: () => void;
}

const everything = Object.fromEntries(formKeys.map((key) => [key, 'read-write'])) as Readonly<
  Record<FormKey, SettingSupport>
>;

export function SettingsPanel({ session, box, desk, servers, isBusy, onFirmware }: SettingsPanelProps) {
  const strings = useStrings(settingsPanelStrings);
  const report = desk.settings;
  const isKnownBad = desk.outcome?.kind === 'failed' && desk.outcome.job.kind === 'read-settings';
  const mustRead = report === null && !isKnownBad && !isBusy && box.installed.table.ok;
  useEffect(() => {
    if (mustRead) session.run({ kind: 'read-settings' });
  }, [mustRead, session]);
  if (!box.installed.table.ok)
    return (
      <Card title={strings.noTable} lead={strings.noTableMeans}>
        <div>
          <Button onClick={onFirmware}>{strings.toFirmware}</Button>
        </div>
      </Card>
    );
  if (report === null) return null;
  const { settings, damaged, partition, usedPages, pages, otherNamespaces } = report;
  return (
    <div className={styles['panel']}>
      <div className={styles['about']}>
        <p>{strings.usage(usedPages, pages, otherNamespaces.length)}</p>
        <Button size="small" disabled={isBusy} onClick={() => session.run({ kind: 'save-settings' })}>
          {strings.backup}
        </Button>
      </div>
      <SettingsForm
        stored={settings}
        support={everything}
        remarks={Object.fromEntries(damaged.map(({ key }) => [key, strings.damaged]))}
        pictureBytes={{
          background: maxBlobBytes(partition.size),
          avatar: Math.min(maxAvatarBytes, maxBlobBytes(partition.size)),
        }}
        servers={servers}
        isBusy={isBusy}
        before={strings.before}
        onWrite={(edits) => session.run({ kind: 'write-settings', edits })}
      />
    </div>
  );
}
