import { settingDefaults, settingLimits } from '../../../core/esp/settings/setting-limits.ts';
import { OptionalNumberField } from '../../ui/number-field.tsx';
import { useStrings } from '../../ui/language.ts';
import { FieldNotes } from './field-notes.tsx';
import type { FieldState } from './field-state.ts';
import styles from './settings-form.module.css';
import { settingsFormStrings } from './settings-form.strings.ts';

type GainName = 'afe_linear_gain' | 'agc_tl_dbfs' | 'agc_cg_db';

/** What the firmware's own pages offer. Source: reference sheet of EchoKit, 7.3. */
const ranges: Readonly<Record<GainName, { readonly max: number; readonly step: number }>> = {
  afe_linear_gain: { max: 10, step: 0.1 },
  agc_tl_dbfs: { max: settingLimits.mostAgc, step: 1 },
  agc_cg_db: { max: settingLimits.mostAgc, step: 1 },
};

interface GainFieldProps {
  readonly name: GainName;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly state: FieldState;
}

export function GainField({ name, value, onChange, state }: GainFieldProps) {
  const strings = useStrings(settingsFormStrings);
  const { max, step } = ranges[name];
  return (
    <fieldset className={styles['gain']} disabled={state.isLocked}>
      <OptionalNumberField
        label={strings.names[name]}
        hint={strings.hints[name]}
        value={value === undefined ? undefined : Number(value.toFixed(3))}
        onChange={onChange}
        min={0}
        max={max}
        step={step}
        whole={step === 1}
        placeholder={strings.usual(settingDefaults[name])}
      />
      <FieldNotes state={state} />
    </fieldset>
  );
}
