/** One box: what is said, who answers it, and how it is set up. */
import { useStore, type StoreApi } from 'zustand';
import type { RelayBox } from '../../workers/relay-api.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { useStrings } from '../ui/language.ts';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './box-detail.module.css';
import { formatBoxId } from './box-id.ts';
import { BoxSetUp } from './box-set-up.tsx';
import { BoxStatePill } from './box-state-pill.tsx';
import { BoxTalkView } from './box-talk.tsx';
import { boxStrings } from './box.strings.ts';
import { firmwareWords, isHeardHere, whoAnswers } from './box-words.ts';
import type { RelayActions } from './relay-actions.ts';
import type { RelayState } from './relay-state.ts';
import { useSecondsUntil } from './use-seconds-until.ts';

interface BoxDetailProps {
  readonly box: RelayBox;
  readonly store: StoreApi<RelayState>;
  readonly actions: RelayActions;
}

export function BoxDetail({ box, store, actions }: BoxDetailProps) {
  const strings = useStrings(boxStrings);
  const talk = useStore(store, (state) => state.talks.get(box.id));
  const isHeard = isHeardHere(box);
  const empty = isHeard ? (box.connected ? strings.emptyOwn : strings.emptyAway) : strings.emptyElse;
  return (
    <Card
      title={formatBoxId(box.id)}
      lead={
        <span className={styles['facts']}>
          <BoxStatePill state={box.state} />
          <span>{firmwareWords(box, strings)}</span>
          <span>{whoAnswers(box, strings)}</span>
          {box.watchers > 0 && <span>{strings.watchers(box.watchers)}</span>}
        </span>
      }
      tools={<Tools box={box} actions={actions} />}
    >
      <UpstreamNotice box={box} />
      <BoxTalkView
        key={box.id}
        talk={talk}
        empty={empty}
        {...(isHeard && box.mode.kind === 'answer' && box.owner === 'you' && box.connected
          ? { onWrite: (text: string) => actions.sendText(box.id, text) }
          : {})}
      />
      <Disclosure summary={strings.setUp}>
        <BoxSetUp key={box.id} box={box} actions={actions} />
      </Disclosure>
    </Card>
  );
}

function Tools({ box, actions }: { readonly box: RelayBox; readonly actions: RelayActions }) {
  const strings = useStrings(boxStrings);
  const { id, owner, mode, watched, state, simulated } = box;
  const isOurs = mode.kind === 'answer' && owner === 'you';
  const isBusy = state === 'waiting' || state === 'speaking' || state === 'hearing';
  return (
    <div className={styles['tools']}>
      {isOurs && (
        <Button size="small" disabled={!isBusy} onClick={() => actions.interrupt(id)}>
          <Icon name="stop" size={16} />
          {strings.interrupt}
        </Button>
      )}
      {mode.kind === 'answer' && owner === 'another' && (
        <Button size="small" onClick={() => actions.own(id, true)}>
          {strings.takeOver}
        </Button>
      )}
      {mode.kind === 'answer' && owner === 'nobody' && (
        <Button size="small" look="primary" onClick={() => actions.own(id, false)}>
          {strings.answerHere}
        </Button>
      )}
      {isOurs && !simulated && (
        <Button size="small" look="quiet" onClick={() => actions.release(id)}>
          {strings.release}
        </Button>
      )}
      {!isOurs && (
        <Button size="small" onClick={() => (watched ? actions.unwatch(id) : actions.watch(id))}>
          {watched ? strings.unwatch : strings.watch}
        </Button>
      )}
    </div>
  );
}

/** How the line to the server stands, where the box is passed on to one. */
function UpstreamNotice({ box: { mode, upstream } }: { readonly box: RelayBox }) {
  const strings = useStrings(boxStrings);
  const seconds = useSecondsUntil(upstream?.state === 'lost' ? upstream.retryAt : undefined);
  if (mode.kind !== 'pass-through' || upstream === undefined) return null;
  switch (upstream.state) {
    case 'connecting':
      return <p className={styles['upstream']}>{strings.upstreamStates.connecting}</p>;
    case 'open':
      return <p className={styles['upstream']}>{strings.upstreamStates.open}</p>;
    case 'lost':
      return <Notice tone="warning" title={strings.upstreamStates.lost(upstream.reason, seconds)} />;
  }
}
