import { useEffect, useState } from 'react';
import type { BoxId } from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import type { RelayBox } from '../../workers/relay-api.ts';

/** A box dials anew within a second when its button is pressed. */
const longMs: Millis = 5000;

/** Boxes that have not been connected for a while. */
export function useLongAway(boxes: readonly Pick<RelayBox, 'id' | 'connected'>[]): ReadonlySet<BoxId> {
  const [long, setLong] = useState<ReadonlySet<BoxId>>(new Set());
  const away = boxes.flatMap(({ id, connected }) => (connected ? [] : [id]));
  const names = away.join(' ');
  useEffect(() => {
    const timer = setTimeout(() => setLong(new Set(names.split(' '))), longMs);
    return () => clearTimeout(timer);
  }, [names]);
  return new Set(away.filter((id) => long.has(id)));
}
