/** A client as the dialects see it, and what a dialect is to the socket. */
import type { Millis } from '../../../core/units.ts';

export interface Peer {
  /** Sends one event; it gets its `event_id` here. */
  say(type: string, fields?: Readonly<Record<string, unknown>>): void;
  /** With a close frame. */
  close(code: number, reason: string): void;
  /** The line breaks, without a close frame. */
  drop(): void;
}

/** One client's conversation with one of the stand-ins. */
export interface RealtimeSession {
  /** A text message of the client. */
  receive(text: string): void;
  /** The client is gone: nothing is said any more. */
  end(): void;
}

/** Of an item, a response and the like: `item_3_7` is the seventh of the third client. */
export class Ids {
  readonly #client: number;
  #count = 0;

  constructor(client: number) {
    this.#client = client;
  }

  next(kind: string): string {
    this.#count += 1;
    return `${kind}_${this.#client}_${this.#count}`;
  }
}

export interface RealtimeFailure {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly param?: string;
}

/** `error` as all three dialects shape it. `event`: id of the client's event at fault. */
export function sayError(peer: Peer, failure: RealtimeFailure, event?: string): void {
  const { type, code = null, message, param = null } = failure;
  peer.say('error', { error: { type, code, message, param, event_id: event ?? null } });
}

/** Where in the client's sound something is. */
export const wholeMillis = (ms: Millis): number => Math.round(ms);
