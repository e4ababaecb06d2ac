/** What a conversation with an EchoKit server wants done: data, performed in order by its driver. */
import type { Millis, Samples } from '../../units.ts';
import type { ClientCommand } from '../client-command.ts';
import type { ConnectionQuery } from '../connection-query.ts';
import type { WaitId } from './session-limits.ts';
import type { TurnEnd } from './session-settings.ts';

export type TurnId = number;
/** Of the player: rises through the whole conversation. */
export type ReplyId = number;

/** `dropped`: nothing was understood. `cancelled`: overtaken or given up before its reply. */
export type TurnOutcome = 'done' | 'interrupted' | 'failed' | 'cancelled' | 'dropped';

/** Why a turn failed; the words are in `messages.*`. */
export type BoxFailureCode =
  /** The server has the utterance and says nothing. */
  | 'no-answer'
  /** It never found the end of the utterance. */
  | 'no-end'
  /** It understood the words and ended the turn without an answer. */
  | 'empty-answer'
  /** The answer came as text, its voice did not. */
  | 'no-voice'
  /** The line broke before there was an answer. */
  | 'line-lost'
  /** There was no line to send it by. */
  | 'no-line'
  | 'player-silent'
  | 'player-lost';

export interface BoxFailure {
  readonly stage: 'asr' | 'llm' | 'tts';
  readonly code: BoxFailureCode;
  readonly waitedMs?: Millis;
}

/** What a person should know; the words are in `messages.*`. */
export type BoxNotice =
  | 'line-lost'
  | 'reconnected'
  /** Every attempt failed: the person is asked. */
  | 'gave-up'
  /** Another client with the same id took the conversation; it is fetched back once. */
  | 'evicted'
  /** It took it again: the person is asked. */
  | 'evicted-again'
  /** There is no line, and none is being dialled. */
  | 'not-connected'
  /** The server does not find the end of what one says: we do. */
  | 'ends-by-submit'
  /** It answered without EndVad, as Gemini does. */
  | 'no-end-vad'
  /** The answer ends early. */
  | 'cut-off'
  /** While choices are open, the server listens to nothing else. */
  | 'choose-first'
  | 'recording-only';

/** Sound of a piece as it came: bytes by the connection's mode, or samples at 16 kHz. `vowel`: the mouth, 0 to 5. */
export type PieceChunk =
  | { readonly kind: 'bytes'; readonly data: Uint8Array; readonly vowel: number | null }
  | { readonly kind: 'samples'; readonly data: Int16Array; readonly vowel: number | null }
  /** A part of a WAV file. */
  | { readonly kind: 'file'; readonly data: Uint8Array };

interface OfReply {
  readonly turn: TurnId;
  readonly reply: ReplyId;
}

export type BoxEffect =
  /** A new socket; the one before was hung up. `opened` or `link-lost` answers. */
  | { readonly type: 'dial'; readonly link: number; readonly query: ConnectionQuery }
  | { readonly type: 'hang-up'; readonly link: number }
  /** The handshake failed and the browser hides why: find out. */
  | { readonly type: 'explain'; readonly link: number }
  /** StartChat begins a new stream of audio. */
  | { readonly type: 'send'; readonly link: number; readonly command: ClientCommand }
  /** What was heard between two places of the heard clock, in whole units of 512 samples; the rest waits for more. */
  | {
      readonly type: 'send-audio';
      readonly link: number;
      /** Null while recording. */
      readonly turn: TurnId | null;
      readonly start: Samples;
      readonly end: Samples;
    }
  /** What waits, filled up to a whole unit, and so much digital silence after it; 0 is a rest alone. */
  | { readonly type: 'send-silence'; readonly link: number; readonly samples: Samples }
  /** To be answered by `waited`. Replaces the wait of that id. */
  | { readonly type: 'wait'; readonly id: WaitId; readonly ms: Millis }
  | { readonly type: 'call-off'; readonly id: WaitId }
  /** To be remembered for this server. */
  | { readonly type: 'learned'; readonly turnEnd: TurnEnd }
  | {
      readonly type: 'open-turn';
      readonly turn: TurnId;
      readonly source: 'voice' | 'text' | 'greeting';
      readonly text?: string;
    }
  /** A failed turn is tried again (`thinking`), or the user goes on with theirs (`open`). */
  | { readonly type: 'reopen-turn'; readonly turn: TurnId; readonly as: 'thinking' | 'open' }
  | {
      readonly type: 'close-turn';
      readonly turn: TurnId;
      readonly outcome: TurnOutcome;
      /** Of a failed one. */
      readonly failure?: BoxFailure;
      /** Whether `retry` will do something. */
      readonly retryable?: boolean;
    }
  /** The utterance on the heard clock, so far. */
  | { readonly type: 'set-span'; readonly turn: TurnId; readonly start: Samples; readonly end: Samples }
  | { readonly type: 'show-user-text'; readonly turn: TurnId; readonly text: string; readonly final: boolean }
  | {
      readonly type: 'note';
      readonly turn: TurnId;
      readonly instant:
        'hardEnd' | 'released' | 'asrSent' | 'asrDone' | 'firstPiece' | 'ttsFirstByte' | 'interruptedAt';
    }
  /** The detector's open segment is over. */
  | { readonly type: 'end-segment' }
  /** A spoken segment: a piece of the reply. Decoders begin anew. Pieces are numbered from 0. */
  | (OfReply & { readonly type: 'begin-piece'; readonly piece: number; readonly text: string })
  /** Its text has grown. */
  | (OfReply & { readonly type: 'name-piece'; readonly piece: number; readonly text: string })
  | (OfReply & { readonly type: 'play'; readonly piece: number; readonly chunk: PieceChunk })
  | (OfReply & { readonly type: 'end-piece'; readonly piece: number; readonly sounded: boolean })
  /** No more will come: play what there is, then say `reply-drained`. */
  | (OfReply & { readonly type: 'end-reply' })
  /** Silence for good; then say `playback-stopped`. */
  | (OfReply & { readonly type: 'stop-reply' })
  | (OfReply & { readonly type: 'duck-reply' })
  | (OfReply & { readonly type: 'restore-reply' })
  | (OfReply & { readonly type: 'pause-reply' })
  | (OfReply & { readonly type: 'resume-reply' })
  /** What our history keeps: the text up to this offset. */
  | (OfReply & { readonly type: 'set-heard'; readonly heard: number })
  | {
      readonly type: 'show-choices';
      readonly turn: TurnId;
      readonly message: string;
      readonly items: readonly string[];
    }
  | { readonly type: 'hide-choices' }
  | { readonly type: 'display-text'; readonly turn: TurnId | null; readonly text: string }
  | { readonly type: 'show-action'; readonly text: string }
  | { readonly type: 'tell'; readonly notice: BoxNotice }
  /** For the log: an event that nobody told us of. */
  | { readonly type: 'note-unknown'; readonly name: string };

export type EffectOf<Type extends BoxEffect['type']> = Extract<BoxEffect, { readonly type: Type }>;
