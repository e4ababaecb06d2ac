/**
 * What is sent to Realtime servers: one set of events per dialect, each holding only what that dialect understands.
 * For EchoKit this is a matter of life: an event it does not know ends its read loop and closes the socket.
 * Source: sheet `realtime.md` 2 to 5.
 */
import type { Millis } from '../units.ts';
import { encodePcmText } from './base64.ts';
import type { Dialect } from './dialect.ts';
import type { ItemId, ResponseId } from './server-event.ts';
import { sessionFor, type RealtimeSettings } from './session-settings.ts';

interface UpdateSession {
  readonly type: 'session.update';
  readonly eventId: string;
  readonly settings: RealtimeSettings;
}
/** 20 to 100 ms at 24 kHz. */
interface AppendAudio {
  readonly type: 'input_audio_buffer.append';
  readonly pcm: Int16Array;
}
interface CommitAudio {
  readonly type: 'input_audio_buffer.commit';
}
interface ClearAudio {
  readonly type: 'input_audio_buffer.clear';
}
/** A message of text. */
interface CreateItem {
  readonly type: 'conversation.item.create';
  readonly role: 'user' | 'system';
  readonly text: string;
}
interface TruncateItem {
  readonly type: 'conversation.item.truncate';
  readonly item: ItemId;
  readonly content: number;
  /** Whole; never more than the audio that came. */
  readonly audioEndMs: Millis;
}
interface CreateResponse {
  readonly type: 'response.create';
  /** Comes back in the error, if there is one. */
  readonly eventId: string;
}
interface CancelResponse {
  readonly type: 'response.cancel';
  readonly response?: ResponseId;
}

type CommonEvent = UpdateSession | AppendAudio | CreateItem | CreateResponse | CancelResponse;
type OpenAiEvent = CommonEvent | CommitAudio | ClearAudio | TruncateItem;
/** No commit (it ends no turn), no clear (unknown there), no truncate (no effect, no answer). */
export type HuggingFaceEvent = CommonEvent;
/** No truncate: parsed, and thrown away. */
export type EchoKitEvent = CommonEvent | CommitAudio | ClearAudio;

/** An event together with the dialect that it belongs to: no other pair can be written down. */
export type Outgoing =
  | { readonly dialect: 'openai'; readonly event: OpenAiEvent }
  | { readonly dialect: 'hugging-face'; readonly event: HuggingFaceEvent }
  | { readonly dialect: 'echokit'; readonly event: EchoKitEvent };

/** The text of one WebSocket message. */
export const encodeOutgoing = ({ dialect, event }: Outgoing): string => JSON.stringify(body(dialect, event));

function body(dialect: Dialect, event: Outgoing['event']): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'session.update':
      return { type: event.type, event_id: event.eventId, session: sessionFor(dialect, event.settings) };
    case 'input_audio_buffer.append':
      return { type: event.type, audio: encodePcmText(event.pcm) };
    case 'input_audio_buffer.commit':
    case 'input_audio_buffer.clear':
      return { type: event.type };
    case 'conversation.item.create':
      return {
        type: event.type,
        item: { type: 'message', role: event.role, content: [{ type: 'input_text', text: event.text }] },
      };
    case 'conversation.item.truncate':
      return {
        type: event.type,
        item_id: event.item,
        content_index: event.content,
        audio_end_ms: event.audioEndMs,
      };
    case 'response.create':
      return { type: event.type, event_id: event.eventId };
    case 'response.cancel':
      return {
        type: event.type,
        ...(event.response === undefined ? {} : { response_id: event.response }),
      };
  }
}
