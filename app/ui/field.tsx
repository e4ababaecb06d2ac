/** Labelled form parts: every control has a visible label, an optional hint, and an error that screen readers hear. */
import { useId, type ReactNode } from 'react';
import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

interface FrameProps extends FieldProps {
  readonly id: string;
  readonly children: ReactNode;
}

function Frame({ id, label, hint, error, children }: FrameProps) {
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles['error']} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

const describedBy = (id: string, hint: ReactNode, error: string | undefined): string | undefined =>
  [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || undefined;

interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'url' | 'password';
  readonly placeholder?: string;
  readonly rows?: number;
  /** Suggestions; any other text is fine too. */
  readonly suggestions?: readonly string[];
}

export function TextField({
  label,
  hint,
  error,
  value,
  onChange,
  type = 'text',
  placeholder,
  rows,
  suggestions,
}: TextFieldProps) {
  const id = useId();
  const common = {
    id,
    value,
    placeholder,
    'aria-describedby': describedBy(id, hint, error),
    'aria-invalid': error ? true : undefined,
    className: styles['control'],
  };
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      {rows === undefined ? (
        <input
          {...common}
          type={type}
          autoComplete="off"
          spellCheck={false}
          list={suggestions ? `${id}-list` : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <textarea {...common} rows={rows} onChange={(event) => onChange(event.target.value)} />
      )}
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </Frame>
  );
}

interface NumberFieldProps extends FieldProps {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string;
}

/** A number within its range; what is out of it stays on screen and is not passed on. */
export function NumberField({ label, hint, error, value, onChange, min, max, step, unit }: NumberFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={unit ? `${label} (${unit})` : label} hint={hint} error={error}>
      <input
        id={id}
        className={styles['control']}
        type="number"
        defaultValue={value}
        key={value}
        min={min}
        max={max}
        step={step}
        aria-describedby={describedBy(id, hint, error)}
        onBlur={(event) => {
          const { valueAsNumber, validity } = event.target;
          if (validity.valid && Number.isFinite(valueAsNumber)) onChange(valueAsNumber);
          else event.target.value = String(value);
        }}
      />
    </Frame>
  );
}

interface SelectFieldProps<T extends string> extends FieldProps {
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>({
  label,
  hint,
  error,
  value,
  options,
  onChange,
}: SelectFieldProps<T>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select
        id={id}
        className={styles['control']}
        value={value}
        aria-describedby={describedBy(id, hint, error)}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

interface SwitchFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function SwitchField({ label, hint, checked, onChange }: SwitchFieldProps) {
  const id = useId();
  return (
    <div className={styles['switchField']}>
      <input
        id={id}
        className={styles['switch']}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} className={styles['hint']}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
