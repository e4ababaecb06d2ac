import { describe, expect, it } from 'vitest';
import { createMemoryConversationStorage } from '../platform/storage/memory-conversation-storage.ts';
import { ConversationKeeper } from './conversation-keeper.ts';
import { turnView } from './turns.testing.ts';

function setUp(keeps = { conversations: true, audio: true }) {
  let ids = 0;
  let time = 0;
  const storage = createMemoryConversationStorage(() => (time += 1));
  const failures: unknown[] = [];
  const keeper = new ConversationKeeper({
    storage,
    keeps: () => keeps,
    now: () => (time += 1),
    newId: () => `c${(ids += 1)}`,
    onFailed: (cause) => failures.push(cause),
  });
  const idsOf = async (id: string) => (await storage.open(id))?.turnViews.map((turn) => turn.id);
  return { keeper, storage, failures, idsOf };
}

const greeting = turnView({ id: 1, source: 'greeting', user: { text: '', partial: false } });
const recording = (turn: number) => ({
  turn,
  side: 'assistant' as const,
  sampleRate: 24_000,
  pcm: Int16Array.of(1, 2),
});

describe('ConversationKeeper', () => {
  it('keeps a turn once it is over, and what becomes known of it later', async () => {
    const { keeper, storage } = setUp();
    keeper.keepTurn(turnView({ status: 'interrupted' }));
    const cut = { text: 'Hello. How are you?', complete: true, pieces: [], heard: 6 };
    keeper.keepTurn(turnView({ status: 'interrupted', reply: cut }));
    expect((await storage.open('c1'))?.turnViews[0]?.reply.heard).toBe(6);
  });

  it('keeps a turn that is being answered, but not each word of it', async () => {
    const { keeper, storage } = setUp();
    const thinking = turnView({ status: 'thinking' });
    keeper.keepTurn({ ...thinking, user: { text: 'A train', partial: false } });
    keeper.keepTurn({ ...thinking, user: { text: 'changed meanwhile', partial: false } });
    expect((await storage.open('c1'))?.turnViews[0]?.user.text).toBe('A train');
  });

  it('gives a turn that comes late to the conversation it belongs to', async () => {
    const { keeper, idsOf } = setUp();
    keeper.keepTurn(turnView({ id: 1 }));
    keeper.keepTurn(turnView({ id: 2, status: 'speaking' }));
    keeper.beginAnew();
    expect(keeper.nextTurn).toBe(3);
    keeper.keepTurn(turnView({ id: 3 }));
    keeper.keepTurn(turnView({ id: 2, status: 'interrupted' }));
    expect(keeper.isCurrent(2)).toBe(false);
    expect(await idsOf('c1')).toEqual([1, 2]);
    expect(await idsOf('c2')).toEqual([3]);
  });

  it('goes on with a stored conversation behind its last turn', async () => {
    const { keeper, storage, idsOf } = setUp();
    await storage.saveTurn({ id: 'old', startedAt: 0 }, turnView({ id: 40 }));
    keeper.keepTurn(turnView({ id: 5 }));
    keeper.reopen((await storage.open('old'))!);
    expect(keeper.nextTurn).toBe(41);
    keeper.keepTurn(turnView({ id: 41 }));
    keeper.keepTurn(turnView({ id: 5, status: 'interrupted' }));
    expect(await idsOf('old')).toEqual([40, 41]);
    expect(await idsOf('c1')).toEqual([5]);
  });

  it('makes no conversation of a greeting or of noise alone', async () => {
    const { keeper, storage } = setUp();
    keeper.keepTurn(greeting);
    keeper.keepAudio(recording(1));
    keeper.keepTurn(turnView({ id: 2, status: 'dropped' }));
    expect(await storage.list()).toEqual([]);
  });

  it('keeps the greeting with the first words of the person', async () => {
    const { keeper, storage, idsOf } = setUp();
    keeper.keepTurn(greeting);
    keeper.keepAudio(recording(1));
    keeper.keepTurn(turnView({ id: 2 }));
    expect(await idsOf('c1')).toEqual([1, 2]);
    expect(await storage.recordings('c1')).toEqual([{ turn: 1, side: 'assistant' }]);
  });

  it('keeps what is open when the page goes away, unless there is nothing in it', async () => {
    const { keeper, idsOf } = setUp();
    const nothing = { text: '', complete: false, pieces: [], heard: 0 };
    keeper.keepUnfinished([
      turnView({ id: 1 }),
      turnView({ id: 2, status: 'open', user: { text: 'And then', partial: true } }),
      turnView({ id: 3, status: 'open', user: { text: '', partial: false }, reply: nothing }),
    ]);
    expect(await idsOf('c1')).toEqual([2]);
  });

  it('saves nothing of a conversation that was deleted', async () => {
    const { keeper, storage } = setUp();
    keeper.keepTurn(turnView({ id: 1, status: 'speaking' }));
    keeper.forget('c1');
    await storage.delete('c1');
    keeper.beginAnew();
    keeper.keepTurn(turnView({ id: 1, status: 'interrupted' }));
    keeper.keepAudio(recording(1));
    expect(await storage.list()).toEqual([]);
  });

  it('keeps only what the person wants kept', async () => {
    const wordsOnly = setUp({ conversations: true, audio: false });
    wordsOnly.keeper.keepTurn(turnView());
    wordsOnly.keeper.keepAudio(recording(1));
    expect(await wordsOnly.idsOf('c1')).toEqual([1]);
    expect(await wordsOnly.storage.recordings('c1')).toEqual([]);
    const nothing = setUp({ conversations: false, audio: false });
    nothing.keeper.keepTurn(turnView());
    expect(await nothing.storage.list()).toEqual([]);
  });

  it('tells when something could not be saved', async () => {
    const { storage } = setUp();
    const full = new Error('quota exceeded');
    const told: unknown[] = [];
    const keeper = new ConversationKeeper({
      storage: { ...storage, saveTurn: () => Promise.reject(full) },
      keeps: () => ({ conversations: true, audio: true }),
      now: () => 0,
      newId: () => 'c',
      onFailed: (cause) => told.push(cause),
    });
    keeper.keepTurn(turnView());
    await Promise.resolve();
    expect(told).toEqual([full]);
  });
});
