import type { FieldState } from './field-state.ts';
import styles from './settings-form.module.css';

/** Under a field that draws no error of its own. */
export function FieldNotes({ state }: { readonly state: FieldState }) {
  return (
    <>
      {state.error && (
        <p className={styles['error']} role="alert">
          {state.error}
        </p>
      )}
      {state.notes.map((note, index) => (
        <p key={index} className={styles['note']}>
          {note}
        </p>
      ))}
    </>
  );
}
