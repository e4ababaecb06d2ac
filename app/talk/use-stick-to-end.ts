import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Nearer to the end than this counts as being there. */
const slackPx = 32;

export const scrollToEnd = (scrolled: HTMLElement | null): void =>
  scrolled?.scrollTo({ top: scrolled.scrollHeight });

/**
 * Keeps a scrolled element at its end while it grows, unless the person has scrolled away.
 * @param grown changes whenever something was added
 * @returns whether the end is in view
 */
export function useStickToEnd(element: RefObject<HTMLElement | null>, grown: unknown): boolean {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const wantsEnd = useRef(true);

  useEffect(() => {
    const scrolled = element.current;
    if (!scrolled) return;
    const look = () => {
      const { scrollHeight, scrollTop, clientHeight } = scrolled;
      wantsEnd.current = scrollHeight - scrollTop - clientHeight < slackPx;
      setIsAtEnd(wantsEnd.current);
    };
    // What was unfolded is to be read: it comes into view, and is not scrolled past with the next word.
    const unfold = ({ target }: Event) => {
      if (target instanceof HTMLDetailsElement && target.open) target.scrollIntoView({ block: 'nearest' });
      look();
    };
    scrolled.addEventListener('toggle', unfold, true);
    scrolled.addEventListener('scroll', look, { passive: true });
    const resized = new ResizeObserver(() => {
      if (wantsEnd.current) scrollToEnd(scrolled);
    });
    resized.observe(scrolled);
    return () => {
      scrolled.removeEventListener('toggle', unfold, true);
      scrolled.removeEventListener('scroll', look);
      resized.disconnect();
    };
  }, [element]);

  useLayoutEffect(() => {
    if (wantsEnd.current) scrollToEnd(element.current);
  }, [element, grown]);

  return isAtEnd;
}
