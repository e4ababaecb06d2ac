/** A drawn face whose mouth follows the sounds of a server that tells them, as the picture of a box does. */
import { useEffect, useRef } from 'react';
import type { MouthShape } from '../../workers/conversation-api.ts';
import styles from './avatar.module.css';
import type { TimelineFeed } from './timeline-feed.ts';

/** Closed, A, E, I, O, U: half width, half height and how square each mouth is, on a grid of 96. */
const mouths: readonly (readonly [width: number, height: number, roundness: number])[] = [
  [11, 1.5, 1],
  [11, 10, 9],
  [14, 6, 5],
  [15, 3.5, 3.5],
  [8.5, 9, 8.5],
  [5.5, 6, 5.5],
];

/** Moves outside React: shapes come ten times a second. */
export function Avatar({ feed, isAwake }: { readonly feed: TimelineFeed; readonly isAwake: boolean }) {
  const mouth = useRef<SVGRectElement>(null);
  useEffect(() => {
    let shown: MouthShape | undefined;
    const draw = () => {
      const shape = feed.mouth();
      if (shape === shown || mouth.current === null) return;
      shown = shape;
      const [width, height, roundness] = mouths[shape] ?? mouths[0]!;
      for (const [name, value] of Object.entries({
        x: 48 - width,
        y: 64 - height,
        width: 2 * width,
        height: 2 * height,
        rx: roundness,
      }))
        mouth.current.setAttribute(name, String(value));
      mouth.current.dataset['shape'] = String(shape);
    };
    draw();
    return feed.subscribe(draw);
  }, [feed]);
  return (
    <svg
      className={styles['avatar']}
      data-awake={isAwake}
      data-testid="avatar"
      viewBox="0 0 96 96"
      aria-hidden="true"
    >
      <rect className={styles['head']} x="6" y="10" width="84" height="78" rx="26" />
      <g className={styles['eyes']}>
        <circle cx="33" cy="40" r="7" />
        <circle cx="63" cy="40" r="7" />
        <circle className={styles['glint']} cx="35.5" cy="37.5" r="2.2" />
        <circle className={styles['glint']} cx="65.5" cy="37.5" r="2.2" />
      </g>
      <rect ref={mouth} className={styles['mouth']} />
    </svg>
  );
}
