/** What a conversation with an EchoKit server is told. Every event carries the wall instant at which it became true. */
import type { VoiceNow } from '../../turn/turn-event.ts';
import type { Millis, Samples } from '../../units.ts';
import type { ServerEvent } from '../server-event.ts';
import type { ReplyId, TurnId } from './session-effect.ts';
import type { WaitId } from './session-limits.ts';
import type { BoxSettings } from './session-settings.ts';

/** `link`: number of the socket, as its `dial` effect gave it; what a former one says matches nothing. */
export type BoxEvent = { readonly at: Millis } & (
  | {
      readonly type: 'begin';
      readonly firstTurn: TurnId;
      readonly greet: boolean;
      /** The server is to remember what was said before. */
      readonly resumed: boolean;
    }
  | { readonly type: 'end' }
  /** @see BoxSettings. `sameServer`: what was learnt of it holds. */
  | { readonly type: 'configure'; readonly settings: BoxSettings; readonly sameServer: boolean }
  | { readonly type: 'opened'; readonly link: number }
  /** `code` of the Close frame, 1006 without one. */
  | { readonly type: 'link-lost'; readonly link: number; readonly code: number }
  /** It was found out that dialling this server again is of no use. */
  | { readonly type: 'hopeless'; readonly link: number }
  | { readonly type: 'said'; readonly link: number; readonly said: ServerEvent }
  | { readonly type: 'waited'; readonly id: WaitId }
  /** One frame was judged. `end`: just past its last sample on the heard clock. `ducked`: the reflex lowered the reply. */
  | {
      readonly type: 'frame';
      readonly end: Samples;
      readonly voice: VoiceNow | null;
      readonly ducked: boolean;
    }
  /** Frames stopped coming. */
  | { readonly type: 'capture-lost' }
  | { readonly type: 'talk-pressed' }
  | { readonly type: 'talk-released' }
  | { readonly type: 'text-submitted'; readonly text: string }
  /** The person picked one of the choices. */
  | { readonly type: 'selected'; readonly index: number }
  | { readonly type: 'interrupt' }
  | { readonly type: 'mute'; readonly muted: boolean }
  | { readonly type: 'retry'; readonly turn: TurnId }
  /** The person wants a line that was given up to be dialled again. */
  | { readonly type: 'reconnect' }
  /** The first sample of the reply was rendered. */
  | { readonly type: 'reply-audible'; readonly reply: ReplyId }
  /** The last one was, after `end-reply`. */
  | { readonly type: 'reply-drained'; readonly reply: ReplyId }
  /** Answer to `stop-reply`: nothing of it is rendered any more; `heard` is the offset in its text up to which it was heard. */
  | { readonly type: 'playback-stopped'; readonly reply: ReplyId; readonly heard: number }
  /** The player has the reply and does not play it. */
  | {
      readonly type: 'reply-unheard';
      readonly reply: ReplyId;
      readonly code: 'player-silent' | 'player-lost';
    }
);

export type EventOf<Type extends BoxEvent['type']> = Extract<BoxEvent, { readonly type: Type }>;
