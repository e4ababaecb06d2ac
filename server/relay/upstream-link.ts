/** A box's line to the server it is passed through to, as the relay's hub sees it. */
import type { Millis } from '../../core/units.ts';

export interface UpstreamRequest {
  /** `ws(s)://host[:port]/path`; `/{id}?{query}` is appended. */
  readonly url: string;
  readonly id: string;
  /** The box's own, without the `?`. Redialled with `reconnect=true` in it. */
  readonly query: string;
  readonly onOpen: () => void;
  /** Bytes for a binary message, a string for text. The bytes are the hub's to keep. */
  readonly onFrame: (payload: Uint8Array | string) => void;
  /** The line broke, or could not be made; `onRetry` follows unless it was closed meanwhile. */
  readonly onLost: (reason: string) => void;
  /** It is dialled again at this wall instant. */
  readonly onRetry: (at: Millis) => void;
}

/** Redialled with back-off until it is closed. None of the callbacks comes before `openUpstream` has returned, or after `close`. */
export interface UpstreamLink {
  /** Nothing is kept while the line is down: what is sent then is lost. */
  send(payload: Uint8Array | string): void;
  close(): void;
  /** Sent and not yet taken by the network. */
  readonly bufferedBytes: number;
  /** Reads no further until {@link resume}. */
  pause(): void;
  resume(): void;
}

export type OpenUpstream = (request: UpstreamRequest) => UpstreamLink;
