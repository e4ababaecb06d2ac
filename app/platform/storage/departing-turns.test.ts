import { describe, expect, it } from 'vitest';
import { turnView } from '../../talk/turns.testing.ts';
import { createDepartingTurns } from './departing-turns.ts';
import { createMemoryConversationStorage } from './memory-conversation-storage.ts';
import { memoryStore } from './memory-store.testing.ts';

const departure = { id: 'c1', startedAt: 5, turns: [turnView({ id: 3, status: 'speaking' })] };

describe('turns that were open when the page went away', () => {
  it('are in the conversation once the next page has looked', async () => {
    const store = memoryStore();
    createDepartingTurns(store).lay(departure);
    const storage = createMemoryConversationStorage(() => 0);
    await createDepartingTurns(store).bringTo(storage);
    expect((await storage.open('c1'))?.turnViews).toMatchObject([{ id: 3, status: 'interrupted' }]);
    expect(store.length).toBe(0);
  });

  it('stay where they are when they cannot be saved', async () => {
    const store = memoryStore();
    const departing = createDepartingTurns(store);
    departing.lay(departure);
    const full = new Error('no room');
    await expect(departing.bringTo({ saveTurn: () => Promise.reject(full) })).rejects.toBe(full);
    expect(store.length).toBe(1);
  });

  it('are let go with their conversation', async () => {
    const store = memoryStore();
    const departing = createDepartingTurns(store);
    departing.lay(departure);
    departing.forget('c1');
    const storage = createMemoryConversationStorage(() => 0);
    await departing.bringTo(storage);
    expect(await storage.list()).toEqual([]);
  });

  it('cost nothing where there is no room, and garbage is cleared away', async () => {
    const store = memoryStore(20);
    const departing = createDepartingTurns(store);
    departing.lay(departure);
    store.setItem('echokit.departing.x', '{"id":1}');
    store.setItem('echokit.departing.y', '{');
    store.setItem('else', 'kept');
    await departing.bringTo(createMemoryConversationStorage(() => 0));
    expect(store.length).toBe(1);
  });
});
