import { useStore, type StoreApi } from 'zustand';
import type { RelayBox } from '../../workers/relay-api.ts';
import { useStrings } from '../ui/language.ts';
import { formatBoxId } from './box-id.ts';
import styles from './box-list.module.css';
import { BoxStatePill } from './box-state-pill.tsx';
import { boxStrings } from './box.strings.ts';
import { firmwareWords, whoAnswers } from './box-words.ts';
import { clockTime } from './clock-time.ts';
import type { RelayActions } from './relay-actions.ts';
import { lastTurn, type BoxTalk, type RelayState } from './relay-state.ts';

interface BoxListProps {
  readonly store: StoreApi<RelayState>;
  readonly actions: Pick<RelayActions, 'choose'>;
}

/** The boxes that the companion knows, and the simulated one. */
export function BoxList({ store, actions }: BoxListProps) {
  const strings = useStrings(boxStrings);
  const boxes = useStore(store, (state) => state.boxes);
  const talks = useStore(store, (state) => state.talks);
  const chosen = useStore(store, (state) => state.chosen);
  return (
    <section className={styles['list']} aria-labelledby="relay-boxes">
      <h2 id="relay-boxes">{strings.title}</h2>
      <ul>
        {boxes.map((box) => (
          <li key={box.id}>
            <BoxButton
              box={box}
              talk={talks.get(box.id)}
              isChosen={box.id === chosen}
              onChoose={() => actions.choose(box.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface BoxButtonProps {
  readonly box: RelayBox;
  readonly talk: BoxTalk | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function BoxButton({ box, talk, isChosen, onChoose }: BoxButtonProps) {
  const strings = useStrings(boxStrings);
  const last = lastTurn(talk);
  return (
    <button
      type="button"
      className={styles['box']}
      data-box={box.id}
      data-connected={box.connected}
      aria-pressed={isChosen}
      onClick={onChoose}
    >
      <span className={styles['top']}>
        <span className={styles['id']}>{formatBoxId(box.id)}</span>
        <BoxStatePill state={box.state} />
      </span>
      <span className={styles['facts']}>
        {firmwareWords(box, strings)} · {whoAnswers(box, strings)}
        {box.watched && ` · ${strings.watched}`}
      </span>
      <span className={styles['last']}>
        {last ? strings.lastSaid(last.words, clockTime(last.at)) : strings.nothingSaid}
      </span>
    </button>
  );
}
