import {
  byTurnThenSide,
  matchesQuery,
  settledTurn,
  titleOf,
  withStoredTurn,
  type ConversationStorage,
  type ConversationSummary,
  type StoredAudio,
  type StoredConversation,
} from './conversation-storage.ts';

/** Keeps conversations as long as the page lives: for tests, and where the browser refuses a database. */
export function createMemoryConversationStorage(now: () => number): ConversationStorage {
  const conversations = new Map<string, StoredConversation>();
  const recordings = new Map<string, readonly StoredAudio[]>();
  const newestFirst = (): readonly StoredConversation[] =>
    [...conversations.values()].sort((a, b) => b.updatedAt - a.updatedAt);
  const summary = ({ turnViews: _, ...rest }: StoredConversation): ConversationSummary => rest;
  return {
    list: () => Promise.resolve(newestFirst().map(summary)),
    open(id) {
      const found = conversations.get(id);
      return Promise.resolve(found && { ...found, turnViews: found.turnViews.map(settledTurn) });
    },
    saveTurn({ id, startedAt }, turn) {
      const known = conversations.get(id);
      const turnViews = withStoredTurn(known?.turnViews ?? [], structuredClone(turn));
      conversations.set(id, {
        id,
        title: titleOf(turnViews),
        startedAt,
        updatedAt: now(),
        turns: turnViews.length,
        audioBytes: known?.audioBytes ?? 0,
        turnViews,
      });
      return Promise.resolve();
    },
    saveAudio(id, audio) {
      const others = (recordings.get(id) ?? []).filter(
        (known) => known.turn !== audio.turn || known.side !== audio.side,
      );
      const all = [...others, structuredClone(audio)].sort(byTurnThenSide);
      recordings.set(id, all);
      const known = conversations.get(id);
      if (known) {
        const audioBytes = all.reduce((sum, { pcm }) => sum + pcm.byteLength, 0);
        conversations.set(id, { ...known, audioBytes });
      }
      return Promise.resolve();
    },
    audio: (id) => Promise.resolve(structuredClone(recordings.get(id) ?? [])),
    recordings: (id) => Promise.resolve((recordings.get(id) ?? []).map(({ turn, side }) => ({ turn, side }))),
    recording(id, { turn, side }) {
      const found = recordings.get(id)?.find((known) => known.turn === turn && known.side === side);
      return Promise.resolve(structuredClone(found));
    },
    search: (query) =>
      Promise.resolve(
        newestFirst()
          .filter(({ turnViews }) => matchesQuery(turnViews, query))
          .map(summary),
      ),
    delete(id) {
      conversations.delete(id);
      recordings.delete(id);
      return Promise.resolve();
    },
    deleteAll() {
      conversations.clear();
      recordings.clear();
      return Promise.resolve();
    },
  };
}
