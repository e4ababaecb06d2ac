/**
 * Types only: what the page may ask of conversation.worker (comlink) and what it hears back (one event callback). The
 * page draws; it is never in the audio path and never decides about a turn.
 */
import type { Profile } from '../core/profile/profile.ts';
import type { TurnTrace } from '../core/trace/turn-trace.ts';
import type { Hertz, Millis, Samples } from '../core/units.ts';
import type { WorkerMark } from './vad-api.ts';

export interface CompanionAccess {
  /** Origin of the companion, which is the page's own. */
  readonly origin: string;
  /** Sent as `x-echokit-session`. */
  readonly session: string;
}

export interface ConversationConfig {
  readonly profile: Profile;
  /** By origin of the service. Never stored or logged by the worker. */
  readonly keys: Readonly<Record<string, string>>;
  /** Absent when the app is hosted as plain files. */
  readonly companion?: CompanionAccess;
  /** Under which an EchoKit server knows this tab: 12 hex digits that survive a reload. The worker makes one up without. */
  readonly boxId?: string;
  readonly debug: boolean;
}

/** What the lens shows. */
export type TalkPhase =
  | 'idle' /** not listening */
  | 'listening'
  | 'hearing' /** the user speaks */
  | 'pausing' /** short silence, the turn may go on */
  | 'thinking' /** the turn is over, nothing is audible yet */
  | 'speaking'
  | 'interrupted' /** voice over the reply: ducked or paused, undecided */
  | 'trouble'; /** the last turn failed and can be retried */

/** One piece of a reply, as split for synthesis. Offsets are UTF-16 positions in the whole reply text. */
export interface PieceView {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly state: 'waiting' | 'synthesising' | 'ready' | 'playing' | 'played' | 'silent' | 'failed';
}

/**
 * Failures that the conversation finds out itself; all others come from engines. `timed-out`: a service did not answer,
 * or stopped (`details.waitedMs`). `player-silent`: the playback context has the sound and stands still.
 * `player-lost`: it was made anew before the reply was heard.
 */
export type ConversationFailureCode = 'timed-out' | 'player-silent' | 'player-lost';

export interface TurnFailure {
  readonly stage: 'asr' | 'llm' | 'tts' | 'microphone';
  /** An `EngineErrorCode` or a {@link ConversationFailureCode}. */
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly retryable: boolean;
}

export interface TurnView {
  readonly id: number;
  readonly source: 'voice' | 'text' | 'greeting';
  readonly status:
    'open' | 'thinking' | 'speaking' | 'done' | 'interrupted' | 'cancelled' | 'failed' | 'dropped';
  /** Wall instant of the turn's beginning. */
  readonly startedAt: Millis;
  readonly user: {
    readonly text: string;
    /** Still being recognised. */
    readonly partial: boolean;
    /** Span on the heard clock, with pre-roll; absent for typed turns. */
    readonly audio?: { readonly start: Samples; readonly end: Samples };
    /** Why it was no turn: a `DropReason` of the hallucination gate, or `short-press` (the key was only tapped). */
    readonly droppedBecause?: string;
  };
  readonly reply: {
    readonly text: string;
    readonly complete: boolean;
    readonly pieces: readonly PieceView[];
    /** Offset in `text` up to which it was heard; grows word by word. */
    readonly heard: number;
  };
  readonly trace: TurnTrace;
  readonly failure?: TurnFailure;
}

/** One judged frame for the timeline. */
export interface FrameView {
  readonly start: Samples;
  readonly probability: number;
  readonly levelDb: number;
  /** Smallest and largest sample, for the waveform. */
  readonly min: number;
  readonly max: number;
}

export interface SegmentView {
  readonly turn: number;
  readonly start: Samples;
  readonly end: Samples;
  readonly kind: 'speech' | 'misfire';
}

export interface Counters {
  readonly framesHeard: number;
  readonly framesDropped: number;
  readonly underruns: number;
  readonly cushionMs: Millis;
  readonly speculationsDiscarded: number;
}

/** Of the line to a server that answers in place of our engines. */
export interface LinkView {
  /** `waiting`: until it is dialled again. `asking`: it is not dialled any more until the person says `reconnect`. */
  readonly state: 'closed' | 'connecting' | 'open' | 'waiting' | 'asking';
  /** Of `waiting`: wall instant of the next attempt. */
  readonly retryAt?: Millis;
}

