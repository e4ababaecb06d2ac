/**
 * When a box will have played what it was sent. It never says; but it plays segments one after the other, at their own
 * speed, and begins with the first as soon as it has it. Source: sheet `echokit.md` 4.8.
 */
import type { Millis } from '../../units.ts';

interface SentPiece {
  readonly index: number;
  /** Wall instants. */
  readonly startsAt: Millis;
  readonly endsAt: Millis;
}

export interface PlaybackEstimate {
  readonly turn: number;
  readonly pieces: readonly SentPiece[];
}

/** A piece and how much of it was played. */
export interface HeardPiece {
  readonly index: number;
  readonly playedMs: Millis;
  readonly totalMs: Millis;
}

/** The way to the box, its buffers, and the time in which a box dials anew after the button was pressed. */
const marginMs: Millis = 500;

export const noPlayback = (turn: number): PlaybackEstimate => ({ turn, pieces: [] });

/** A segment was sent now. */
export function addPiece(
  { turn, pieces }: PlaybackEstimate,
  index: number,
  ms: Millis,
  at: Millis,
): PlaybackEstimate {
  const startsAt = Math.max(at, pieces.at(-1)?.endsAt ?? at);
  return { turn, pieces: [...pieces, { index, startsAt, endsAt: startsAt + ms }] };
}

/** When all of it will have been played; undefined where there is nothing to play. */
export const endOf = ({ pieces }: PlaybackEstimate): Millis | undefined => pieces.at(-1)?.endsAt;

/** How much sound waits in the box. */
export const aheadMs = (playback: PlaybackEstimate, at: Millis): Millis =>
  Math.max(0, (endOf(playback) ?? at) - at);

/** What was surely played by then. */
export function heardBy({ pieces }: PlaybackEstimate, at: Millis): readonly HeardPiece[] {
  return pieces.map(({ index, startsAt, endsAt }) => {
    const totalMs = endsAt - startsAt;
    return { index, playedMs: Math.min(totalMs, Math.max(0, at - marginMs - startsAt)), totalMs };
  });
}

/** All of it, sooner or later. */
export const heardInTheEnd = ({ pieces }: PlaybackEstimate): readonly HeardPiece[] =>
  pieces.map(({ index, startsAt, endsAt }) => ({
    index,
    playedMs: endsAt - startsAt,
    totalMs: endsAt - startsAt,
  }));
