/** Save what is on the box, and put it back. */
import { useRef, useState } from 'react';
import type { BackupRange, RestorePlan } from '../../../workers/loader-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { useStrings } from '../../ui/language.ts';
import { Notice } from '../../ui/notice.tsx';
import { deviceStrings } from '../device.strings.ts';
import type { Box } from '../device-state.ts';
import type { DeviceSession } from '../device-session.ts';
import styles from './backup.module.css';
import { backupStrings } from './backup.strings.ts';

interface BackupPanelProps {
  readonly session: DeviceSession;
  readonly box: Box;
  readonly restore: RestorePlan | null;
}

export function BackupPanel({ session, box, restore }: BackupPanelProps) {
  return restore === null ? (
    <>
      <Save session={session} box={box} />
      <Open session={session} />
    </>
  ) : (
    <Restore session={session} plan={restore} />
  );
}

type What = 'settings' | 'whole' | 'chosen';

function Save({ session, box }: Omit<BackupPanelProps, 'restore'>) {
  const strings = useStrings(backupStrings);
  const { size } = useStrings(deviceStrings);
  const partitions = box.installed.table.ok ? box.installed.table.value.partitions : [];
  const hasSettings = partitions.some(({ label }) => label === 'nvs');
  const [wanted, setWanted] = useState<What>('settings');
  const [labels, setLabels] = useState<readonly string[]>([]);
  // Without a table there is nothing to choose from.
  const what =
    wanted === 'whole' || partitions.length === 0 || (wanted === 'settings' && !hasSettings)
      ? 'whole'
      : wanted;
  const range: BackupRange =
    what === 'whole'
      ? { kind: 'whole-flash' }
      : { kind: 'partitions', labels: what === 'settings' ? ['nvs'] : labels };
  const offered: readonly What[] =
    partitions.length === 0 ? ['whole'] : hasSettings ? ['settings', 'whole', 'chosen'] : ['whole', 'chosen'];
  const isEmpty = range.kind === 'partitions' && range.labels.length === 0;
  return (
    <Card title={strings.title} lead={strings.lead}>
      <ChoiceField
        label={strings.what}
        value={what}
        choices={offered.map((value) => ({
          value,
          label: strings.ranges[value].name,
          hint: strings.ranges[value].means,
        }))}
        onChange={setWanted}
      />
      {what === 'chosen' && (
        <fieldset className={styles['labels']}>
          <legend>{strings.parts}</legend>
          {partitions.map(({ label, size: bytes }) => (
            <label key={label}>
              <input
                type="checkbox"
                checked={labels.includes(label)}
                onChange={({ target }) =>
                  setLabels(target.checked ? [...labels, label] : labels.filter((one) => one !== label))
                }
              />
              {label} <small>{size(bytes)}</small>
            </label>
          ))}
        </fieldset>
      )}
      <p className={styles['hint']}>{strings.secret}</p>
      <div>
        <Button look="primary" disabled={isEmpty} onClick={() => session.run({ kind: 'backup', range })}>
          {strings.save}
        </Button>
      </div>
    </Card>
  );
}

function Open({ session }: Pick<BackupPanelProps, 'session'>) {
  const { restore } = useStrings(backupStrings);
  const input = useRef<HTMLInputElement>(null);
  const open = async (file: File | undefined) => {
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    session.run({ kind: 'plan-restore', file: { name: file.name, bytes } });
  };
  return (
    <Card title={restore.title} lead={restore.lead}>
      <div>
        <Button onClick={() => input.current?.click()}>{restore.choose}</Button>
        <input
          ref={input}
          type="file"
          accept=".zip,.bin"
          aria-label={restore.choose}
          hidden
          onChange={({ target }) => {
            const file = target.files?.[0];
            target.value = '';
            void open(file);
          }}
        />
      </div>
    </Card>
  );
}

function Restore({ session, plan }: { readonly session: DeviceSession; readonly plan: RestorePlan }) {
  const { restore } = useStrings(backupStrings);
  const { size } = useStrings(deviceStrings);
  const { takenFrom } = plan;
  return (
    <Card
      title={restore.title}
      lead={takenFrom ? restore.from(takenFrom.mac, new Date(takenFrom.date).toLocaleString()) : restore.bare}
    >
      {plan.otherBox && (
        <Notice tone="warning" title={restore.other}>
          {restore.otherMeans}
        </Notice>
      )}
      <div>
        <p>{restore.writes}</p>
        <ul className={styles['parts']}>
          {plan.parts.map(({ name, offset, bytes }) => (
            <li key={offset}>{restore.part(name, size(bytes), `0x${offset.toString(16).toUpperCase()}`)}</li>
          ))}
        </ul>
      </div>
      <div className={styles['actions']}>
        <Button look="primary" onClick={() => session.run({ kind: 'restore', plan })}>
          {restore.go}
        </Button>
        <Button look="quiet" onClick={() => session.dropRestore()}>
          {restore.drop}
        </Button>
      </div>
    </Card>
  );
}
