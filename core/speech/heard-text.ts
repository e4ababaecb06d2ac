/**
 * How much of a reply was heard: from what the player says about pieces to an offset in the assistant's text, on the
 * border of a word (in CJK of a character). The history keeps that much, and the page marks words as they sound.
 */
import type { Hertz, Samples } from '../units.ts';
import { rawEndOf, type Piece } from './piece.ts';
import { estimateSpeechMs, spokenWords, wordsBegun, wordsHeard, type SpokenWord } from './spoken-weight.ts';

export type PiecePlayback =
  | { readonly state: 'waiting' }
  | {
      readonly state: 'playing';
      /** Samples of this piece that were heard. */
      readonly played: Samples;
      /** Samples of the whole piece; undefined while its synthesis goes on, then it is estimated from the text. */
      readonly total: Samples | undefined;
      readonly rate: Hertz;
    }
  | { readonly state: 'played' }
  /** Its synthesis failed, so it was shown as text and the reply went on. */
  | { readonly state: 'shown' };

export interface PlayedPiece {
  readonly piece: Piece;
  readonly playback: PiecePlayback;
}

/**
 * Raw offset up to which the reply was heard. A word counts once its greater part was heard; code and the like that
 * stood silently in front of the next piece counts with the piece before it.
 * @param pieces of one reply, in order
 */
export function heardOffset(pieces: readonly PlayedPiece[]): number {
  return offsetBy(pieces, wordsHeard);
}

/** Raw offset just after the word that sounds now: what the page has highlighted so far. */
export function spokenWordOffset(pieces: readonly PlayedPiece[]): number {
  return offsetBy(pieces, wordsBegun);
}

type CountWords = (words: readonly SpokenWord[], fraction: number) => number;

function offsetBy(pieces: readonly PlayedPiece[], count: CountWords): number {
  let offset = pieces[0]?.piece.start ?? 0;
  let begun = false;
  for (const [index, { piece, playback }] of pieces.entries()) {
    if (piece.silent) {
      // Nothing to hear: it goes with the piece before it.
      if (begun) offset = piece.end;
      continue;
    }
    const fraction = playedFraction(piece, playback);
    if (fraction <= 0) break;
    if (fraction < 1) return Math.max(offset, offsetInside(piece, fraction, count) ?? offset);
    begun = true;
    offset = piece.end + silentLead(pieces[index + 1]?.piece);
  }
  return offset;
}

/** 0 to 1. A playhead at the end of what is known of a piece is not yet its end. */
export function playedFraction(piece: Pick<Piece, 'speakable'>, playback: PiecePlayback): number {
  switch (playback.state) {
    case 'waiting':
      return 0;
    case 'played':
    case 'shown':
      return 1;
    case 'playing': {
      const { played, total, rate } = playback;
      if (total !== undefined) return total <= 0 ? 1 : Math.min(1, Math.max(0, played / total));
      const estimate = (estimateSpeechMs(piece.speakable) * rate) / 1000;
      return Math.min(almostAll, Math.max(0, played / Math.max(1, estimate)));
    }
  }
}

const almostAll = 0.99;

function offsetInside(piece: Piece, fraction: number, count: CountWords): number | undefined {
  const words = spokenWords(piece.speakable);
  const last = words[count(words, fraction) - 1];
  return last === undefined ? undefined : rawEndOf(piece, last.end);
}

/** Length of whole lines in front of a piece that are not spoken, such as a block of code; 0 for mere blanks. */
function silentLead(next: Piece | undefined): number {
  if (next === undefined) return 0;
  const lead = next.raw.slice(0, (next.spans[0]?.start ?? next.end) - next.start);
  const lines = lead.slice(0, lead.lastIndexOf('\n') + 1);
  return lines.trim() === '' ? 0 : lines.trimEnd().length;
}
