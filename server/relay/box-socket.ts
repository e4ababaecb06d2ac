/** One accepted connection of a box, as the relay's hub sees it. */
export interface BoxSocket {
  /** The path's last segment, decoded. */
  readonly id: string;
  /** As the box sent it, without the `?`. */
  readonly query: string;
  /** Binary for bytes, text for strings. Never waits: what the box does not read piles up in {@link bufferedBytes}. */
  send(payload: Uint8Array | string): void;
  /** Sent and not yet taken by the network. */
  readonly bufferedBytes: number;
  /** Reads no further until {@link resume}: the sender feels it as back-pressure. */
  pause(): void;
  resume(): void;
  /** Sends a Close frame, and cuts the line if none comes back. */
  close(code: number, reason: string): void;
  /** Set once by the owner, before the next tick. */
  onFrame: (payload: Uint8Array | string) => void;
  /** Once, whoever closed it. 1006 for a line that broke, 1011 for a ping that was not answered. */
  onClose: (code: number, reason: string) => void;
}
