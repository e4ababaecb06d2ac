import { useId, useState } from 'react';
import { describedBy, FieldFrame, type FieldProps } from './field.tsx';
import fieldStyles from './field.module.css';
import { useStrings } from './language.ts';
import { numberFieldStrings } from './number-field.strings.ts';

interface NumberFieldProps extends Omit<FieldProps, 'error'> {
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit?: string;
  readonly whole?: boolean;
}

/** A number within its range. What is out of it stays on screen, says so, and is not passed on. */
export function NumberField({ value, onChange, ...rest }: NumberFieldProps) {
  return (
    <NumberInput
      {...rest}
      value={value}
      onChange={(typed) => {
        if (typed !== undefined) onChange(typed);
      }}
      mayBeEmpty={false}
    />
  );
}

interface OptionalNumberFieldProps extends Omit<NumberFieldProps, 'value' | 'onChange'> {
  readonly value: number | undefined;
  /** @param value undefined when the field was emptied */
  readonly onChange: (value: number | undefined) => void;
  /** What holds while nothing is written. */
  readonly placeholder: string;
}

/** Like {@link NumberField}, and may be left empty. */
export function OptionalNumberField(props: OptionalNumberFieldProps) {
  return <NumberInput {...props} mayBeEmpty />;
}

interface NumberInputProps extends Omit<OptionalNumberFieldProps, 'placeholder'> {
  readonly placeholder?: string;
  readonly mayBeEmpty: boolean;
}

function NumberInput({
  label,
  hint,
  value,
  onChange,
  min,
  max,
  step,
  unit,
  whole = false,
  placeholder,
  mayBeEmpty,
}: NumberInputProps) {
  const id = useId();
  const strings = useStrings(numberFieldStrings);
  // What is being typed, as long as it differs from what is known to be good.
  const [draft, setDraft] = useState<string>();
  const known = value === undefined ? '' : String(value);
  const text = draft ?? known;

  const isEmpty = text.trim() === '';
  const number = Number(text);
  const isGood = isEmpty
    ? mayBeEmpty
    : number >= min && number <= max && (!whole || Number.isInteger(number));
  const error = isGood ? undefined : strings.outOfRange(min, max);

  const type = (typed: string) => {
    setDraft(typed);
    const next = Number(typed);
    if (typed.trim() === '') {
      if (mayBeEmpty) onChange(undefined);
    } else if (next >= min && next <= max && (!whole || Number.isInteger(next))) onChange(next);
  };

  return (
    <FieldFrame id={id} label={unit ? `${label} (${unit})` : label} hint={hint} error={error}>
      <input
        id={id}
        className={fieldStyles['control']}
        type="number"
        inputMode="decimal"
        value={text}
        min={min}
        max={max}
        step={step}
        placeholder={placeholder}
        aria-describedby={describedBy(id, hint, error)}
        aria-invalid={isGood ? undefined : true}
        onChange={(event) => type(event.target.value)}
        onBlur={() => {
          if (isGood) setDraft(undefined);
        }}
      />
    </FieldFrame>
  );
}
