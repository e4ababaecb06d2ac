import { describe, expect, it } from 'vitest';
import { createMemoryConversationStorage } from '../platform/storage/memory-conversation-storage.ts';
import { createConversationLibrary, type LibraryState } from './conversation-library.ts';
import { turnView } from './turns.testing.ts';

const words = { you: 'You', assistant: 'EchoKit', untitled: 'Untitled', wait: (ms: number) => `${ms} ms` };

async function setUp() {
  let time = 0;
  const storage = createMemoryConversationStorage(() => (time += 1));
  const did: string[] = [];
  const files: { readonly name: string; readonly size: number; readonly type: string }[] = [];
  const failures: unknown[] = [];
  const library = createConversationLibrary({
    storage,
    session: {
      reopen: ({ id }) => {
        did.push(`reopen ${id}`);
        return Promise.resolve();
      },
      forget: (id) => {
        did.push(`forget ${id}`);
        return Promise.resolve();
      },
      keepUnfinished: () => did.push('keep unfinished'),
    },
    estimateUsedBytes: () => Promise.resolve(12_345),
    saveFile: (name, content, type) => files.push({ name, size: content.length, type }),
    onFailed: (cause) => failures.push(cause),
  });
  await storage.saveTurn({ id: 'a', startedAt: 0 }, turnView({ user: { text: 'A train', partial: false } }));
  await storage.saveTurn({ id: 'b', startedAt: 0 }, turnView({ user: { text: 'A boat', partial: false } }));
  const ids = (state: LibraryState = library.store.getState()) =>
    state.phase === 'open' ? state.found.map(({ id }) => id) : state.phase;
  return { library, storage, did, files, failures, ids };
}

describe('the conversation library', () => {
  it('lists what is kept, the open conversation included, and how much it takes', async () => {
    const { library, did, ids } = await setUp();
    expect(ids()).toBe('closed');
    const shown = library.show();
    expect(ids()).toBe('loading');
    await shown;
    expect(did).toEqual(['keep unfinished']);
    expect(ids()).toEqual(['b', 'a']);
    expect(library.store.getState()).toMatchObject({ usedBytes: 12_345 });
  });

  it('shows what the newest search finds, whichever ends last', async () => {
    const { library, storage, ids } = await setUp();
    await library.show();
    let answer = (): void => undefined;
    const original = storage.search.bind(storage);
    storage.search = (query) =>
      query === 'boat'
        ? new Promise((resolve) => (answer = () => resolve(original(query))))
        : original(query);
    const first = library.search('boat');
    await library.search('train');
    answer();
    await first;
    expect(ids()).toEqual(['a']);
  });

  it('goes on with a conversation and closes', async () => {
    const { library, did, ids } = await setUp();
    await library.show();
    await library.open('a');
    expect(did).toContain('reopen a');
    expect(ids()).toBe('closed');
  });

  it('saves a conversation as a file of each kind', async () => {
    const { library, files } = await setUp();
    for (const format of ['md', 'json', 'wav'] as const) await library.saveAs('a', format, words);
    expect(files.map(({ name, type }) => [name, type])).toEqual([
      ['echokit-1970-01-01-a-train.md', 'text/markdown'],
      ['echokit-1970-01-01-a-train.json', 'application/json'],
      ['echokit-1970-01-01-a-train.wav', 'audio/wav'],
    ]);
    expect(files.every(({ size }) => size >= 44)).toBe(true);
  });

  it('deletes one, or all, and makes sure that nothing of them is saved again', async () => {
    const { library, storage, did, ids } = await setUp();
    await library.show();
    await library.delete('a');
    expect(did).toContain('forget a');
    expect(ids()).toEqual(['b']);
    await library.deleteAll();
    expect(did).toContain('forget b');
    expect(ids()).toEqual([]);
    expect(await storage.list()).toEqual([]);
  });

  it('says so when the database does not answer', async () => {
    const { library, storage, failures, ids } = await setUp();
    storage.list = () => Promise.reject(new Error('no database'));
    await library.show();
    expect(ids()).toBe('failed');
    expect(failures).toHaveLength(1);
  });
});
