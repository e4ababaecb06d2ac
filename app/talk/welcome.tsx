import { useStrings } from '../ui/language.ts';
import styles from './welcome.module.css';
import { welcomeStrings } from './welcome.strings.ts';

/** What will happen, in three lines: where nothing has been said yet. */
export function Welcome() {
  const strings = useStrings(welcomeStrings);
  return (
    <div className={styles['welcome']}>
      <h2>{strings.title}</h2>
      <ol>
        {strings.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  );
}
