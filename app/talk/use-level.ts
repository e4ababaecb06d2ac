import { useEffect, useRef } from 'react';
import { followLevel } from './follow-level.ts';
import type { TimelineFeed } from './timeline-feed.ts';

/** -60 dBFS is still, -10 dBFS is full swing. */
const swing = (levelDb: number): number => Math.min(1, Math.max(0, (levelDb + 60) / 50));

/**
 * Follows a level (0 to 1) outside React. What is shown moves by transforms of layers of their own, which the
 * compositor carries out: the page thread only names the next target, a few times a second.
 * @param apply writes the level to the elements that show it
 */
export function useLevel(
  feed: TimelineFeed,
  of: 'microphone' | 'reply',
  apply: (level: number) => void,
): void {
  const newest = useRef(apply);
  useEffect(() => {
    newest.current = apply;
  });
  useEffect(() => {
    let asked = 0;
    let shown = 0;
    const paint = () => {
      asked = 0;
      const target = swing(of === 'reply' ? feed.replyDb() : feed.microphoneDb());
      const next = followLevel(shown, target);
      if (next === shown) return;
      shown = next;
      newest.current(shown);
    };
    const stop = feed.subscribe(() => {
      asked ||= requestAnimationFrame(paint);
    });
    return () => {
      stop();
      cancelAnimationFrame(asked);
      newest.current(0);
    };
  }, [feed, of]);
}
