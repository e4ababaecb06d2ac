import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyTrace } from '../../../core/trace/turn-trace.ts';
import type { TurnView } from '../../../workers/conversation-api.ts';
import { createBrowserConversationStorage } from './browser-conversation-storage.ts';
import type { ConversationStorage } from './conversation-storage.ts';
import { createMemoryConversationStorage } from './memory-conversation-storage.ts';

function turn(id: number, said: string, answered: string, status: TurnView['status'] = 'done'): TurnView {
  return {
    id,
    source: 'voice',
    status,
    startedAt: 1000 + id,
    user: { text: said, partial: false },
    reply: { text: answered, complete: true, pieces: [], heard: answered.length },
    trace: emptyTrace,
  };
}

let time = 0;
const implementations: Record<string, () => ConversationStorage> = {
  'memory conversation storage': () => createMemoryConversationStorage(() => (time += 1)),
  'browser conversation storage': createBrowserConversationStorage,
};

describe.each(Object.entries(implementations))('%s', (_name, create) => {
  let storage: ConversationStorage;
  beforeEach(async () => {
    storage = create();
    await storage.deleteAll();
  });
  const a = { id: 'a', startedAt: 1 };
  const b = { id: 'b', startedAt: 2 };

  it('keeps turns in order, whatever order they are saved in', async () => {
    await storage.saveTurn(a, turn(2, 'second', ''));
    await storage.saveTurn(a, turn(1, 'first', ''));
    expect((await storage.open('a'))?.turnViews.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('replaces a turn of the same id', async () => {
    await storage.saveTurn(a, turn(1, 'hel', ''));
    await storage.saveTurn(a, turn(1, 'hello', 'hi'));
    const opened = await storage.open('a');
    expect(opened?.turnViews).toHaveLength(1);
    expect(opened?.title).toBe('hello');
  });

  it('shows a turn that was going on as over when it is opened again', async () => {
    await storage.saveTurn(a, turn(1, 'hello', 'well', 'speaking'));
    await storage.saveTurn(a, turn(2, 'and', '', 'open'));
    expect((await storage.open('a'))?.turnViews.map(({ status }) => status)).toEqual([
      'interrupted',
      'cancelled',
    ]);
  });

  it('counts audio once per side of a turn and gives it back in order', async () => {
    await storage.saveTurn(a, turn(1, 'hello', 'hi'));
    const sideOf = (side: 'user' | 'assistant', samples: number) => ({
      turn: 1,
      side,
      sampleRate: 16_000,
      pcm: new Int16Array(samples).fill(7),
    });
    await storage.saveAudio('a', sideOf('assistant', 50));
    await storage.saveAudio('a', sideOf('user', 500));
    await storage.saveAudio('a', sideOf('user', 100));
    expect((await storage.list())[0]?.audioBytes).toBe(300);
    const audio = await storage.audio('a');
    expect(audio.map(({ side, pcm }) => [side, pcm.length, pcm[0]])).toEqual([
      ['user', 100, 7],
      ['assistant', 50, 7],
    ]);
  });

  it('names what can be listened to and gives one side of one turn', async () => {
    await storage.saveTurn(a, turn(1, 'hello', 'hi'));
    const pcm = Int16Array.of(1, 2, 3);
    await storage.saveAudio('a', { turn: 2, side: 'user', sampleRate: 16_000, pcm });
    await storage.saveAudio('a', { turn: 1, side: 'assistant', sampleRate: 24_000, pcm });
    await storage.saveAudio('a', { turn: 1, side: 'user', sampleRate: 16_000, pcm });
    expect(await storage.recordings('a')).toEqual([
      { turn: 1, side: 'user' },
      { turn: 1, side: 'assistant' },
      { turn: 2, side: 'user' },
    ]);
    expect(await storage.recording('a', { turn: 1, side: 'assistant' })).toEqual({
      turn: 1,
      side: 'assistant',
      sampleRate: 24_000,
      pcm,
    });
    expect(await storage.recording('a', { turn: 3, side: 'user' })).toBeUndefined();
    expect(await storage.recordings('b')).toEqual([]);
  });

  it('is called by what the person said first, not by a greeting or a noise', async () => {
    await storage.saveTurn(a, { ...turn(1, '', 'Good morning.'), source: 'greeting' });
    expect((await storage.open('a'))?.title).toBe('Good morning.');
    await storage.saveTurn(a, turn(2, 'Thank you.', '', 'dropped'));
    await storage.saveTurn(a, turn(3, 'A train, please.', 'At ten.'));
    expect((await storage.list())[0]?.title).toBe('A train, please.');
  });

  it('finds conversations by words of either side', async () => {
    await storage.saveTurn(a, turn(1, 'A train to the coast', 'At ten.'));
    await storage.saveTurn(b, turn(1, '海边的火车', '十点。'));
    expect((await storage.search('TEN train')).map(({ id }) => id)).toEqual(['a']);
    expect((await storage.search('火车')).map(({ id }) => id)).toEqual(['b']);
    expect(await storage.search('bus')).toEqual([]);
  });

  it('deletes one conversation with its audio and leaves the other', async () => {
    await storage.saveTurn(a, turn(1, 'one', ''));
    await storage.saveTurn(b, turn(1, 'two', ''));
    await storage.saveAudio('a', { turn: 1, side: 'user', sampleRate: 16_000, pcm: new Int16Array(8) });
    await storage.delete('a');
    expect((await storage.list()).map(({ id }) => id)).toEqual(['b']);
    expect(await storage.audio('a')).toEqual([]);
    expect(await storage.open('a')).toBeUndefined();
  });
});
