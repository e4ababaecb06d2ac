/** Written with a BEGIN of its own and checked by MD5: what a broken cable costs is one of these. */
interface FlashPiece {
  /** In flash, a multiple of 4,096. */
  readonly offset: number;
  /** At most 256 KiB. */
  readonly length: number;
}

const largestPiece = 0x4_0000;
/** Erased at once where a piece covers it whole. */
const eraseBlock = 0x1_0000;

/** @param offset a multiple of 4,096. All pieces but the last end at a multiple of 64 KiB. */
export function cutPieces(offset: number, length: number): readonly FlashPiece[] {
  const pieces: FlashPiece[] = [];
  const end = offset + length;
  for (let at = offset; at < end;) {
    const reach = at + largestPiece;
    const to = Math.min(end, reach - (reach % eraseBlock));
    pieces.push({ offset: at, length: to - at });
    at = to;
  }
  return pieces;
}
