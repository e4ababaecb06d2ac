/**
 * What companions tell each other: subjects, each an ordered stream of messages. In one process by default; several
 * companions share one by NATS. One contract suite runs against both.
 */
export interface Bus {
  /**
   * Fire and forget, as in NATS: who is not subscribed does not hear it, and nobody hears what came from itself. Order
   * is kept per subject and sender. The payload is not changed afterwards, by either side; at most {@link busPayload}.
   */
  publish(subject: string, payload: Uint8Array): void;
  /**
   * @param subject tokens of `[A-Za-z0-9_-]` joined by dots; a last token `>` stands for one or more of any
   * @returns ends the subscription
   */
  subscribe(subject: string, hear: (payload: Uint8Array, subject: string) => void): () => void;
  /** Resolves when all that was published before has left, and subscriptions made before hear what comes. */
  flush(): Promise<void>;
  /** Tells of links lost and found again; messages in between are lost. In one process never called. */
  onLink(hear: (state: 'lost' | 'found') => void): () => void;
  /** Nothing is published or heard any more. */
  close(): Promise<void>;
}

/** Bytes of one message. */
export const busPayload = 16_777_216;
