import type { ComponentProps } from 'react';
import type { textLimits } from '../../core/profile/profile-limits.ts';
import { TextField } from '../ui/field.tsx';
import { useLimitedText } from './limited-text.ts';

interface LimitedTextFieldProps extends ComponentProps<typeof TextField> {
  /** Of the field among those of its engine or section. */
  readonly name: string;
  readonly limit: keyof typeof textLimits;
}

/** A text field that says when its text is too long, see {@link useLimitedText}. */
export function LimitedTextField({ name, limit, value, error, onChange, ...rest }: LimitedTextFieldProps) {
  const limited = useLimitedText(name, limit, value, onChange);
  return (
    <TextField {...rest} value={limited.text} error={limited.error ?? error} onChange={limited.change} />
  );
}
