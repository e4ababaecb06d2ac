/** Values that all hubs on a bus agree on: of two, the later one wins, and of two of one instant the greater name. */
import { invariant } from '../../../core/assert.ts';
import { relayId } from '../../../core/relay/relay-limits.ts';
import type { HubClock, SharedValues } from './hub-api.ts';
import type { SharedValue } from './hub-message.ts';

const mostValues = 4_096;
const longestValue = 65_536;

export interface SharedBook extends SharedValues {
  all(): readonly SharedValue[];
  /** Of another hub, or of a file. @returns false for one that is older than what is known */
  take(value: SharedValue): boolean;
  put(key: string, value: Uint8Array): void;
  onAny(hear: (value: SharedValue) => void): void;
}

export function createSharedBook(
  instance: string,
  clock: HubClock,
  publish: (value: SharedValue) => void,
): SharedBook {
  const values = new Map<string, SharedValue>();
  const listeners = new Set<(value: SharedValue) => void>();

  function put(key: string, value: Uint8Array): void {
    invariant(value.length <= longestValue, `${key} has at most ${longestValue} bytes`);
    const known = values.get(key);
    const at = Math.max(clock.now(), known === undefined ? 0 : known.at + 1);
    const entry: SharedValue = { key, at, by: instance, value };
    values.set(key, entry);
    publish(entry);
  }

  return {
    get: (key) => values.get(key)?.value,
    set(key, value) {
      invariant(relayId.test(key), `"${key}" is a key`);
      put(key, value);
    },
    onChange(key, hear) {
      const listener = (changed: SharedValue) => {
        if (changed.key === key) hear(changed.value);
      };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put,
    all: () => [...values.values()],
    take(value) {
      const known = values.get(value.key);
      const isOlder =
        known !== undefined && (known.at === value.at ? known.by >= value.by : known.at > value.at);
      if (isOlder || value.value.length > longestValue) return false;
      if (known === undefined && values.size >= mostValues) return false;
      values.set(value.key, value);
      for (const hear of [...listeners]) hear(value);
      return true;
    },
    onAny: (hear) => void listeners.add(hear),
  };
}
