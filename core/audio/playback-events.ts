/**
 * What the player tells about itself: the event union, and the ring it is written to on the audio thread.
 *
 * Frames are absolute frames of the playback context (`currentFrame` of the worklet plus the offset inside the
 * quantum), positions are samples of one reply or one piece. Nothing here knows of ports or workers.
 */
import type { Samples } from '../units.ts';

/** Number of a reply. Counted upwards by whoever sends replies: a lower number is always an older reply. */
export type ReplyId = number;
/** Number of a piece inside its reply. Pieces are pushed in rising order. */
export type PieceIndex = number;

/** The reply sample that is heard next. */
export interface Playhead {
  readonly reply: ReplyId;
  /** Piece being heard; -1 before the first sample of the reply. */
  readonly piece: PieceIndex;
  /** Samples of that piece already rendered. */
  readonly sampleInPiece: Samples;
  /** Samples of the whole reply already rendered. Silence in an underrun or a pause is not counted. */
  readonly samplesPlayed: Samples;
}

/** How an underrun ended: audio went on, the reply proved to be over (so nothing was missing), or it was flushed. */
export type UnderrunOutcome = 'continued' | 'reply-ended' | 'flushed';

/**
 * Facts in the order in which they became true. Each `frame` is exact to the sample.
 *
 * - `first-sample`: first output sample of the reply that is not zero.
 * - `piece-started`: frame of the piece's first sample. `piece-ended`: first frame after its last one. A piece that
 *   was ended without audio gives both at the same frame.
 * - `drained`: first frame after the last sample of an ended reply. Comes for replies without audio too.
 * - `underrun-began`: first frame for which a sample was missing. `underrun-ended`: see {@link UnderrunOutcome};
 *   `betweenPieces` is true when the piece before the gap was complete, so the next piece came late as a whole.
 * - `silent`: from this frame on the output is exactly zero, because of that command.
 * - `resumed`: first frame rendered after a pause, fading in. Only where a pause had interrupted sound.
 * - `ducked` and `restored`: first frame whose gain is on its way to the new value.
 * - `cushion-changed`: what must be buffered before the next start.
 * - `overrun`: a chunk found no room and was refused.
 * - `playhead`: every 50 ms of sound, for drawing and for back-pressure.
 */
export type PlaybackEvent =
  | {
      readonly type: 'first-sample';
      readonly frame: number;
      readonly reply: ReplyId;
      readonly piece: PieceIndex;
    }
  | {
      readonly type: 'piece-started';
      readonly frame: number;
      readonly reply: ReplyId;
      readonly piece: PieceIndex;
      /** Samples of the reply before this piece. */
      readonly samplesPlayed: Samples;
    }
  | {
      readonly type: 'piece-ended';
      readonly frame: number;
      readonly reply: ReplyId;
      readonly piece: PieceIndex;
      readonly pieceSamples: Samples;
    }
  | {
      readonly type: 'drained';
      readonly frame: number;
      readonly reply: ReplyId;
      readonly samplesPlayed: Samples;
    }
  | ({ readonly type: 'underrun-began'; readonly frame: number } & Playhead)
  | ({
      readonly type: 'underrun-ended';
      readonly frame: number;
      readonly gapSamples: Samples;
      readonly outcome: UnderrunOutcome;
      readonly betweenPieces: boolean;
    } & Playhead)
  | ({ readonly type: 'silent'; readonly frame: number; readonly cause: 'pause' | 'flush' } & Playhead)
  | ({ readonly type: 'resumed'; readonly frame: number } & Playhead)
  | { readonly type: 'ducked'; readonly frame: number; readonly gain: number }
  | { readonly type: 'restored'; readonly frame: number }
  | { readonly type: 'cushion-changed'; readonly frame: number; readonly cushionSamples: Samples }
  | {
      readonly type: 'overrun';
      readonly frame: number;
      readonly reply: ReplyId;
      readonly piece: PieceIndex;
      readonly refusedSamples: Samples;
    }
  | ({
      readonly type: 'playhead';
      readonly frame: number;
      /** Samples waiting in the queue, of all replies. */
      readonly bufferedSamples: Samples;
      /** Short-term level of the output, see `PlaybackQueue.levelDb`. */
      readonly levelDb: number;
    } & Playhead);
