/** What boxes have been sent of pictures since they were started, kept across reloads of the page. */
import { freshMemory, readSetupMemory, type SetupMemory } from '../../../core/box-gatt/setup-memory.ts';

export interface SetupMemoryStore {
  load(deviceId: string): SetupMemory;
  save(deviceId: string, memory: SetupMemory): void;
}

const storageKey = 'echokit.bluetooth.pictures-sent';
/** The newest are kept; a browser forgets its devices too. */
const maxDevices = 50;

export function createSetupMemoryStore(storage: Pick<Storage, 'getItem' | 'setItem'>): SetupMemoryStore {
  const read = (): Record<string, unknown> => {
    try {
      const kept: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
      return typeof kept === 'object' && kept !== null ? { ...kept } : {};
    } catch {
      return {};
    }
  };
  return {
    load: (deviceId) => {
      const kept = read();
      return Object.hasOwn(kept, deviceId) ? readSetupMemory(kept[deviceId]) : freshMemory;
    },
    save: (deviceId, memory) => {
      const others = Object.entries(read()).filter(([id]) => id !== deviceId);
      const isFresh = memory.background === undefined && memory.avatar === undefined;
      const entries = isFresh ? others : [...others, [deviceId, memory] as const];
      try {
        storage.setItem(storageKey, JSON.stringify(Object.fromEntries(entries.slice(-maxDevices))));
      } catch {
        // Storage that is full or forbidden: the session itself still remembers.
      }
    },
  };
}
