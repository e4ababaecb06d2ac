/** What brings the pieces of a reply to the ear, in order; one for voices of samples, one for voices that speak. */
import type { PlayedPiece } from '../../core/speech/heard-text.ts';
import type { Piece } from '../../core/speech/piece.ts';
import type { PieceView } from '../conversation-api.ts';
import type { MouthNews } from './mouth.ts';
import type { PlayerMouth } from './player-mouth.ts';

export interface SpeakerEvents {
  /** A piece was given to the voice for the first time in this reply. */
  readonly onVoiceSent: () => void;
  /** The first sound of the reply is here. */
  readonly onFirstSound: () => void;
  /** The first sound was handed over to be heard. */
  readonly onHandedOver: () => void;
  readonly onPieceState: (index: number, state: PieceView['state']) => void;
  /** This piece is shown, not spoken. */
  readonly onPieceFailed: (index: number, cause: unknown) => void;
  /** The player has the sound and does not play it. */
  readonly onUnheard: (cause: unknown) => void;
  /** The reply is complete and none of it could be made audible. */
  readonly onSilent: () => void;
}

/** Begins held: nothing is heard before {@link release}. */
export interface Speaker {
  add(piece: Piece): void;
  /** No more pieces. */
  finish(): void;
  release(): void;
  /** Not a sample more until {@link release}; what was handed over stays where it is, silent. */
  hold(): void;
  /** Silent where it is; pieces go on being made. Ends a hold. */
  pause(): void;
  resume(): void;
  duck(): void;
  restore(): void;
  /** Silent for good. */
  flush(): void;
  /**
   * Another player takes the place of the one there was.
   * @returns false where sound was lost with it
   */
  moveTo(mouth: PlayerMouth): boolean;
  /** Of this reply. */
  hear(news: MouthNews): void;
  /** How far each piece has come, in order. */
  played(): readonly PlayedPiece[];
  /** What was heard, 16-bit, and its rate; null for voices without samples. */
  recording(): { readonly pcm: Int16Array; readonly sampleRate: number } | null;
}
