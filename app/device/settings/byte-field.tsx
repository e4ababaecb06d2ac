/** A text whose length counts in bytes: a Chinese letter takes three of them. */
import { useId, type ReactNode } from 'react';
import { describedBy, FieldFrame } from '../../ui/field.tsx';
import fieldStyles from '../../ui/field.module.css';
import { useStrings } from '../../ui/language.ts';
import { FieldNotes } from './field-notes.tsx';
import type { FieldState } from './field-state.ts';
import styles from './settings-form.module.css';
import { settingsFormStrings } from './settings-form.strings.ts';

interface ByteFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  /** Bytes of UTF-8. */
  readonly most: number;
  readonly onChange: (value: string) => void;
  readonly state: FieldState;
  readonly type?: 'text' | 'password' | 'url';
  readonly placeholder?: string;
  /** Beside the field: a button. */
  readonly tool?: ReactNode;
}

const encoder = new TextEncoder();

export function ByteField({
  label,
  hint,
  value,
  most,
  onChange,
  state,
  type = 'text',
  placeholder,
  tool,
}: ByteFieldProps) {
  const strings = useStrings(settingsFormStrings);
  const id = useId();
  const bytes = encoder.encode(value).length;
  return (
    <div className={styles['field']}>
      <FieldFrame id={id} label={label} hint={hint} error={state.error}>
        <div className={styles['row']}>
          <input
            id={id}
            className={fieldStyles['control']}
            type={type}
            value={value}
            placeholder={placeholder}
            readOnly={state.isLocked}
            autoComplete={type === 'password' ? 'new-password' : 'off'}
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby={[describedBy(id, hint, state.error), `${id}-bytes`].filter(Boolean).join(' ')}
            aria-invalid={state.error ? true : undefined}
            onChange={({ target }) => onChange(target.value)}
          />
          {tool}
        </div>
      </FieldFrame>
      <p id={`${id}-bytes`} className={styles['bytes']} data-over={bytes > most}>
        {strings.bytes(bytes, most)}
      </p>
      <FieldNotes state={{ ...state, error: undefined }} />
    </div>
  );
}
