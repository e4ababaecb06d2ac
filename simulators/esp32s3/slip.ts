/** SLIP as the boot loader frames its packets: 0xC0 at both ends, 0xDB escapes. Source: sheet `device.md` A.1. */
const end = 0xc0;
const escape = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

export function encodeSlip(packet: Uint8Array): Uint8Array<ArrayBuffer> {
  let length = packet.length + 2;
  for (const byte of packet) if (byte === end || byte === escape) length++;
  const framed = new Uint8Array(length);
  let at = 1;
  for (const byte of packet) {
    if (byte === end || byte === escape) {
      framed[at++] = escape;
      framed[at++] = byte === end ? escapedEnd : escapedEscape;
    } else framed[at++] = byte;
  }
  framed[0] = end;
  framed[at] = end;
  return framed;
}

export interface SlipRules {
  /** The decoder's buffer; a longer packet is lost. */
  readonly maxBytes: number;
  /**
   * What 0xC0 0xC0 is. `frame`: an empty packet, after which another 0xC0 has to come; a host that has lost one is then
   * out of step until it sends an odd one. `gap`: the second begins a packet.
   */
  readonly empty: 'frame' | 'gap';
}

/** Takes packets out of a stream, one byte after the other; what is outside of a frame is noise. */
export class SlipDecoder {
  readonly #rules: SlipRules;
  readonly #buffer: Uint8Array<ArrayBuffer>;
  #length = 0;
  #state: 'noise' | 'frame' | 'escape' = 'noise';

  constructor(rules: SlipRules) {
    this.#rules = rules;
    this.#buffer = new Uint8Array(rules.maxBytes);
  }

  /** @returns a packet (a copy) where this byte ends one */
  push(byte: number): Uint8Array<ArrayBuffer> | null {
    if (this.#state === 'noise') {
      if (byte === end) this.#begin();
      return null;
    }
    if (this.#state === 'escape') {
      this.#state = 'frame';
      if (byte === escapedEnd) this.#put(end);
      else if (byte === escapedEscape) this.#put(escape);
      else this.#state = 'noise';
      return null;
    }
    if (byte === escape) this.#state = 'escape';
    else if (byte !== end) this.#put(byte);
    else if (this.#length > 0 || this.#rules.empty === 'frame') {
      this.#state = 'noise';
      return this.#buffer.slice(0, this.#length);
    }
    return null;
  }

  #begin(): void {
    this.#state = 'frame';
    this.#length = 0;
  }

  #put(byte: number): void {
    if (this.#length === this.#buffer.length) this.#state = 'noise';
    else this.#buffer[this.#length++] = byte;
  }
}
