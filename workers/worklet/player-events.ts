/** What the conversation is told of what happened in the playback queue. */
import { assertNever } from '../../core/assert.ts';
import type { PlaybackEvent, Playhead } from '../../core/audio/playback-events.ts';
import type { PlayerEvent, ReplyId } from '../player-api.ts';

type Positioned = Playhead & { readonly frame: number };

const playheadOf = ({ reply, piece, sampleInPiece, frame }: Positioned): PlayerEvent => ({
  type: 'playhead',
  reply,
  piece,
  sampleInPiece,
  frame,
});

/**
 * The messages for one event, in order; none for what only the counters need.
 * @param reply the reply that was heard last, for events that belong to the player as a whole
 */
export function toPlayerEvents(event: PlaybackEvent, reply: ReplyId): readonly PlayerEvent[] {
  const { type, frame } = event;
  switch (type) {
    case 'first-sample':
      return [{ type, reply: event.reply, frame }];
    case 'piece-started':
    case 'piece-ended':
      return [{ type, reply: event.reply, piece: event.piece, frame }];
    case 'drained':
      return [{ type, reply: event.reply, frame }];
    case 'underrun-began':
      return [];
    case 'underrun-ended': {
      const { outcome, gapSamples: missing, betweenPieces } = event;
      return outcome === 'continued'
        ? [{ type: 'underrun', reply: event.reply, frame, missing, betweenPieces }]
        : [];
    }
    case 'silent':
      // Nothing of a flushed reply was heard when its piece is -1: there is no position to tell.
      return event.piece < 0 ? [{ type, frame }] : [{ type, frame }, playheadOf(event)];
    case 'resumed':
      return [{ type, reply: event.reply, frame }];
    case 'ducked':
    case 'restored':
      return [{ type, frame }];
    case 'cushion-changed':
      return [{ type: 'cushion', reply, samples: event.cushionSamples }];
    case 'overrun':
      return [{ type, reply: event.reply, piece: event.piece, frame, refused: event.refusedSamples }];
    case 'playhead': {
      const { levelDb, bufferedSamples: buffered } = event;
      return [playheadOf(event), { type: 'level', reply: event.reply, frame, levelDb, buffered }];
    }
    default:
      return assertNever(type);
  }
}
