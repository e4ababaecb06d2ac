/**
 * What Realtime servers say, in one model for all dialects. `parse-server-event.ts` makes it of their texts; names of
 * GA and of the old beta mean the same here. Source: sheet `realtime.md` 3, 4 and 5.
 */
import type { ServiceMessage } from '../engine-wire/service-message.ts';
import type { Millis } from '../units.ts';
import type { SessionShape } from './dialect.ts';

/** Server-made ids. Where a server leaves one out it is the empty string, except for the ids that events are keyed by. */
export type ItemId = string;
export type ResponseId = string;

export interface FunctionCall {
  readonly callId: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

export type ResponseStatus = 'completed' | 'cancelled' | 'failed' | 'incomplete';

interface OfItem {
  readonly item: ItemId;
}

interface OfResponse {
  readonly response: ResponseId;
}

/** A content part of an item of a response. */
interface OfPart extends OfItem, OfResponse {
  readonly content: number;
}

export type ServerEvent =
  | { readonly type: 'session-created'; readonly shape: SessionShape }
  | { readonly type: 'session-updated' }
  /** `causedBy`: our event at fault, by its event id. */
  | { readonly type: 'error'; readonly error: ServiceMessage; readonly causedBy?: string }
  | (OfItem & { readonly type: 'speech-started' })
  | (OfItem & { readonly type: 'speech-stopped' })
  | (OfItem & { readonly type: 'committed'; readonly after?: ItemId })
  /** `after`: the item before it in the conversation. */
  | (OfItem & { readonly type: 'item-added'; readonly role: string; readonly after?: ItemId })
  | (OfItem & { readonly type: 'truncated'; readonly audioEndMs: Millis })
  | (OfItem & { readonly type: 'transcription-delta'; readonly delta: string })
  | (OfItem & { readonly type: 'transcription-completed'; readonly transcript: string })
  | (OfItem & { readonly type: 'transcription-failed'; readonly error: ServiceMessage })
  | (OfResponse & { readonly type: 'response-created' })
  | (OfResponse & {
      readonly type: 'response-done';
      readonly status: ResponseStatus;
      /** `turn_detected`, `client_cancelled`, `max_output_tokens`, `content_filter`. */
      readonly reason?: string;
      readonly error?: ServiceMessage;
      readonly calls: readonly FunctionCall[];
    })
  /** Words of the reply: those of its text, or the transcript of its audio. */
  | (OfPart & { readonly type: 'reply-text-delta'; readonly delta: string })
  | (OfPart & { readonly type: 'reply-text-done'; readonly text: string })
  /** Mono, 24 kHz. */
  | (OfPart & { readonly type: 'reply-audio-delta'; readonly pcm: Int16Array })
  | (OfResponse & { readonly type: 'function-call'; readonly call: FunctionCall })
  /** EchoKit's answer to a cancel. */
  | { readonly type: 'conversation-interrupted' }
  /** Known, and nothing we act on. */
  | { readonly type: 'ignored'; readonly name: string }
  /** A name nobody told us of, or a known one without the fields it needs. */
  | { readonly type: 'unknown'; readonly name: string };
