/**
 * `window.__echokit`, only with `?debug=1`: a read-only stream of what the workers tell, for tests and the curious.
 * Documented in CONTRIBUTING.md.
 */
import type { ConversationEvent } from '../../workers/conversation-api.ts';

export interface EchoKitDebug {
  /** Everything told since the page opened, oldest first; bounded. */
  readonly events: readonly ConversationEvent[];
  /** @returns how to stop listening */
  subscribe(listener: (event: ConversationEvent) => void): () => void;
}

declare global {
  interface Window {
    readonly __echokit?: EchoKitDebug;
  }
}

export interface DebugDoor {
  tell(event: ConversationEvent): void;
}

const keptEvents = 20_000;

export function createDebugDoor(window: Window): DebugDoor {
  const events: ConversationEvent[] = [];
  const listeners = new Set<(event: ConversationEvent) => void>();
  const debug: EchoKitDebug = {
    get events() {
      return [...events];
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  Object.defineProperty(window, '__echokit', { value: Object.freeze(debug) });
  return {
    tell(event) {
      events.push(event);
      if (events.length > keptEvents) events.splice(0, events.length - keptEvents);
      for (const listener of listeners) listener(event);
    },
  };
}
