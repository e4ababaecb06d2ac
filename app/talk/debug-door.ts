/**
 * `window.__echokit`, only with `?debug=1`: what the workers tell, for tests and the curious. One can look and listen
 * here and change nothing. Documented in CONTRIBUTING.md.
 */
import type { ConversationEvent } from '../../workers/conversation-api.ts';

export interface EchoKitDebug {
  /**
   * Everything told since the page opened, oldest first; the newest 20,000. By `type`: `debug` (VAD events and turns
   * passing from phase to phase), `phase`, `turn` (its whole view, trace included), `mark` (bench marks of every
   * thread), `counters` (dropped frames, underruns), `frames`, `segment`, `reply-level`, `audio`. A copy each time.
   */
  readonly events: readonly ConversationEvent[];
  /**
   * Hears every event from now on.
   * @returns how to stop listening
   */
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
      events.push(Object.freeze(event));
      if (events.length > keptEvents) events.splice(0, events.length - keptEvents);
      for (const listener of listeners) listener(event);
    },
  };
}
