/**
 * A line on which a tab and whoever holds boxes' sockets exchange the messages of `core/relay`: a WebSocket to the
 * companion, boxes simulated in the page, or a test's script.
 */
import type { CompanionMessage, TabMessage } from '../../core/relay/relay-message.ts';

export interface TransportEvents {
  /** Messages can be sent. */
  readonly onOpen: () => void;
  readonly onMessage: (message: CompanionMessage) => void;
  /** Once; nothing comes after it. `code` and `reason` as of a WebSocket. */
  readonly onClose: (code: number, reason: string) => void;
}

export interface RelayTransport {
  /** Only between `onOpen` and `onClose`; never waits. */
  send(message: TabMessage): void;
  /** `onClose` is not called any more. */
  close(): void;
}
