/** The state of a conversation with an EchoKit server. Plain data; each phase owns the fields it needs and no others. */
import type { HeardSpan } from '../../turn/turn-state.ts';
import type { Millis, Samples } from '../../units.ts';
import type { ServerEvent } from '../server-event.ts';
import type { ReplyId, TurnId } from './session-effect.ts';
import type { WaitId } from './session-limits.ts';
import type { BoxSettings, TurnEnd } from './session-settings.ts';

export type Link =
  | { readonly phase: 'closed' }
  /** Until the next attempt. */
  | { readonly phase: 'waiting'; readonly retryAt: Millis }
  /** Until the person says so. */
  | { readonly phase: 'asking' }
  | { readonly phase: 'dialling'; readonly turnEnd: TurnEnd; readonly probing: boolean }
  | {
      readonly phase: 'open';
      /** As it was dialled. */
      readonly turnEnd: TurnEnd;
      /** The server is being asked how turns end: nothing else is sent. */
      readonly probing: boolean;
      /** When an EndResponse came that nothing explains; null after anything else. */
      readonly brokeOffAt: Millis | null;
    };

/** What the server does with us, as far as we know. */
export type ServerWork = 'idle' | 'hearing' | 'answering';

/** One spoken segment. `sounded`: audio came. `open`: more may come. */
export interface ReplyPiece {
  readonly text: string;
  readonly sounded: boolean;
  readonly open: boolean;
}

export interface Reply {
  readonly id: ReplyId;
  readonly pieces: readonly ReplyPiece[];
  /** Everything has come that will. */
  readonly complete: boolean;
  /** The first sample was rendered. */
  readonly audible: boolean;
  readonly greeting: boolean;
}

/** Somebody may be speaking over the reply. */
export interface Doubt {
  readonly step: 'ducked' | 'paused';
  /** Frames since the voice was last heard. */
  readonly quietFrames: number;
}

/** What is still to be sent for a turn once there is a line that can take it. */
export type Ask =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'audio'; readonly span: HeardSpan };

export type Floor =
  | { readonly phase: 'quiet' }
  /** The utterance grows. */
  | {
      readonly phase: 'user-speaking';
      readonly turn: TurnId;
      readonly start: Samples;
      /** Everything before it is on its way; nothing is while `begun` is false. */
      readonly sent: Samples;
      /** StartChat was sent. */
      readonly begun: boolean;
      /** `release`: the key was let go, and the frame that is being captured is the last one. */
      readonly by: 'voice' | 'key' | 'release';
      /** A voice was heard in it. Until then a server that finds the ends is told of nothing: it would end it at once. */
      readonly voiced: boolean;
      /** By our own detector: a short pause, or the end of the voice. */
      readonly silence: 'none' | 'pause' | 'over';
    }
  /** Nothing of the answer has come. */
  | {
      readonly phase: 'awaiting-reply';
      readonly turn: TurnId;
      readonly ask: Ask;
      /** Of a spoken turn. */
      readonly span: HeardSpan | null;
      /** What was understood, or typed. */
      readonly text: string;
      /** Something was shown in answer. */
      readonly answered: boolean;
    }
  | {
      readonly phase: 'replying';
      readonly turn: TurnId;
      readonly reply: Reply;
      readonly doubt: Doubt | null;
      readonly span: HeardSpan | null;
      readonly text: string;
    };

/** A turn that can be sent again, from its words or its audio. */
interface FailedTurn {
  readonly turn: TurnId;
  readonly text: string;
  readonly span: HeardSpan | null;
}

/** A reply that was stopped, and whose playhead is still to be told. */
interface Cut {
  readonly turn: TurnId;
  readonly reply: Reply;
}

export interface BoxState {
  readonly settings: BoxSettings;
  /** Between `begin` and `end`. */
  readonly on: boolean;
  readonly muted: boolean;
  /** Just past the last frame. */
  readonly heard: Samples;
  /** Who finds the ends, as far as we know. */
  readonly turnEnd: TurnEnd;
  /** It was chosen, or learnt. */
  readonly isSure: boolean;
  /** This server has sent EndVad. */
  readonly endVadSeen: boolean;
  /** The greeting may be spoken. */
  readonly greet: boolean;
  /** The server knows us: later sockets keep its history. */
  readonly known: boolean;
  readonly link: Link;
  /** Number of the newest socket. */
  readonly linkNumber: number;
  /** Attempts to connect that failed in a row. */
  readonly failures: number;
  /** The person was told that the line is lost. */
  readonly toldLost: boolean;
  /** Since the last turn that went well. */
  readonly evictions: number;
  readonly server: ServerWork;
  readonly floor: Floor;
  /** The server waits for Select. */
  readonly choices: { readonly turn: TurnId; readonly items: number } | null;
  readonly nextTurn: TurnId;
  readonly nextReply: ReplyId;
  /** The last turn failed, and nothing has happened since. */
  readonly inTrouble: boolean;
  readonly failed: readonly FailedTurn[];
  /** Frames without a voice, of the utterance that grows. */
  readonly quietFrames: number;
  /**
   * The voice came back after a pause in which the server has stopped listening, whether it has said so or not: from
   * where on, and frames of voice since. `pause`: what is left out of what was between, if anything.
   */
  readonly again: {
    readonly start: Samples;
    readonly frames: number;
    /** Too short to end a turn by our measure: the turn goes on. */
    readonly same: boolean;
    readonly pause: HeardSpan | null;
  } | null;
  /** Where the server ended a turn while our detector's segment goes on; 0 where it did not. */
  readonly closedAt: Samples;
  /** Pauses of utterances that a server would take for their end: left out of what is sent. The newest last. */
  readonly skips: readonly HeardSpan[];
  /** Failed by our patience: the server may still be at work for it. */
  readonly overdue: FailedTurn | null;
  readonly cuts: readonly Cut[];
  /** The onset of a voice that found no line: it is told of once. */
  readonly refusedVoice: Samples;
  /** Said while the reply before was still being heard; it has its turn when that has been. */
  readonly later: readonly ServerEvent[];
  /** While recording: everything before it is on its way. */
  readonly recorded: Samples;
  readonly waits: readonly WaitId[];
}

export const createBoxSession = (settings: BoxSettings, firstReply: ReplyId = 1): BoxState => ({
  settings,
  on: false,
  muted: false,
  heard: 0,
  turnEnd: believed(settings),
  isSure: settings.turnEnd !== 'auto',
  endVadSeen: false,
  greet: false,
  known: false,
  link: { phase: 'closed' },
  linkNumber: 0,
  failures: 0,
  toldLost: false,
  evictions: 0,
  server: 'idle',
  floor: { phase: 'quiet' },
  choices: null,
  nextTurn: 1,
  nextReply: firstReply,
  inTrouble: false,
  failed: [],
  quietFrames: 0,
  again: null,
  closedAt: 0,
  skips: [],
  overdue: null,
  cuts: [],
  refusedVoice: -1,
  later: [],
  recorded: 0,
  waits: [],
});

export const believed = ({ turnEnd }: BoxSettings): TurnEnd => (turnEnd === 'auto' ? 'server' : turnEnd);

/** With push-to-talk the key ends the utterance, and every server takes that. */
export const wantedTurnEnd = ({ settings, turnEnd }: BoxState): TurnEnd =>
  settings.rules.pushToTalk ? 'submit' : turnEnd;
