/**
 * One zlib stream in pieces, with the 32 KiB window that loaders have. That a stream is complete is known by its own
 * checksum: the last four bytes that came are the Adler-32 of what came out.
 */
import { Unzlib } from 'fflate';
import { err, ok, type Result } from '../../core/result.ts';

/** `parameter`: no zlib header; `data`: not deflate. */
export type InflateTrouble = 'parameter' | 'data';

/** A stored block needs 64 KiB before anything comes out; what takes more than this brings nothing any more. */
const mostWithoutOutput = 0x2_0000;
const adlerModulus = 65_521;
/** Sums of so many bytes cannot overflow 32 bits. Source: zlib's NMAX. */
const adlerRun = 5552;

export class InflateStream {
  readonly #inflate: Unzlib;
  #out: Uint8Array[] = [];
  #low = 1;
  #high = 0;
  /** The first two bytes. */
  readonly #head: number[] = [];
  #tail = new Uint8Array(0);
  #received = 0;
  #sinceOutput = 0;
  #trouble: InflateTrouble | null = null;

  constructor() {
    this.#inflate = new Unzlib((bytes) => {
      if (bytes.length > 0) this.#out.push(bytes);
    });
  }

  /** Everything came out, and its checksum is right. */
  get isDone(): boolean {
    if (this.#tail.length < 4) return false;
    const expected = new DataView(this.#tail.buffer, this.#tail.byteOffset).getUint32(0);
    return expected === ((this.#high << 16) | this.#low) >>> 0;
  }

  get hasBegun(): boolean {
    return this.#received > 0;
  }

  /** @returns what comes out of these bytes. After trouble there is only the same trouble. */
  push(bytes: Uint8Array): Result<readonly Uint8Array[], InflateTrouble> {
    if (this.#trouble === null) this.#feed(bytes);
    if (this.#trouble !== null) return err(this.#trouble);
    const out = this.#out;
    this.#out = [];
    return ok(out);
  }

  #feed(bytes: Uint8Array): void {
    for (const byte of bytes.subarray(0, Math.max(0, 2 - this.#head.length))) this.#head.push(byte);
    this.#received += bytes.length;
    this.#tail = Uint8Array.from([...this.#tail, ...bytes.subarray(-4)].slice(-4));
    this.#sinceOutput += bytes.length;
    try {
      this.#inflate.push(bytes.slice());
    } catch {
      this.#trouble = isZlibHeader(this.#head) ? 'data' : 'parameter';
      return;
    }
    for (const piece of this.#out) this.#sum(piece);
    if (this.#out.length > 0) this.#sinceOutput = 0;
    else if (this.#sinceOutput > mostWithoutOutput) this.#trouble = 'data';
  }

  #sum(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += adlerRun) {
      const end = Math.min(bytes.length, start + adlerRun);
      for (let i = start; i < end; i++) {
        this.#low += bytes[i]!;
        this.#high += this.#low;
      }
      this.#low %= adlerModulus;
      this.#high %= adlerModulus;
    }
  }
}

/** Source: RFC 1950, 2.2. */
const isZlibHeader = ([method = 0, flags = 0]: readonly number[]): boolean =>
  (method & 15) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0 && (flags & 0x20) === 0;
