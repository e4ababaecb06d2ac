/** What the session is told. Every event carries the wall instant at which it became true. */
import type { SocketId } from '../../relay/relay-message.ts';
import type { Hearing, VoiceNow } from '../../turn/turn-event.ts';
import type { AttemptId } from '../../turn/turn-state.ts';
import type { Millis, Samples } from '../../units.ts';
import type { ClientCommand } from '../client-command.ts';
import type { ServerEvent } from '../server-event.ts';

/** Who failed, so that there is nothing to say. A voice that fails leaves text to be shown. */
export type ReplyStage = 'asr' | 'llm';

/** One piece of an answer, made for the box. */
export interface ReadyPiece {
  readonly index: number;
  /** Shown by the box while it plays. */
  readonly text: string;
  /** Its sound as the box wants it, chunk by chunk; none where it could not be spoken. */
  readonly chunks: readonly ServerEvent[];
  /** How long it plays. */
  readonly ms: Millis;
}

interface At {
  readonly at: Millis;
}
interface OnSocket extends At {
  readonly socket: SocketId;
}
interface OfAttempt extends At {
  readonly attempt: AttemptId;
}

export type ServerSessionEvent =
  /** The box has dialled. `query` as it sent it. */
  | (OnSocket & { readonly type: 'socket-opened'; readonly query: string })
  /**
   * A socket that somebody served before (this tab until it was reloaded, another tab): `hearing` where an utterance was
   * open, `owed` where the box waits for an answer that will not come.
   */
  | (OnSocket & {
      readonly type: 'socket-resumed';
      readonly query: string;
      readonly was: 'quiet' | 'hearing' | 'owed';
    })
  | (OnSocket & { readonly type: 'socket-closed' })
  | (OnSocket & { readonly type: 'command'; readonly command: ClientCommand })
  /** Sound has come, before any of it is judged. */
  | (OnSocket & { readonly type: 'sound' })
  /** One frame of the utterance was judged: the session's clock. */
  | (OnSocket & {
      readonly type: 'frame';
      /** Just past the frame's last sample. */
      readonly end: Samples;
      readonly voice: VoiceNow | null;
    })
  /** Text so far, of a recogniser that streams. */
  | (OfAttempt & { readonly type: 'partial'; readonly text: string })
  | (OfAttempt & { readonly type: 'transcribed'; readonly hearing: Hearing })
  | (OfAttempt & { readonly type: 'recognition-failed' })
  /** In order. A piece without chunks is shown, not spoken. */
  | (OfAttempt & { readonly type: 'piece-ready'; readonly piece: ReadyPiece })
  /** All pieces were told. */
  | (OfAttempt & { readonly type: 'reply-ended' })
  /** There will be nothing to say. */
  | (OfAttempt & { readonly type: 'reply-failed'; readonly stage: ReplyStage })
  /** The instant that `wake` asked for. */
  | (At & { readonly type: 'woke' })
  /** Somebody at the page typed for the box. */
  | (At & { readonly type: 'text-submitted'; readonly text: string })
  /** Somebody at the page wants it silent. */
  | (At & { readonly type: 'interrupt' })
  /** Somebody else answers from now on, or nobody. */
  | (At & { readonly type: 'dismissed' });
