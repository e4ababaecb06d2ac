import { isBlank, sectorBytes } from '../flash-bytes.ts';

/** A stretch of sectors that hold something, or of sectors that hold nothing. */
export interface FlashRun {
  /** From the beginning of the bytes that were looked at. */
  readonly from: number;
  readonly length: number;
  readonly blank: boolean;
}

/** The stub's large erase: less is not worth a part of its own. */
const leastBlankRun = 0x1_0000;

/**
 * Data and blank stretches in turn, cut at sectors; fewer than 64 KiB of blank within data count as data.
 * @param bytes begin at a sector
 */
export function findRuns(bytes: Uint8Array): readonly FlashRun[] {
  const runs: FlashRun[] = [];
  for (let from = 0; from < bytes.length;) {
    const blank = isBlankAt(bytes, from);
    let to = from;
    while (to < bytes.length && isBlankAt(bytes, to) === blank) to = Math.min(to + sectorBytes, bytes.length);
    addRun(runs, { from, length: to - from, blank });
    from = to;
  }
  return runs;
}

/** Joins to the run before where this one, or that one, is too short to stand alone. */
function addRun(runs: FlashRun[], run: FlashRun): void {
  const before = runs.at(-1);
  const beforeLast = runs.at(-2);
  if (before?.blank === true && before.length < leastBlankRun && beforeLast !== undefined) {
    runs.splice(-2, 2, { ...beforeLast, length: beforeLast.length + before.length + run.length });
  } else {
    runs.push(run);
  }
}

const isBlankAt = (bytes: Uint8Array, at: number): boolean => isBlank(bytes.subarray(at, at + sectorBytes));

/** Up to the last byte that holds something. */
export function contentLength(bytes: Uint8Array): number {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0xff) length--;
  return length;
}
