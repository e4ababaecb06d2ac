import { Card } from '../ui/card.tsx';
import { useStrings } from '../ui/language.ts';
import { connectStrings } from './connect.strings.ts';
import { RelayPicture } from './relay-picture.tsx';
import styles from './welcome.module.css';

interface WelcomeProps {
  readonly hasCompanion: boolean;
  readonly isCompanionThere: boolean;
  readonly isAnswering: boolean;
}

/** For somebody who has no box here yet: the picture, and what to do. */
export function Welcome({ hasCompanion, isCompanionThere, isAnswering }: WelcomeProps) {
  const strings = useStrings(connectStrings);
  return (
    <Card title={strings.welcome} lead={strings.welcomeLead}>
      <RelayPicture isBoxThere={false} isCompanionThere={isCompanionThere} isAnswering={isAnswering} />
      <ol className={styles['steps']}>
        {(hasCompanion ? strings.steps : strings.stepsWithout).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Card>
  );
}
