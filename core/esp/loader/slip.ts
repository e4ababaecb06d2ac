/** Frames of the serial boot loader. Source: RFC 1055; reference sheet of the box on a cable, A.1. */

const end = 0xc0;
const escape = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

/** Longer than any answer: 4,096 bytes of flash, or a header and 36 bytes. What grows beyond is text, not a frame. */
const longestFrame = 8192;

/** A frame with both its ends, as it goes over the line. */
export function encodeSlip(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  let escapes = 0;
  for (const byte of frame) if (byte === end || byte === escape) escapes += 1;
  const encoded = new Uint8Array(frame.length + escapes + 2);
  encoded[0] = end;
  let at = 1;
  for (const byte of frame) {
    if (byte === end || byte === escape) {
      encoded[at] = escape;
      encoded[at + 1] = byte === end ? escapedEnd : escapedEscape;
      at += 2;
    } else {
      encoded[at] = byte;
      at += 1;
    }
  }
  encoded[at] = end;
  return encoded;
}

/**
 * Finds frames in bytes that come in any portions. What lies between frames is noise (log text), and left out, as are
 * frames with a wrong escape. Where an end byte was lost, the next two that follow each other bring it in step again.
 */
export class SlipDecoder {
  readonly #content = new Uint8Array(longestFrame);
  #length = 0;
  #state: 'outside' | 'inside' | 'escaped' | 'torn' = 'outside';

  /** @returns the frames that these bytes have completed, none of them empty */
  push(bytes: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    for (const byte of bytes) {
      if (byte === end) {
        const ends = this.#length > 0 && this.#state !== 'outside';
        if (ends && this.#state === 'inside') frames.push(this.#content.slice(0, this.#length));
        this.#length = 0;
        this.#state = ends ? 'outside' : 'inside';
      } else if (this.#state === 'inside') {
        if (byte === escape) this.#state = 'escaped';
        else this.#append(byte);
      } else if (this.#state === 'escaped') {
        this.#state = 'inside';
        if (byte === escapedEnd) this.#append(end);
        else if (byte === escapedEscape) this.#append(escape);
        else this.#state = 'torn';
      }
    }
    return frames;
  }

  /** Forgets a frame that has begun. */
  reset(): void {
    this.#state = 'outside';
    this.#length = 0;
  }

  #append(byte: number): void {
    if (this.#length === longestFrame) {
      this.#state = 'torn';
      return;
    }
    this.#content[this.#length] = byte;
    this.#length += 1;
  }
}
