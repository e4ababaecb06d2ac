/**
 * The one large control: a lens that shows who has the floor by shape and motion as well as colour, and that is pressed
 * to begin and to stop, or held to talk. The real levels drive it outside React; what moves lies on layers of its own,
 * so that moving it costs the page thread next to nothing.
 */
import { useRef, type MouseEvent, type PointerEvent } from 'react';
import styles from './lens.module.css';
import type { TalkButton } from './talk-button.ts';
import type { LensLook } from './talk-look.ts';
import type { TimelineFeed } from './timeline-feed.ts';
import { useLevel } from './use-level.ts';

interface LensProps {
  readonly look: LensLook;
  /** What the press does, for screen readers. */
  readonly action: string;
  /** It stays in its place in the order of focus. */
  readonly disabled?: boolean;
  /** How much of the speech detector is there, 0 to 1; absent once nothing is missing. */
  readonly loaded?: number | undefined;
  readonly feed: TimelineFeed;
  readonly button: TalkButton;
}

export function Lens({ look, action, disabled = false, loaded, feed, button }: LensProps) {
  const halo = useRef<HTMLSpanElement>(null);
  const bars = useRef<HTMLSpanElement>(null);
  useLevel(feed, look === 'speaking' ? 'reply' : 'microphone', (level) => {
    if (halo.current) halo.current.style.transform = `scale(${(1 + level * 0.28).toFixed(2)})`;
    // Only what can be seen moves: a layer that rests costs nothing.
    if (look !== 'speaking') return;
    for (const [index, bar] of [...(bars.current?.children ?? [])].entries()) {
      const height = 0.25 + level * (1.05 - 0.16 * (index - 2) ** 2);
      (bar as HTMLElement).style.transform = `scaleY(${height.toFixed(2)})`;
    }
  });

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || disabled) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    button.down();
  };
  const onClick = ({ detail }: MouseEvent) => {
    // Clicks of a pointer have been dealt with when it went down and up.
    if (detail === 0 && !disabled) button.tap();
  };

  return (
    <button
      type="button"
      className={styles['lens']}
      data-look={look}
      data-talk-button
      aria-label={action}
      aria-disabled={disabled}
      onPointerDown={onPointerDown}
      onPointerUp={() => button.up()}
      onPointerCancel={() => button.cancel()}
      onContextMenu={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <span ref={halo} className={styles['halo']} />
      <svg className={styles['ringLayer']} viewBox="0 0 240 240" aria-hidden="true">
        <circle className={styles['ring']} cx="120" cy="120" r="104" pathLength="100" />
      </svg>
      <svg className={styles['face']} viewBox="0 0 240 240" aria-hidden="true">
        <defs>
          <radialGradient id="lens-glass" cx="38%" cy="32%" r="78%">
            <stop offset="0" className={styles['glassHigh']} />
            <stop offset="0.6" className={styles['glassMid']} />
            <stop offset="1" className={styles['glassLow']} />
          </radialGradient>
        </defs>
        {loaded !== undefined && (
          <circle
            className={styles['progress']}
            cx="120"
            cy="120"
            r="116"
            pathLength="100"
            strokeDasharray={`${Math.min(loaded, 0.97) * 100} 100`}
          />
        )}
        <circle className={styles['glass']} cx="120" cy="120" r="84" fill="url(#lens-glass)" />
        <path className={styles['slash']} d="M72 168 168 72" />
        <g className={styles['alarm']}>
          <rect x="113" y="78" width="14" height="54" rx="7" />
          <circle cx="120" cy="154" r="9" />
        </g>
      </svg>
      <span className={styles['iris']} />
      <span className={styles['dot']} />
      <span ref={bars} className={styles['bars']}>
        {[0, 1, 2, 3, 4].map((bar) => (
          <i key={bar} />
        ))}
      </span>
      <span className={styles['thoughts']}>
        {[0, 1, 2].map((thought) => (
          <i key={thought} style={{ animationDelay: `${thought * 160}ms` }} />
        ))}
      </span>
    </button>
  );
}
