/** What went wrong outside a turn: shown above the conversation until the person puts it away. */
import { createStore, type StoreApi } from 'zustand';
import type { PlaybackErrorCode } from '../platform/playback/playback-errors.ts';

export type TroubleCode =
  'storage-failed' | 'keys-unreadable' | 'engine-worker-failed' | 'recogniser-unusable' | PlaybackErrorCode;

export interface Trouble {
  readonly code: TroubleCode;
  /** For the log and for experts. */
  readonly message: string;
}

export interface TroubleStore extends StoreApi<{ readonly troubles: readonly Trouble[] }> {
  /** The same code twice is told once. */
  report(code: TroubleCode, cause: unknown): void;
  dismiss(code: TroubleCode): void;
}

export function createTroubleStore(): TroubleStore {
  const store = createStore<{ readonly troubles: readonly Trouble[] }>(() => ({ troubles: [] }));
  return {
    ...store,
    report(code, cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      store.setState(({ troubles }) => ({
        troubles: [...troubles.filter((known) => known.code !== code), { code, message }],
      }));
    },
    dismiss(code) {
      store.setState(({ troubles }) => ({ troubles: troubles.filter((known) => known.code !== code) }));
    },
  };
}
