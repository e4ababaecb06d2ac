import type { BoxState } from '../../workers/relay-api.ts';
import { useStrings } from '../ui/language.ts';
import styles from './box-state-pill.module.css';
import { boxStrings } from './box.strings.ts';

/** What a box does just now. */
export function BoxStatePill({ state }: { readonly state: BoxState }) {
  const strings = useStrings(boxStrings);
  return (
    <span className={styles['pill']} data-state={state}>
      <i aria-hidden="true" />
      {strings.states[state]}
    </span>
  );
}
