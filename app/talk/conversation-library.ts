/** The kept conversations, for the dialog that lists them: found, opened, saved as files, deleted. */
import { createStore, type StoreApi } from 'zustand';
import type {
  ConversationStorage,
  ConversationSummary,
  StoredConversation,
} from '../platform/storage/conversation-storage.ts';
import {
  conversationJson,
  conversationMarkdown,
  conversationWav,
  exportFileName,
  type ExportWords,
} from './conversation-export.ts';
import type { TalkSession } from './talk-session.ts';

export type ExportFormat = 'md' | 'json' | 'wav';

export type LibraryState =
  | { readonly phase: 'closed' }
  | { readonly phase: 'loading'; readonly query: string }
  | {
      readonly phase: 'open';
      readonly query: string;
      /** Newest first; those with every word of the query in them. */
      readonly found: readonly ConversationSummary[];
      /** Bytes that the whole app takes in this browser; absent where it does not tell. */
      readonly usedBytes?: number;
    }
  /** The browser's database does not answer. */
  | { readonly phase: 'failed'; readonly query: string };

export interface ConversationLibrary {
  readonly store: StoreApi<LibraryState>;
  show(): Promise<void>;
  hide(): void;
  search(query: string): Promise<void>;
  /** Goes on with it, and closes the list. */
  open(id: string): Promise<void>;
  saveAs(id: string, format: ExportFormat, words: ExportWords): Promise<void>;
  delete(id: string): Promise<void>;
  deleteAll(): Promise<void>;
}

export interface ConversationLibraryOptions {
  readonly storage: ConversationStorage;
  readonly session: Pick<TalkSession, 'reopen' | 'forget' | 'keepUnfinished'>;
  readonly estimateUsedBytes: () => Promise<number | undefined>;
  readonly saveFile: (name: string, content: string | Uint8Array<ArrayBuffer>, type: string) => void;
  /** Told to the person; the list stays as it is. */
  readonly onFailed: (cause: unknown) => void;
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  md: 'text/markdown',
  json: 'application/json',
  wav: 'audio/wav',
};

export function createConversationLibrary(options: ConversationLibraryOptions): ConversationLibrary {
  const { storage, session, estimateUsedBytes, saveFile, onFailed } = options;
  const store = createStore<LibraryState>(() => ({ phase: 'closed' }));
  /** The newest search; what an older one finds is not wanted any more. */
  let searches = 0;

  async function search(query: string): Promise<void> {
    searches += 1;
    const mine = searches;
    const before = store.getState();
    // What is listed stays while the next list is made, so that nothing flickers while someone types.
    store.setState(before.phase === 'open' ? { ...before, query } : { phase: 'loading', query }, true);
    try {
      const [found, usedBytes] = await Promise.all([
        query.trim() === '' ? storage.list() : storage.search(query),
        estimateUsedBytes(),
      ]);
      if (mine !== searches) return;
      store.setState(
        { phase: 'open', query, found, ...(usedBytes === undefined ? {} : { usedBytes }) },
        true,
      );
    } catch (cause) {
      if (mine !== searches) return;
      store.setState({ phase: 'failed', query }, true);
      onFailed(cause);
    }
  }

  async function refresh(): Promise<void> {
    const state = store.getState();
    if (state.phase !== 'closed') await search(state.query);
  }

  function hide(): void {
    searches += 1;
    store.setState({ phase: 'closed' }, true);
  }

  async function contentOf(conversation: StoredConversation, format: ExportFormat, words: ExportWords) {
    const { title, startedAt, turnViews: turns } = conversation;
    switch (format) {
      case 'md':
        return conversationMarkdown({ title, startedAt, turns }, words);
      case 'json':
        return conversationJson({ title, startedAt, turns });
      case 'wav':
        return conversationWav(await storage.audio(conversation.id));
    }
  }

  /** Nothing rejects: what fails is told in one place. */
  const told =
    <Arguments extends readonly unknown[]>(act: (...given: Arguments) => Promise<void>) =>
    (...given: Arguments): Promise<void> =>
      act(...given).catch(onFailed);

  return {
    store,
    show() {
      session.keepUnfinished();
      return search('');
    },
    hide,
    search,
    open: told(async (id: string) => {
      const conversation = await storage.open(id);
      if (conversation === undefined) return refresh();
      await session.reopen(conversation);
      hide();
    }),
    saveAs: told(async (id: string, format: ExportFormat, words: ExportWords) => {
      const conversation = await storage.open(id);
      if (conversation === undefined) return refresh();
      const content = await contentOf(conversation, format, words);
      const { title, startedAt, turnViews: turns } = conversation;
      saveFile(exportFileName({ title, startedAt, turns }, format), content, mediaTypes[format]);
    }),
    delete: told(async (id: string) => {
      await session.forget(id);
      await storage.delete(id);
      await refresh();
    }),
    deleteAll: told(async () => {
      for (const { id } of await storage.list()) await session.forget(id);
      await storage.deleteAll();
      await refresh();
    }),
  };
}
