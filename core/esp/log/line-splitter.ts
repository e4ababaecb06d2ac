/** Cuts what a box prints into lines, wherever its bytes were split. Holds no more than one line. */

/** A longer line is given in pieces. In bytes; a character is never cut. */
const longestLine = 4096;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export interface RawLine {
  readonly bytes: Uint8Array;
  /** False where it is only a piece: the line goes on in the next. */
  readonly isEnded: boolean;
}

/** Lines end with `\n`, `\r\n` (any number of `\r`), or with a `\r` after which something else comes. */
export class LineSplitter {
  // A character that begins within the limit may end 3 bytes beyond it.
  readonly #line = new Uint8Array(longestLine + 3);
  #length = 0;
  #isReturned = false;

  /** The line that has not ended; valid until the next `push`. */
  get rest(): Uint8Array {
    return this.#line.subarray(0, this.#length);
  }

  push(bytes: Uint8Array): RawLine[] {
    const lines: RawLine[] = [];
    for (const byte of bytes) {
      if (byte === carriageReturn) {
        this.#isReturned = true;
        continue;
      }
      if (this.#isReturned || byte === lineFeed) lines.push(this.#take(true));
      this.#isReturned = false;
      if (byte === lineFeed) continue;
      const isInside = (byte & 0xc0) === 0x80 && this.#length < this.#line.length;
      if (this.#length >= longestLine && !isInside) lines.push(this.#take(false));
      this.#line[this.#length++] = byte;
    }
    return lines;
  }

  #take(isEnded: boolean): RawLine {
    const bytes = this.#line.slice(0, this.#length);
    this.#length = 0;
    return { bytes, isEnded };
  }
}
