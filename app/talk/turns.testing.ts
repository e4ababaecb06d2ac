/** Turns for tests. */
import { emptyTrace } from '../../core/trace/turn-trace.ts';
import type { TurnView } from '../../workers/conversation-api.ts';

/** A spoken turn that went well, unless said otherwise. */
export function turnView(overrides: Partial<TurnView> = {}): TurnView {
  return {
    id: 1,
    source: 'voice',
    status: 'done',
    startedAt: 0,
    user: { text: 'Hello there.', partial: false },
    reply: { text: 'Hello. How are you?', complete: true, pieces: [], heard: 19 },
    trace: emptyTrace,
    ...overrides,
  };
}
