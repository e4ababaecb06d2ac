import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { CarriedSettings } from '../../ui/device-address.ts';
import { SwitchField, TextField } from '../../ui/field.tsx';
import { useStrings } from '../../ui/language.ts';
import { presetOf, readPresets, withPreset, writePresets } from './presets.ts';
import styles from './settings-form.module.css';
import { settingsFormStrings } from './settings-form.strings.ts';

interface PresetListProps {
  /** What the form holds now. */
  readonly current: Required<CarriedSettings>;
  readonly onUse: (settings: CarriedSettings) => void;
  readonly isLocked: boolean;
}

export function PresetList({ current, onUse, isLocked }: PresetListProps) {
  const strings = useStrings(settingsFormStrings).presets;
  const [presets, setPresets] = useState(() => readPresets(localStorage));
  const [name, setName] = useState<string>();
  const [withPassword, setWithPassword] = useState(false);
  const called = (name ?? current.ssid).trim();
  const keep = (next: typeof presets) => {
    writePresets(localStorage, next);
    setPresets(next);
  };
  return (
    <div className={styles['field']}>
      <p className={styles['note']}>{strings.lead}</p>
      {presets.length === 0 ? (
        <p className={styles['note']}>{strings.none}</p>
      ) : (
        <ul className={styles['presets']}>
          {presets.map((preset) => (
            <li key={preset.name}>
              <span>{preset.name}</span>
              <Button
                size="small"
                disabled={isLocked}
                aria-label={strings.useOf(preset.name)}
                onClick={() => onUse(preset.settings)}
              >
                {strings.use}
              </Button>
              <Button
                size="small"
                look="quiet"
                aria-label={strings.removeOf(preset.name)}
                onClick={() => keep(presets.filter((each) => each !== preset))}
              >
                {strings.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <TextField label={strings.name} value={name ?? current.ssid} maxLength={60} onChange={setName} />
      <SwitchField
        label={strings.withPassword}
        hint={strings.withPasswordHint}
        checked={withPassword}
        onChange={setWithPassword}
      />
      <div>
        <Button
          size="small"
          disabled={called === ''}
          onClick={() => keep(withPreset(presets, presetOf(called, current, withPassword)))}
        >
          {strings.save}
        </Button>
      </div>
    </div>
  );
}
