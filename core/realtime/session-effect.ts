/** What a Realtime session wants done: data, performed in order by its driver. */
import type { ServiceMessage } from '../engine-wire/service-message.ts';
import type { Millis } from '../units.ts';
import type { Outgoing } from './client-event.ts';
import type { Dialect } from './dialect.ts';
import type { FunctionCall, ItemId, ResponseId } from './server-event.ts';
import type { TimerName } from './session-limits.ts';

export type TurnId = number;

/** `dropped`: nothing was said, or nothing answered. `cancelled`: overtaken before its reply. */
export type TurnOutcome = 'done' | 'interrupted' | 'cancelled' | 'failed' | 'dropped';

/** What a person should know; the words live with the page. */
export type Notice =
  /** The server speaks another dialect than was chosen; its own is used. */
  | { readonly code: 'dialect-changed'; readonly dialect: Dialect }
  | { readonly code: 'not-connected' }
  | { readonly code: 'connect-timeout' }
  | { readonly code: 'configure-timeout' }
  | { readonly code: 'link-lost' }
  /** Every attempt to connect failed. */
  | { readonly code: 'gave-up' }
  /** Connected anew: the server has forgotten the conversation. */
  | { readonly code: 'reconnected' }
  /** A Hugging Face server serves one client per pipeline slot, and all are taken. */
  | { readonly code: 'session-limit-reached'; readonly error: ServiceMessage }
  /** The server does not want this session: its settings, its key, its dialect. */
  | { readonly code: 'session-refused'; readonly error: ServiceMessage }
  | { readonly code: 'no-answer' }
  /** The reply came as text, its voice did not. */
  | { readonly code: 'no-audio' }
  | { readonly code: 'empty-reply' }
  /** The reply ends early: `max_output_tokens`, `content_filter`. */
  | { readonly code: 'reply-incomplete'; readonly reason: string }
  | { readonly code: 'reply-failed'; readonly error?: ServiceMessage }
  | { readonly code: 'transcription-failed'; readonly error: ServiceMessage }
  | { readonly code: 'server-error'; readonly error: ServiceMessage };

interface OfReply {
  readonly turn: TurnId;
  readonly response: ResponseId;
}

export type SessionEffect =
  | { readonly type: 'connect'; readonly link: number }
  | { readonly type: 'disconnect'; readonly link: number }
  | { readonly type: 'send'; readonly message: Outgoing }
  /** Replaces the timer of that name. */
  | { readonly type: 'start-timer'; readonly timer: TimerName; readonly ms: Millis }
  | { readonly type: 'stop-timer'; readonly timer: TimerName }
  /** Ready to talk. */
  | { readonly type: 'ready'; readonly dialect: Dialect }
  | {
      readonly type: 'open-turn';
      readonly turn: TurnId;
      readonly by: 'voice' | 'text' | 'server';
    }
  | { readonly type: 'close-turn'; readonly turn: TurnId; readonly outcome: TurnOutcome }
  /** What the user said so far; replaces what was shown for the item. `turn` is null where it is not known. */
  | {
      readonly type: 'show-user-text';
      readonly turn: TurnId | null;
      readonly item: ItemId;
      readonly text: string;
      readonly final: boolean;
    }
  /** There were no words after all. */
  | { readonly type: 'drop-user-text'; readonly item: ItemId }
  /** Place of a user item in the conversation: transcripts come in any order. */
  | { readonly type: 'place-item'; readonly item: ItemId; readonly after: ItemId }
  /** All words of the reply so far. */
  | (OfReply & { readonly type: 'show-reply-text'; readonly text: string })
  /** What the history keeps of the reply: the words that were heard. */
  | (OfReply & { readonly type: 'set-heard'; readonly text: string })
  | (OfReply & { readonly type: 'show-call'; readonly call: FunctionCall })
  /** Mono, 24 kHz, in order. */
  | (OfReply & {
      readonly type: 'play';
      readonly item: ItemId;
      readonly content: number;
      readonly pcm: Int16Array;
    })
  /** No more audio will come: play what there is, then say `reply-drained`. */
  | (OfReply & { readonly type: 'end-reply' })
  /** Silence now; throw away what waits, then say `playback-stopped`. */
  | (OfReply & { readonly type: 'stop-playback' })
  | { readonly type: 'tell'; readonly notice: Notice }
  /** For the log: an event that nobody told us of. */
  | { readonly type: 'note-unknown'; readonly name: string };
