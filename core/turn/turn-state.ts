/** Who has the floor: the state of the turn machine. Plain data; each phase owns the fields it needs and no others. */
import type { Samples } from '../units.ts';

export type TurnId = number;
/**
 * One chain of recognition, reply and voice, made from one piece of audio or text. Numbers rise through the whole
 * conversation; the player knows a reply by its attempt. A result of an attempt nobody waits for matches nothing.
 */
export type AttemptId = number;

/** Stretch of the heard sample clock, end exclusive. */
export interface HeardSpan {
  readonly start: Samples;
  readonly end: Samples;
}

/** Work on a turn whose user has (perhaps) finished. */
export type Work =
  /** Nothing was begun: speculation is off, or it waits for a longer silence. */
  | { readonly stage: 'none' }
  | { readonly stage: 'recognising'; readonly attempt: AttemptId }
  /** `settled`: the text ends in final punctuation, so the turn may end early. */
  | {
      readonly stage: 'replying';
      readonly attempt: AttemptId;
      readonly text: string;
      readonly settled: boolean;
    }
  /** The recogniser heard no words, or none that can be trusted. */
  | { readonly stage: 'unheard'; readonly because: string }
  /** The reply is complete and holds nothing that could be heard. */
  | {
      readonly stage: 'silent';
      readonly attempt: AttemptId;
      readonly text: string;
      readonly settled: boolean;
    }
  | { readonly stage: 'failed'; readonly failed: FailedWork };

/** What a retry needs to know: where the work stopped, and what it was made from. */
export type FailedWork = { readonly stage: 'asr' } | { readonly stage: 'llm' | 'tts'; readonly text: string };

/** Work that goes on while nothing is audible yet. */
export type RunningWork = Extract<Work, { stage: 'recognising' | 'replying' }>;

/** Recognition of a sound over the reply, to learn whether it was more than an "mm-hm". */
export interface Fragment {
  readonly attempt: AttemptId;
  readonly span: HeardSpan;
}

export type Floor =
  | { readonly phase: 'idle' }
  | { readonly phase: 'listening' }
  /** Voice too short to be anybody's turn yet. `start` includes the pre-roll, here and everywhere below. */
  | { readonly phase: 'user-starting'; readonly start: Samples }
  | {
      readonly phase: 'user-speaking';
      readonly turn: TurnId;
      readonly start: Samples;
      /** Speculations of this turn thrown away so far. */
      readonly cancelled: number;
      /** What ends the turn: silence, letting go of the key, or the frame in which the key was let go. */
      readonly by: 'voice' | 'key' | 'release';
    }
  | {
      readonly phase: 'user-pausing';
      readonly turn: TurnId;
      readonly start: Samples;
      /** Where the audio ends that the work was made from. */
      readonly end: Samples;
      readonly cancelled: number;
      /** Frames of silence judged so far. */
      readonly silentFrames: number;
      readonly work: Work;
    }
  | {
      readonly phase: 'awaiting-reply';
      readonly turn: TurnId;
      /** What was recognised; null once the utterance is committed (typed, sent again), when it cannot grow any more. */
      readonly span: HeardSpan | null;
      /** Where the silence began that ended the turn. */
      readonly silentSince: Samples;
      readonly cancelled: number;
      readonly work: RunningWork;
    }
  /** Voice after the end of the turn and before the reply: it may go on. The reply is held. */
  | {
      readonly phase: 'maybe-extending';
      readonly turn: TurnId;
      readonly span: HeardSpan | null;
      readonly silentSince: Samples;
      readonly cancelled: number;
      readonly work: RunningWork;
      readonly start: Samples;
    }
  | {
      readonly phase: 'agent-speaking';
      readonly turn: TurnId;
      readonly attempt: AttemptId;
      /** A sound whose text came too late to wait for; words in it still interrupt. */
      readonly late: Fragment | null;
    }
  | {
      readonly phase: 'maybe-barge-in';
      readonly turn: TurnId;
      readonly attempt: AttemptId;
      readonly step: 'ducked' | 'paused';
      readonly start: Samples;
      /** Frames since the voice was last heard. */
      readonly quietFrames: number;
      /** The segment has been closed by the segmenter. */
      readonly over: boolean;
      readonly fragment: Fragment | null;
    };

/** A turn that can be sent again, from the stage that failed. */
interface FailedTurn {
  readonly turn: TurnId;
  readonly span: HeardSpan | null;
  readonly work: FailedWork;
}

/** A recognition whose turn was overtaken: its text still enters the conversation, without a reply of its own. */
interface Trailing {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  readonly span: HeardSpan;
}

export interface TurnState {
  readonly nextTurn: TurnId;
  readonly nextAttempt: AttemptId;
  readonly muted: boolean;
  /** Just past the last frame judged. */
  readonly heard: Samples;
  readonly floor: Floor;
  /** The newest last; at most {@link keptFailures}. */
  readonly failed: readonly FailedTurn[];
  readonly trailing: readonly Trailing[];
}

/** More than anyone will go back to; each keeps its audio alive. */
export const keptFailures = 8;

export const initialTurnState = (firstTurn: TurnId): TurnState => ({
  nextTurn: firstTurn,
  nextAttempt: 1,
  muted: false,
  heard: 0,
  floor: { phase: 'idle' },
  failed: [],
  trailing: [],
});
