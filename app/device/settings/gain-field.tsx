import { OptionalNumberField } from '../../ui/number-field.tsx';
import { useStrings } from '../../ui/language.ts';
import { FieldNotes } from './field-notes.tsx';
import type { FieldState } from './field-state.ts';
import styles from './settings-form.module.css';
import { settingsFormStrings } from './settings-form.strings.ts';

type GainName = 'afe_linear_gain' | 'agc_tl_dbfs' | 'agc_cg_db';

/** The firmware's defaults, and what its own pages offer. Source: reference sheet of EchoKit, 7.3. */
const ranges: Readonly<
  Record<GainName, { readonly usual: number; readonly max: number; readonly step: number }>
> = {
  afe_linear_gain: { usual: 1.5, max: 10, step: 0.1 },
  agc_tl_dbfs: { usual: 3, max: 32, step: 1 },
  agc_cg_db: { usual: 15, max: 32, step: 1 },
};

interface GainFieldProps {
  readonly name: GainName;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly state: FieldState;
}

export function GainField({ name, value, onChange, state }: GainFieldProps) {
  const strings = useStrings(settingsFormStrings);
  const { usual, max, step } = ranges[name];
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
        placeholder={strings.usual(usual)}
      />
      <FieldNotes state={state} />
    </fieldset>
  );
}
