/** The Relay page: boxes that connect to the companion, answered by this tab or passed on to a server. */
import { useEffect } from 'react';
import { useStore, type StoreApi } from 'zustand';
import { SwitchField } from '../ui/field.tsx';
import { useStrings } from '../ui/language.ts';
import { BoxDetail } from './box-detail.tsx';
import { BoxList } from './box-list.tsx';
import { ConnectCard } from './connect-card.tsx';
import type { Inspector } from './inspector/inspector.ts';
import { InspectorPanel } from './inspector/inspector-panel.tsx';
import type { RelayActions } from './relay-actions.ts';
import { RelayAnnouncer } from './relay-announcer.tsx';
import { RelayNotices } from './relay-notices.tsx';
import styles from './relay-page.module.css';
import type { RelayState } from './relay-state.ts';
import { relayStrings } from './relay.strings.ts';
import { SimulatedCard } from './simulated/simulated-card.tsx';
import type { SimulatedBoxSession } from './simulated/simulated-session.ts';
import { Welcome } from './welcome.tsx';

export interface RelayPageProps {
  readonly store: StoreApi<RelayState>;
  readonly actions: RelayActions;
  readonly inspector: Inspector;
  readonly simulated: SimulatedBoxSession;
  /** A companion served this page; there is none on a plain host. */
  readonly hasCompanion: boolean;
}

export function RelayPage({ store, actions, inspector, simulated, hasCompanion }: RelayPageProps) {
  const strings = useStrings(relayStrings);
  const answering = useStore(store, (state) => state.answering);
  const link = useStore(store, (state) => state.link.state);
  const chosen = useStore(store, (state) => state.boxes.find(({ id }) => id === state.chosen));
  const isLost = useStore(store, (state) => state.loss !== undefined);
  const hasBoxes = useStore(store, (state) => state.boxes.length > 0);
  const model = useStore(store, (state) => state.model);
  useEffect(() => {
    actions.look(true);
    return () => actions.look(false);
  }, [actions]);

  return (
    <div className={styles['page']} data-empty={!hasBoxes}>
      <header className={styles['title']}>
        <h1>{strings.title}</h1>
        <p>{strings.lead}</p>
      </header>
      <div className={styles['notices']}>
        <RelayNotices store={store} actions={actions} />
        {link === 'connecting' && !isLost && (
          <p role="status" className={styles['aside']}>
            {strings.connecting}
          </p>
        )}
        {model.kind === 'loading' && (
          <p role="status" className={styles['aside']}>
            {strings.loadingDetector(Math.floor((100 * model.loadedBytes) / model.totalBytes))}
          </p>
        )}
      </div>
      <div className={styles['side']}>
        <div className={styles['switch']}>
          <SwitchField
            label={strings.answer}
            hint={answering ? strings.answerOn : strings.answerOff}
            checked={answering}
            onChange={(on) => actions.setAnswering(on)}
          />
        </div>
        {hasBoxes && <BoxList store={store} actions={actions} />}
        <ConnectCard store={store} actions={actions} hasCompanion={hasCompanion} />
      </div>
      <div className={styles['main']}>
        {chosen ? (
          <BoxDetail box={chosen} store={store} actions={actions} />
        ) : (
          <Welcome
            hasCompanion={hasCompanion}
            isCompanionThere={link === 'open'}
            isAnswering={answering && hasCompanion}
          />
        )}
      </div>
      <div className={styles['simulated']}>
        <SimulatedCard session={simulated} />
      </div>
      <div className={styles['inspector']}>
        <InspectorPanel inspector={inspector} />
      </div>
      <RelayAnnouncer store={store} />
    </div>
  );
}
