/** What the session wants done: data, performed in order by its driver. */
import type { SocketId } from '../../relay/relay-message.ts';
import type { TurnInstant } from '../../trace/turn-trace.ts';
import type { AttemptId, HeardSpan, TurnId } from '../../turn/turn-state.ts';
import type { Millis, Samples } from '../../units.ts';
import type { ServerEvent } from '../server-event.ts';
import type { HeardPiece } from './playback-estimate.ts';
import type { ReplyStage } from './session-event.ts';

/** `interrupted`: cut off while it was answered. `cancelled`: overtaken before. `dropped`: nothing was said. */
export type ServerTurnOutcome = 'done' | 'interrupted' | 'cancelled' | 'failed' | 'dropped';

/** `firstSample` and `replyEnded` by our estimate of the box's playing. */
export type NotedInstant = Extract<
  TurnInstant,
  'softEnd' | 'hardEnd' | 'released' | 'audioToPlayer' | 'firstSample' | 'replyEnded' | 'interruptedAt'
>;

interface OfTurn {
  readonly turn: TurnId;
}
interface OfAttempt extends OfTurn {
  readonly attempt: AttemptId;
}

export type ServerSessionEffect =
  | { readonly type: 'send'; readonly socket: SocketId; readonly event: ServerEvent }
  /** The greeting clip, if there is one. */
  | { readonly type: 'greet'; readonly socket: SocketId }
  /** The conversation begins anew. */
  | { readonly type: 'reset-history' }
  /** An utterance begins here on the heard clock: frames are to be judged, by a detector that remembers nothing. */
  | { readonly type: 'begin-hearing'; readonly from: Samples }
  /** Sound is of no interest any more. */
  | { readonly type: 'end-hearing' }
  | (OfTurn & { readonly type: 'open-turn'; readonly source: 'voice' | 'text'; readonly text: string })
  | (OfAttempt & { readonly type: 'recognise'; readonly span: HeardSpan })
  /** What the user said so far. */
  | (OfTurn & { readonly type: 'show-user'; readonly text: string })
  /** The text enters the conversation. */
  | (OfTurn & { readonly type: 'commit-utterance'; readonly text: string })
  /** Ask the model and have the answer spoken. */
  | (OfAttempt & { readonly type: 'begin-reply'; readonly text: string })
  /** Have it said that something went wrong. */
  | (OfAttempt & { readonly type: 'begin-apology'; readonly stage: ReplyStage })
  /** Aborts every call of the attempt; nothing of it is told any more. */
  | { readonly type: 'cancel'; readonly attempt: AttemptId }
  /** How much of the answer the box has played, as well as can be told. */
  | (OfTurn & { readonly type: 'set-heard'; readonly pieces: readonly HeardPiece[] })
  | (OfTurn & { readonly type: 'note'; readonly instant: NotedInstant; readonly at: Millis })
  /** Once; and again as `interrupted` where the box falls silent before it has played an answer that was done. */
  | (OfTurn & {
      readonly type: 'close-turn';
      readonly outcome: ServerTurnOutcome;
      /** Of a dropped turn: why. */
      readonly because?: string;
    })
  /** Replaces the one before. */
  | { readonly type: 'wake'; readonly at: Millis };
