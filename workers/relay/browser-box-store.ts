/** Keeps boxes in IndexedDB. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { BoxMemory, BoxSetUp, BoxStore } from './box-store.ts';

interface StorageSchema extends DBSchema {
  memories: { key: string; value: BoxMemory };
  setUps: { key: string; value: BoxSetUp };
}

/** @param onLost it cannot be opened, or was taken away: to be opened anew with the next call */
async function openDatabase(onLost: () => void): Promise<IDBPDatabase<StorageSchema>> {
  try {
    return await openDB<StorageSchema>('echokit-boxes', 1, {
      upgrade(database) {
        database.createObjectStore('memories', { keyPath: 'box' });
        database.createObjectStore('setUps', { keyPath: 'box' });
      },
      terminated: onLost,
    });
  } catch (cause) {
    onLost();
    throw cause;
  }
}

export function createBrowserBoxStore(): BoxStore {
  let opened: Promise<IDBPDatabase<StorageSchema>> | undefined;
  const open = () => (opened ??= openDatabase(() => (opened = undefined)));
  return {
    async load() {
      const database = await open();
      const [memories, setUps] = await Promise.all([database.getAll('memories'), database.getAll('setUps')]);
      return { memories, setUps };
    },
    async saveMemory(memory) {
      await (await open()).put('memories', memory);
    },
    async saveSetUp(setUp) {
      await (await open()).put('setUps', setUp);
    },
    async forget(box) {
      const database = await open();
      await Promise.all([database.delete('memories', box), database.delete('setUps', box)]);
    },
  };
}
