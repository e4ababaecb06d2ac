import { useId } from 'react';
import styles from './choice-field.module.css';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

interface ChoiceFieldProps<T extends string> {
  readonly label: string;
  /** For screen readers only, where a heading says it already. */
  readonly labelHidden?: boolean;
  /** None is chosen while it is undefined. */
  readonly value: T | undefined;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight, each with a sentence. Arrow keys move, as in any group of radio buttons. */
export function ChoiceField<T extends string>({
  label,
  labelHidden = false,
  value,
  choices,
  onChange,
}: ChoiceFieldProps<T>) {
  const id = useId();
  return (
    <fieldset className={styles['group']}>
      <legend className={labelHidden ? 'visually-hidden' : styles['legend']}>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={styles['choice']}>
          <input
            type="radio"
            name={id}
            value={choice.value}
            checked={choice.value === value}
            aria-describedby={choice.hint ? `${id}-${choice.value}` : undefined}
            aria-label={choice.label}
            onChange={() => onChange(choice.value)}
          />
          <span>
            <span className={styles['label']}>{choice.label}</span>
            {choice.hint && (
              <span className={styles['hint']} id={`${id}-${choice.value}`}>
                {choice.hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
