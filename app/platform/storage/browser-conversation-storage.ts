import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { TurnView } from '../../../workers/conversation-api.ts';
import {
  byTurnThenSide,
  matchesQuery,
  settledTurn,
  titleOf,
  withStoredTurn,
  type AudioSide,
  type ConversationStorage,
  type ConversationSummary,
  type StoredAudio,
} from './conversation-storage.ts';

interface ConversationRecord {
  readonly id: string;
  readonly title: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly turnViews: readonly TurnView[];
}

/** Audio lies in a store of its own, so that listing and saving words never touches samples. */
interface AudioRecord extends StoredAudio {
  readonly conversation: string;
}

interface StorageSchema extends DBSchema {
  conversations: { key: string; value: ConversationRecord; indexes: { updatedAt: number } };
  audio: { key: [string, number, AudioSide]; value: AudioRecord; indexes: { conversation: string } };
  /** Bytes of a conversation's audio, so that the list needs no samples. */
  audioBytes: { key: string; value: number };
}

/** @param onLost it cannot be opened, or was taken away: to be opened anew with the next call */
async function openDatabase(onLost: () => void): Promise<IDBPDatabase<StorageSchema>> {
  try {
    return await openDB<StorageSchema>('echokit-conversations', 1, {
      upgrade(database) {
        const conversations = database.createObjectStore('conversations', { keyPath: 'id' });
        conversations.createIndex('updatedAt', 'updatedAt');
        const audio = database.createObjectStore('audio', { keyPath: ['conversation', 'turn', 'side'] });
        audio.createIndex('conversation', 'conversation');
        database.createObjectStore('audioBytes');
      },
      terminated: onLost,
    });
  } catch (cause) {
    onLost();
    throw cause;
  }
}

/** Keeps conversations in IndexedDB. */
export function createBrowserConversationStorage(): ConversationStorage {
  let opened: Promise<IDBPDatabase<StorageSchema>> | undefined;
  const open = () => (opened ??= openDatabase(() => (opened = undefined)));

  async function newestFirst(): Promise<
    readonly (ConversationSummary & { turnViews: readonly TurnView[] })[]
  > {
    const database = await open();
    const transaction = database.transaction(['conversations', 'audioBytes']);
    const records = await transaction.objectStore('conversations').index('updatedAt').getAll();
    const sizes = transaction.objectStore('audioBytes');
    const full = await Promise.all(
      records.map(async (record) => ({
        ...record,
        turns: record.turnViews.length,
        audioBytes: (await sizes.get(record.id)) ?? 0,
      })),
    );
    return full.reverse();
  }
  const summary = ({
    turnViews: _,
    ...rest
  }: ConversationSummary & { turnViews: readonly TurnView[] }): ConversationSummary => rest;

  return {
    list: async () => (await newestFirst()).map(summary),
    async open(id) {
      const database = await open();
      const record = await database.get('conversations', id);
      if (!record) return undefined;
      return {
        ...record,
        turns: record.turnViews.length,
        audioBytes: (await database.get('audioBytes', id)) ?? 0,
        turnViews: record.turnViews.map(settledTurn),
      };
    },
    async saveTurn({ id, startedAt }, turn) {
      const transaction = (await open()).transaction('conversations', 'readwrite');
      const known = await transaction.store.get(id);
      const turnViews = withStoredTurn(known?.turnViews ?? [], turn);
      await transaction.store.put({
        id,
        title: titleOf(turnViews),
        startedAt,
        updatedAt: Date.now(),
        turnViews,
      });
      await transaction.done;
    },
    async saveAudio(id, audio) {
      const transaction = (await open()).transaction(['audio', 'audioBytes'], 'readwrite');
      const store = transaction.objectStore('audio');
      const replaced = await store.get([id, audio.turn, audio.side]);
      await store.put({ ...audio, conversation: id });
      const sizes = transaction.objectStore('audioBytes');
      const before = (await sizes.get(id)) ?? 0;
      await sizes.put(before - (replaced?.pcm.byteLength ?? 0) + audio.pcm.byteLength, id);
      await transaction.done;
    },
    async audio(id) {
      const records = await (await open()).getAllFromIndex('audio', 'conversation', id);
      return records.map(({ conversation: _, ...audio }) => audio).sort(byTurnThenSide);
    },
    async recordings(id) {
      const keys = await (await open()).getAllKeysFromIndex('audio', 'conversation', id);
      return keys.map(([, turn, side]) => ({ turn, side })).sort(byTurnThenSide);
    },
    async recording(id, { turn, side }) {
      const record = await (await open()).get('audio', [id, turn, side]);
      if (record === undefined) return undefined;
      const { conversation: _, ...audio } = record;
      return audio;
    },
    search: async (query) =>
      (await newestFirst()).filter(({ turnViews }) => matchesQuery(turnViews, query)).map(summary),
    async delete(id) {
      const transaction = (await open()).transaction(['conversations', 'audio', 'audioBytes'], 'readwrite');
      await transaction.objectStore('conversations').delete(id);
      await transaction.objectStore('audioBytes').delete(id);
      const audio = transaction.objectStore('audio');
      for (const key of await audio.index('conversation').getAllKeys(id)) await audio.delete(key);
      await transaction.done;
    },
    async deleteAll() {
      const transaction = (await open()).transaction(['conversations', 'audio', 'audioBytes'], 'readwrite');
      await Promise.all([
        transaction.objectStore('conversations').clear(),
        transaction.objectStore('audio').clear(),
        transaction.objectStore('audioBytes').clear(),
        transaction.done,
      ]);
    },
  };
}
