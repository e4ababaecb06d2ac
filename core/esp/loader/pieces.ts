/**
 * Flash is written in pieces, each with a BEGIN and an MD5 of its own: what a broken cable costs is one piece.
 * Source: reference sheet of the box on a cable, A.7 and A.8.
 */

/** The stub erases whole blocks where a piece covers them: 150 ms in place of 16 times 45. */
export const eraseBlockBytes = 65_536;
export const largestPieceBytes = 262_144;

export interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Cuts at block boundaries of the flash. The pieces are views. */
export function cutPieces(offset: number, bytes: Uint8Array<ArrayBuffer>): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let from = 0; from < bytes.length;) {
    const reach = offset + from + largestPieceBytes;
    const boundary = reach - (reach % eraseBlockBytes) - offset;
    const to = Math.min(bytes.length, boundary);
    pieces.push({ offset: offset + from, bytes: bytes.subarray(from, to) });
    from = to;
  }
  return pieces;
}
