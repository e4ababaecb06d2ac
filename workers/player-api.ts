/**
 * Types only: what travels between conversation.worker and player.worklet about what is spoken. Every chunk carries
 * its reply's id; one of a flushed reply matches nothing and falls away.
 */
import type { Millis, Samples } from '../core/units.ts';

export type ReplyId = number;

/** conversation.worker -> player.worklet. */
export type PlayerCommand =
  /** Samples at the context's rate; the array is transferred. */
  | {
      readonly type: 'audio';
      readonly reply: ReplyId;
      readonly piece: number;
      readonly samples: Float32Array;
    }
  | { readonly type: 'end-piece'; readonly reply: ReplyId; readonly piece: number }
  | { readonly type: 'end-reply'; readonly reply: ReplyId }
  /** Silent after a 5 ms fade; nothing is thrown away. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Silent after a 5 ms fade; this reply is over. */
  | { readonly type: 'flush'; readonly reply: ReplyId }
  | { readonly type: 'duck' }
  | { readonly type: 'restore' };

/** player.worklet -> conversation.worker. `frame` is the playback context's sample clock. */
export type PlayerEvent =
  | { readonly type: 'first-sample'; readonly reply: ReplyId; readonly frame: number }
  | {
      readonly type: 'piece-started';
      readonly reply: ReplyId;
      readonly piece: number;
      readonly frame: number;
    }
  | { readonly type: 'piece-ended'; readonly reply: ReplyId; readonly piece: number; readonly frame: number }
  /** About ten times a second while a reply plays, and right after pause and flush. */
  | {
      readonly type: 'playhead';
      readonly reply: ReplyId;
      readonly piece: number;
      readonly sampleInPiece: Samples;
      readonly frame: number;
    }
  | { readonly type: 'drained'; readonly reply: ReplyId; readonly frame: number }
  /** The reply went on after a gap. `betweenPieces`: the piece before was complete, the next one came late. */
  | {
      readonly type: 'underrun';
      readonly reply: ReplyId;
      readonly frame: number;
      readonly missing: Samples;
      readonly betweenPieces?: boolean;
    }
  | { readonly type: 'cushion'; readonly reply: ReplyId; readonly samples: Samples }
  /** First frame from which the output is exactly zero after pause or flush. */
  | { readonly type: 'silent'; readonly frame: number }
  /** First frame that is being lowered. Told for the reflex of the VAD worker as well. */
  | { readonly type: 'ducked'; readonly frame: number }
  /** First frame on its way back to the full level. */
  | { readonly type: 'restored'; readonly frame: number }
  /** First frame after a pause that had interrupted sound. */
  | { readonly type: 'resumed'; readonly reply: ReplyId; readonly frame: number }
  /** With each playhead: loudness of what is put out, and how much waits behind it. */
  | {
      readonly type: 'level';
      readonly reply: ReplyId;
      readonly frame: number;
      readonly levelDb: number;
      readonly buffered: Samples;
    }
  /** A chunk found no room (ten minutes are waiting) and was refused. */
  | {
      readonly type: 'overrun';
      readonly reply: ReplyId;
      readonly piece: number;
      readonly frame: number;
      readonly refused: Samples;
    }
  /** Pairs for the clock line, a few times a second, also while nothing plays. `frame` is just past what is rendered. */
  | { readonly type: 'clock'; readonly frame: number };

/** `processorOptions` of the player's AudioWorkletNode. */
export interface PlayerOptions {
  /** Gain of a ducked reply, 0 to 1. Default 0.2 (-14 dB). */
  readonly duckGain?: number;
}

/** Sent once to the AudioWorkletNode's own port; both ports are transferred. */
export interface PlayerPorts {
  readonly type: 'ports';
  readonly conversation: MessagePort;
  readonly vad: MessagePort;
}

/** Where a reply is, for the history that keeps what was heard. */
export interface Playhead {
  readonly reply: ReplyId;
  readonly piece: number;
  readonly sampleInPiece: Samples;
  readonly at: Millis;
}
