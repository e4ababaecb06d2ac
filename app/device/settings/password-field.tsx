import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import { ByteField } from './byte-field.tsx';
import type { FieldState } from './field-state.ts';
import { settingsFormStrings } from './settings-form.strings.ts';

interface PasswordFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly state: FieldState;
}

/** Hidden until asked for: people configure boxes on stages, too. */
export function PasswordField({ value, onChange, state }: PasswordFieldProps) {
  const strings = useStrings(settingsFormStrings);
  const [isShown, setIsShown] = useState(false);
  return (
    <ByteField
      label={strings.names.pass}
      hint={strings.hints.pass}
      value={value}
      most={64}
      type={isShown ? 'text' : 'password'}
      onChange={onChange}
      state={state}
      tool={
        <Button aria-pressed={isShown} aria-label={strings.show} onClick={() => setIsShown(!isShown)}>
          <Eye isOpen={isShown} />
        </Button>
      }
    />
  );
}

function Eye({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      <path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6Z" />
      <circle cx="12" cy="12" r="2.5" />
      {!isOpen && <path d="M5 4l14 16" strokeLinecap="round" />}
    </svg>
  );
}
