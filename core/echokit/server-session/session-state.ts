/** What a server knows of one box's conversation. Plain data; changed by `session.ts` only. */
import type { SocketId } from '../../relay/relay-message.ts';
import type { AttemptId, HeardSpan, TurnId } from '../../turn/turn-state.ts';
import type { Hearing } from '../../turn/turn-event.ts';
import type { Millis, Samples } from '../../units.ts';
import type { ConnectionQuery } from '../connection-query.ts';
import type { PlaybackEstimate } from './playback-estimate.ts';
import type { ReadyPiece, ReplyStage } from './session-event.ts';

/** The box's present socket. */
export interface Line {
  readonly socket: SocketId;
  readonly query: ConnectionQuery;
}

/** A recognition of the utterance so far. */
export interface Recognition {
  readonly attempt: AttemptId;
  readonly span: HeardSpan;
  /** Speech came after its span: it can be shown, and is not the utterance. */
  readonly isStale: boolean;
  /** Null while it is under way. */
  readonly result: Hearing | null;
}

/** The box sends what it hears. */
export interface HearingPhase {
  readonly kind: 'hearing';
  /** Where the utterance begins on the heard clock. */
  readonly from: Samples;
  /** Just past the last judged sample. */
  readonly end: Samples;
  /** Null while nothing was heard that surely is speech. */
  readonly speech: { readonly turn: TurnId; readonly start: Samples } | null;
  /** A confirmed segment is open. */
  readonly isVoiceOpen: boolean;
  /** No voice at all since. */
  readonly quietFrom: Samples;
  readonly recognition: Recognition | null;
  /** Recognitions that were overtaken by more speech. */
  readonly overtaken: number;
  /** When the last silence was long enough to look ahead. */
  readonly softEndAt: Millis | null;
  /** What the box was last shown of its words, and how far it had been heard then. */
  readonly shownText: string;
  readonly shownAt: Samples;
}

interface RecognisingPhase {
  readonly kind: 'recognising';
  readonly turn: TurnId;
  readonly attempt: AttemptId;
}

interface AnsweringPhase {
  readonly kind: 'answering';
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  /** What went wrong, where the answer is an apology for it. */
  readonly apologyFor: ReplyStage | null;
  /** Pieces that are made and would pile up in the box. */
  readonly waiting: readonly ReadyPiece[];
  /** There will be no more pieces. */
  readonly isComplete: boolean;
  readonly sounded: boolean;
  readonly failed: boolean;
}

export type SessionPhase = { readonly kind: 'quiet' } | HearingPhase | RecognisingPhase | AnsweringPhase;

export interface ServerSessionState {
  readonly line: Line | null;
  readonly phase: SessionPhase;
  readonly nextTurn: TurnId;
  readonly nextAttempt: AttemptId;
  /** Just past the last judged sample: utterances begin where the one before ended. */
  readonly heard: Samples;
  /** What the box was sent of the last answer, and when it will have played it. */
  readonly playback: PlaybackEstimate | null;
}

/** @param nextTurn turns of an earlier life of this conversation have lower numbers */
export const initialServerSession = (nextTurn: TurnId = 1): ServerSessionState => ({
  line: null,
  phase: { kind: 'quiet' },
  nextTurn,
  nextAttempt: 1,
  heard: 0,
  playback: null,
});
