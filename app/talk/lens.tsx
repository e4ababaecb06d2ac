/**
 * The one large control: a lens that shows who has the floor by shape and motion as well as colour, and that is pressed
 * to begin and to stop. The real levels drive it through CSS variables, outside React.
 */
import { useEffect, useRef } from 'react';
import type { TimelineFeed } from './timeline-feed.ts';
import styles from './lens.module.css';

/** What the lens can look like: the talk phase, and what comes before there is one. */
export type LensLook =
  | 'idle'
  | 'starting'
  | 'listening'
  | 'hearing'
  | 'pausing'
  | 'thinking'
  | 'speaking'
  | 'interrupted'
  | 'muted'
  | 'trouble';

interface LensProps {
  readonly look: LensLook;
  /** What the press does, for screen readers and as a caption under the lens. */
  readonly action: string;
  readonly disabled?: boolean;
  readonly feed: TimelineFeed;
  readonly onPress: () => void;
}

/** -60 dBFS is still, -10 dBFS is full swing. */
function swing(levelDb: number): number {
  return Math.min(1, Math.max(0, (levelDb + 60) / 50));
}

export function Lens({ look, action, disabled = false, feed, onPress }: LensProps) {
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    let painted = 0;
    let shown = 0;
    const paint = () => {
      painted = 0;
      const target = swing(look === 'speaking' ? feed.replyDb() : feed.microphoneDb());
      // Quick to rise, slow to fall, as the eye expects of a level.
      shown = target > shown ? target : shown * 0.8 + target * 0.2;
      button.current?.style.setProperty('--level', shown.toFixed(3));
    };
    const stop = feed.subscribe(() => {
      painted ||= requestAnimationFrame(paint);
    });
    return () => {
      stop();
      cancelAnimationFrame(painted);
    };
  }, [feed, look]);

  return (
    <button
      ref={button}
      type="button"
      className={styles['lens']}
      data-look={look}
      aria-label={action}
      disabled={disabled}
      onClick={onPress}
    >
      <svg viewBox="0 0 240 240" aria-hidden="true">
        <defs>
          <radialGradient id="lens-glass" cx="38%" cy="32%" r="78%">
            <stop offset="0" className={styles['glassHigh']} />
            <stop offset="0.6" className={styles['glassMid']} />
            <stop offset="1" className={styles['glassLow']} />
          </radialGradient>
        </defs>
        <circle className={styles['halo']} cx="120" cy="120" r="92" />
        <circle className={styles['ring']} cx="120" cy="120" r="104" pathLength="100" />
        <circle className={styles['glass']} cx="120" cy="120" r="84" fill="url(#lens-glass)" />
        <circle className={styles['iris']} cx="120" cy="120" r="50" />
        <g className={styles['bars']}>
          {[-28, -14, 0, 14, 28].map((x, index) => (
            <rect
              key={x}
              x={116 + x}
              y="92"
              width="8"
              height="56"
              rx="4"
              style={{ '--bar': index } as React.CSSProperties}
            />
          ))}
        </g>
        <circle className={styles['dot']} cx="146" cy="94" r="18" />
        <path className={styles['slash']} d="M72 168 168 72" />
        <g className={styles['alarm']}>
          <rect x="113" y="78" width="14" height="54" rx="7" />
          <circle cx="120" cy="154" r="9" />
        </g>
      </svg>
    </button>
  );
}
