import { useStore } from 'zustand';
import { Button } from '../../ui/button.tsx';
import { useStrings } from '../../ui/language.ts';
import styles from './hands-panel.module.css';
import { handsStrings } from './hands.strings.ts';
import type { SimulatedHands } from './simulated-hands.ts';

/** The hands of somebody who tries the simulated box. */
export function HandsPanel({ hands }: { readonly hands: SimulatedHands }) {
  const strings = useStrings(handsStrings);
  const { isPlugged, isK0Held } = useStore(hands.store);
  return (
    <section className={styles['hands']} aria-label={strings.title}>
      <h2>{strings.title}</h2>
      <p>{strings.lead}</p>
      <div className={styles['buttons']}>
        <Button size="small" onClick={() => hands.setPlugged(!isPlugged)}>
          {isPlugged ? strings.unplug : strings.plug}
        </Button>
        <Button size="small" aria-pressed={isK0Held} onClick={() => hands.holdK0(!isK0Held)}>
          {isK0Held ? strings.release : strings.hold}
        </Button>
        <Button size="small" onClick={() => hands.tapRst()}>
          {strings.tap}
        </Button>
      </div>
    </section>
  );
}
