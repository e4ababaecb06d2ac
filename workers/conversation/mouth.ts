/**
 * What a reply speaks through. The real ones are the player worklet and, for voices that give no samples, the voice
 * itself; both tell what became audible in the same words, in wall instants.
 */
import type { Millis, Samples } from '../../core/units.ts';
import type { ReplyId } from '../player-api.ts';

/** What became audible. Replies that were flushed are not told of any more, but for their last playhead. */
export type MouthNews =
  | { readonly type: 'first-sample'; readonly reply: ReplyId; readonly at: Millis }
  | { readonly type: 'piece-started'; readonly reply: ReplyId; readonly piece: number; readonly at: Millis }
  | { readonly type: 'piece-ended'; readonly reply: ReplyId; readonly piece: number; readonly at: Millis }
  | {
      readonly type: 'playhead';
      readonly reply: ReplyId;
      readonly piece: number;
      readonly sampleInPiece: Samples;
      readonly at: Millis;
    }
  | { readonly type: 'drained'; readonly reply: ReplyId; readonly at: Millis }
  | { readonly type: 'silent'; readonly at: Millis }
  | { readonly type: 'level'; readonly reply: ReplyId; readonly levelDb: number; readonly buffered: Samples }
  | { readonly type: 'underrun'; readonly missing: Samples }
  | { readonly type: 'cushion'; readonly ms: Millis };

/** Commands to whatever is speaking. Replies are numbered upwards; only the newest is spoken. */
export interface Mouth {
  pause(): void;
  resume(): void;
  /** This reply and all before it are over. */
  flush(reply: ReplyId): void;
  duck(): void;
  restore(): void;
}
