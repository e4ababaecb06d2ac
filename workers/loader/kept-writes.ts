/**
 * Settings that are being written, until they are on the box: a cable that is pulled, or a page that is closed, in the
 * middle may leave a blank page of NVS, and all keys on it gone. One for a box. They hold passwords: nothing is kept
 * longer than needed. Source: reference sheet of the box on a cable, C.6.
 */
import { openDB, type IDBPDatabase } from 'idb';
import type { Partition } from '../../core/esp/partition-table-types.ts';
import type { Millis } from '../../core/units.ts';

export interface KeptWrite {
  /** Of the box, without colons. */
  readonly boxId: string;
  /** Wall instant at which it was begun. */
  readonly at: Millis;
  readonly partition: Partition;
  /** As it was before. */
  readonly backup: Uint8Array<ArrayBuffer>;
  /** As it should be. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Those that differ, in the order in which they are written. */
  readonly pages: readonly number[];
}

export interface KeptWrites {
  read(boxId: string): Promise<KeptWrite | undefined>;
  keep(write: KeptWrite): Promise<void>;
  drop(boxId: string): Promise<void>;
}

const storeName = 'unfinished-writes';

/** In IndexedDB. Where a browser has none for this page, nothing is kept, and writing goes on. */
export function browserKeptWrites(): KeptWrites {
  let opened: Promise<IDBPDatabase | undefined> | undefined;
  const database = (): Promise<IDBPDatabase | undefined> => {
    opened ??= openDB('echokit-device', 1, {
      upgrade: (created) => void created.createObjectStore(storeName, { keyPath: 'boxId' }),
    }).catch(() => undefined);
    return opened;
  };
  return {
    async read(boxId) {
      return (await (await database())?.get(storeName, boxId)) as KeptWrite | undefined;
    },
    async keep(write) {
      await (await database())?.put(storeName, write).catch(() => undefined);
    },
    async drop(boxId) {
      await (await database())?.delete(storeName, boxId);
    },
  };
}

/** For as long as the worker lives. */
export function memoryKeptWrites(): KeptWrites {
  const kept = new Map<string, KeptWrite>();
  return {
    read: (boxId) => Promise.resolve(kept.get(boxId)),
    keep: (write) => Promise.resolve(void kept.set(write.boxId, write)),
    drop: (boxId) => Promise.resolve(void kept.delete(boxId)),
  };
}