/** What a person should know of a server, beside the turns. */
export interface NoticeView {
  /** Its words are in the `messages.*` of the server's kind: for EchoKit `core/echokit/box-session/`. */
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly at: Millis;
}

/** What a server asks the person to pick one of. */
export interface ChoicesView {
  readonly turn: number;
  readonly message: string;
  readonly items: readonly string[];
}

/** One recording that a server holds; pages may open its address, not read it. */
export interface RecordingView {
  readonly name: string;
  readonly url: string;
}

/** The mouth that goes with the sound: 0 closed, 1 to 5 A E I O U. */
export type MouthShape = 0 | 1 | 2 | 3 | 4 | 5;

export type ConversationEvent =
  | { readonly type: 'phase'; readonly phase: TalkPhase; readonly at: Millis }
  | { readonly type: 'turn'; readonly turn: TurnView }
  /** Several frames at once, a few times a second. */
  | { readonly type: 'frames'; readonly frames: readonly FrameView[] }
  | { readonly type: 'segment'; readonly segment: SegmentView }
  /** Loudness of what is played, for the lens. */
  | { readonly type: 'reply-level'; readonly levelDb: number }
  | { readonly type: 'counters'; readonly counters: Counters }
  /** Recorded audio of a finished turn, 16-bit mono, for keeping. */
  | {
      readonly type: 'audio';
      readonly turn: number;
      readonly side: 'user' | 'assistant';
      readonly sampleRate: Hertz;
      readonly pcm: Int16Array;
    }
  | { readonly type: 'link'; readonly link: LinkView; readonly at: Millis }
  | { readonly type: 'notice'; readonly notice: NoticeView }
  /** To be answered by `select`; null when they are not asked any more. */
  | { readonly type: 'choices'; readonly choices: ChoicesView | null }
  /** A server shows something without saying it. `turn` is null where nobody's turn it is. */
  | {
      readonly type: 'display-text';
      readonly turn: number | null;
      readonly text: string;
      readonly at: Millis;
    }
  /** A server's status line. */
  | { readonly type: 'action'; readonly text: string; readonly at: Millis }
  /** Told when the sound that it belongs to is heard, and 0 when it falls silent. */
  | { readonly type: 'mouth-shape'; readonly shape: MouthShape; readonly at: Millis }
  /** What a server holds of this tab, newest first: told when a recording begins and ends, where that can be asked. */
  | { readonly type: 'recordings'; readonly recordings: readonly RecordingView[] }
  /** Who finds the ends of turns with this server, for its settings: learnt by asking it, or from what it did. */
  | { readonly type: 'turn-end-learned'; readonly url: string; readonly turnEnd: 'server' | 'submit' }
  /** VAD events and turn machine transitions; only with debug. */
  | { readonly type: 'debug'; readonly name: string; readonly at: Millis; readonly detail: unknown }
  | WorkerMark;

/** A turn of an earlier conversation that goes on: what the model is told happened. */
export interface PastTurn {
  readonly user: string;
  /** Cut to what was heard. */
  readonly assistant: string;
}

export interface ConversationApi {
  /**
   * Lines to the ears and to a player, in place of those there were: the first call comes before anything is said.
   * @param playbackRate of the player's context; synthesised chunks are resampled to it in the worker
   */
  connect(
    heard: MessagePort,
    player: MessagePort,
    playbackRate: Hertz,
    onEvent: (event: ConversationEvent) => void,
  ): void;
  /** Takes effect at once; a reply that is being made goes on with the engines it began with. */
  configure(config: ConversationConfig): void;
  /** Engines that need the page (SpeechRecognition, Prompt API, speechSynthesis) are reached through this port. */
  connectPageEngines(port: MessagePort): void;
  begin(past: readonly PastTurn[], options: { readonly greet: boolean; readonly firstTurnId: number }): void;
  /** Stops listening and speaking; what was said is kept. */
  end(): void;
  sendText(text: string): void;
  /** Push-to-talk or a tap on the lens: the turn is over now / begins now. */
  pressTalk(): void;
  releaseTalk(): void;
  setMuted(muted: boolean): void;
  /** Esc: stop the reply, or give up the open turn. */
  interrupt(): void;
  /**
   * Sends a failed turn again, from the stage that failed, with the audio that was kept.
   * @returns whether it did: not while the user has the floor
   */
  retry(turn: number): boolean;
  /** The answer to choices that a server offered: a place in their list. */
  select(index: number): void;
  /** The answer to a line that is `asking`: dial again. */
  reconnect(): void;
}
