/** What the inspector lists: frames, and what happened to the sockets that carried them. Plain data. */
import type { RelayFact } from '../../../workers/relay-api.ts';

export type FrameFact = Extract<RelayFact, { readonly kind: 'frame' }>;
type OtherFact = Exclude<RelayFact, FrameFact>;

export interface FrameEntry extends FrameFact {
  readonly key: number;
  /** On the wire, WebSocket's own not counted. */
  readonly bytes: number;
  /** Name on the wire, `PCM` for what the microphone hears, `?` for what cannot be read. */
  readonly event: string;
  /** Words in it: a transcript, a subtitle, what was typed. */
  readonly text: string;
  /** Why it cannot be read, for the log: an English sentence. */
  readonly problem?: string;
}

/** One row of the table. `key` grows and is never used again. */
export type LogEntry = FrameEntry | (OtherFact & { readonly key: number });
