import { useMemo } from 'react';
import { useStore, type StoreApi } from 'zustand';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import { usePersistentFlag } from '../ui/persistent-flag.ts';
import type { ProfileInUse } from './profile-in-use.ts';
import type { TalkState } from './talk-store.ts';
import { Timeline } from './timeline.tsx';
import type { TimelineFeed } from './timeline-feed.ts';
import styles from './timeline-panel.module.css';
import { turnMarksOf } from './turn-marks.ts';
import { timelineStrings } from './timeline.strings.ts';
import { Waits } from './waits.tsx';

interface TimelinePanelProps {
  readonly store: StoreApi<TalkState>;
  readonly inUse: StoreApi<ProfileInUse>;
  readonly feed: TimelineFeed;
  readonly startPainter: () => Worker;
  /** At the other end of the bar. */
  readonly aside: string;
}

/** There is room for it beside a conversation; on a phone it is opened when wanted. */
const isRoomy = (): boolean => matchMedia('(min-width: 860px) and (min-height: 640px)').matches;

/** The timeline, which can be folded away; the browser remembers. */
export function TimelinePanel({ store, inUse, feed, startPainter, aside }: TimelinePanelProps) {
  const strings = useStrings(timelineStrings);
  const [isOpen, setOpen] = usePersistentFlag('timeline', isRoomy);
  const { onsetThreshold, offsetThreshold } = useStore(inUse, ({ profile }) => profile.turn);
  // One number at a time: the counters come anew several times a second, these two hardly ever change.
  const framesDropped = useStore(store, (state) => state.counters.framesDropped);
  const underruns = useStore(store, (state) => state.counters.underruns);
  const turns = useStore(store, (state) => state.turns);
  const hereFrom = useStore(store, (state) => state.hereFrom);
  const marks = useMemo(() => turnMarksOf(turns, hereFrom), [turns, hereFrom]);
  const trouble = strings.counters(framesDropped, underruns);
  return (
    <section className={styles['panel']} aria-label={strings.title}>
      <div className={styles['bar']}>
        <button
          type="button"
          className={styles['toggle']}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="down" size={16} />
          {strings.title}
        </button>
        <span className={styles['waits']} data-open={isOpen}>
          <Waits turns={turns} />
        </span>
        {trouble && <span className={styles['trouble']}>{trouble}</span>}
        <span className={styles['aside']}>{aside}</span>
      </div>
      {isOpen && (
        <Timeline
          feed={feed}
          onsetThreshold={onsetThreshold}
          offsetThreshold={offsetThreshold}
          turns={marks}
          startPainter={startPainter}
        />
      )}
    </section>
  );
}
