import { useEffect, useState } from 'react';
import type { Millis } from '../../core/units.ts';

/** Whole seconds until a wall instant, counted down once a second; 0 once it has passed, or where there is none. */
export function useSecondsUntil(instant: Millis | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (instant === undefined) return;
    const tick = () => setNow(Date.now());
    const first = setTimeout(tick);
    const timer = setInterval(tick, 1000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [instant]);
  return instant === undefined ? 0 : Math.max(0, Math.ceil((instant - now) / 1000));
}
