/** What a Realtime session is told. */
import type { Samples } from '../units.ts';
import type { ItemId, ResponseId, ServerEvent } from './server-event.ts';
import type { TimerName } from './session-limits.ts';

/** How much of one content part of a reply was heard, at 24 kHz. */
export interface PlayedPart {
  readonly item: ItemId;
  readonly content: number;
  readonly samples: Samples;
}

/** `link`: number of the connection, as its `connect` effect gave it; what a former one says matches nothing. */
export type SessionEvent =
  | { readonly type: 'begin' }
  | { readonly type: 'end' }
  | { readonly type: 'link-lost'; readonly link: number }
  | { readonly type: 'server-said'; readonly link: number; readonly said: ServerEvent }
  | { readonly type: 'timer-fired'; readonly timer: TimerName }
  /** Microphone, mono at 24 kHz, all the time. */
  | { readonly type: 'heard'; readonly pcm: Int16Array }
  /** Our detector; it says nothing where the server takes the turns. `preRoll`: sound from before, at 24 kHz. */
  | { readonly type: 'voice-started'; readonly preRoll: Int16Array }
  | { readonly type: 'voice-stopped' }
  /** What had started was no speech. */
  | { readonly type: 'voice-dropped' }
  /** The person wants the turn to be over now. */
  | { readonly type: 'end-turn' }
  | { readonly type: 'text-submitted'; readonly text: string }
  /** The person wants silence. */
  | { readonly type: 'interrupt' }
  /** Answer to `stop-playback`: no sample of the reply is rendered any more, and this much of it was. */
  | {
      readonly type: 'playback-stopped';
      readonly response: ResponseId;
      readonly played: readonly PlayedPart[];
    }
  /** Everything of a reply was rendered, after its `end-reply`. */
  | { readonly type: 'reply-drained'; readonly response: ResponseId };
