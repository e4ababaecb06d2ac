/**
 * The box's end of a socket to its server. `memory-link.ts` makes one without a network, `node/ws-link.ts` a WebSocket;
 * both pass the same contract.
 */
export interface BoxLinkHandlers {
  /** @param extensions what the server accepted of `Sec-WebSocket-Extensions`; empty as it should be */
  readonly onOpen: (extensions: string) => void;
  readonly onMessage: (payload: string | Uint8Array) => void;
  /** A ping of the WebSocket, to be answered by {@link BoxLink.pong}. */
  readonly onPing: (payload: Uint8Array) => void;
  /** Once, and nothing after it; also where it could not be opened. 1006 without a Close frame. */
  readonly onClose: (code: number, reason: string) => void;
}

export interface BoxLink {
  /** Text for strings. Never waits: what the server does not take piles up. Nothing happens after the end. */
  send(payload: string | Uint8Array): void;
  pong(payload: Uint8Array): void;
  /** Sent and not yet taken by the network. */
  readonly bufferedBytes: number;
  /** Reads no further: the server feels it as back-pressure. A few messages may still come. */
  pause(): void;
  resume(): void;
  /** With a Close frame; `onClose` comes when the server answers it. */
  close(): void;
  /** Without one: the server sees 1006. No handler is called any more. */
  drop(): void;
}

/** Never throws: what cannot be opened is closed. */
export type DialBox = (url: string, handlers: BoxLinkHandlers) => BoxLink;
