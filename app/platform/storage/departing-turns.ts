/**
 * Turns that were not over when the page went away. A database cannot be trusted to finish while its page is torn down,
 * so they are laid down here in one synchronous step, and the next page brings them to the conversation storage.
 */
import * as v from 'valibot';
import type { TurnView } from '../../../workers/conversation-api.ts';
import type { ConversationStorage } from './conversation-storage.ts';

export interface Departure {
  readonly id: string;
  /** Wall instant, ms since 1970. */
  readonly startedAt: number;
  readonly turns: readonly TurnView[];
}

export interface DepartingTurns {
  /** Replaces what was laid down for this conversation before. Never throws: the page is going away. */
  lay(departure: Departure): void;
  /** The page came back, or the conversation was deleted. */
  forget(id: string): void;
  /** Brings what an earlier page laid down to the storage; what cannot be saved stays here and rejects. */
  bringTo(storage: Pick<ConversationStorage, 'saveTurn'>): Promise<void>;
}

const prefix = 'echokit.departing.';

/** As much of the shape as saving relies on; our own page wrote it, of this version or an older one. */
const departureSchema = v.object({
  id: v.string(),
  startedAt: v.number(),
  turns: v.array(
    v.looseObject({
      id: v.number(),
      status: v.string(),
      user: v.looseObject({ text: v.string() }),
      reply: v.looseObject({ text: v.string(), heard: v.number() }),
    }),
  ),
});

function read(text: string | null): Departure | undefined {
  try {
    const parsed = v.safeParse(departureSchema, JSON.parse(text ?? 'null'));
    return parsed.success ? (parsed.output as unknown as Departure) : undefined;
  } catch {
    return undefined; // not JSON: nothing of ours
  }
}

/** @param store `localStorage`, or one like it */
export function createDepartingTurns(store: Storage): DepartingTurns {
  return {
    lay(departure) {
      try {
        store.setItem(prefix + departure.id, JSON.stringify(departure));
      } catch {
        // Full or forbidden: the database, which was asked as well, is all there is.
      }
    },
    forget: (id) => store.removeItem(prefix + id),
    async bringTo(storage) {
      const keys = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');
      for (const key of keys.filter((name) => name.startsWith(prefix))) {
        const departure = read(store.getItem(key));
        for (const turn of departure?.turns ?? []) await storage.saveTurn(departure!, turn);
        store.removeItem(key);
      }
    },
  };
}
