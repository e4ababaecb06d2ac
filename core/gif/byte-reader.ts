/** Reads little-endian fields; past the end it says so, once and for all. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  at = 0;
  /** Something was asked for that is not there. */
  isShort = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  u8(): number {
    if (this.at >= this.#bytes.length) {
      this.isShort = true;
      return 0;
    }
    return this.#bytes[this.at++]!;
  }

  u16(): number {
    const low = this.u8();
    return low | (this.u8() << 8);
  }

  /** A view of the next bytes, or of those that are left. */
  take(length: number): Uint8Array {
    if (length > this.left) this.isShort = true;
    const taken = this.#bytes.subarray(this.at, this.at + length);
    this.at += taken.length;
    return taken;
  }
}
