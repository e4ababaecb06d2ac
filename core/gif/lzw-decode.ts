/**
 * GIF's LZW, strictly: a clear code first, every code in the table, exactly the pixels asked for, an end code after the
 * last one, and nothing behind it. Source: GIF89a specification, appendix F.
 */
import { err, ok, type Result } from '../result.ts';
import type { GifErrorCode } from './gif.ts';

/** Codes have at most 12 bits. */
const maxCodes = 4096;

/**
 * @param data the sub-blocks, joined
 * @param codeBits the minimum code size, 2 to 8
 * @param pixelCount indices to give
 */
export function decodeLzw(
  data: Uint8Array,
  codeBits: number,
  pixelCount: number,
): Result<Uint8Array, GifErrorCode> {
  const clear = 1 << codeBits;
  const end = clear + 1;
  const pixels = new Uint8Array(pixelCount);
  /** Each code is the string of another one and a last index; its length saves walking it twice. */
  const prefix = new Uint16Array(maxCodes);
  const last = new Uint8Array(maxCodes);
  const first = new Uint8Array(maxCodes);
  const length = new Uint16Array(maxCodes);
  for (let code = 0; code < clear; code++) {
    last[code] = code;
    first[code] = code;
    length[code] = 1;
  }
  let next = end + 1;
  let bits = codeBits + 1;
  let previous = -1;
  let written = 0;
  let isStarted = false;
  let window = 0;
  let windowBits = 0;
  let at = 0;

  for (;;) {
    while (windowBits < bits) {
      if (at >= data.length) return err(written < pixelCount ? 'gif-missing-pixels' : 'gif-bad-lzw');
      window |= data[at++]! << windowBits;
      windowBits += 8;
    }
    const code = window & ((1 << bits) - 1);
    window >>>= bits;
    windowBits -= bits;

    if (code === clear) {
      next = end + 1;
      bits = codeBits + 1;
      previous = -1;
      isStarted = true;
      continue;
    }
    // Some decoders begin with an empty table, others with none at all.
    if (!isStarted) return err('gif-bad-lzw');
    if (code === end) {
      if (written < pixelCount) return err('gif-missing-pixels');
      return at < data.length ? err('gif-surplus-pixels') : ok(pixels);
    }
    const isKnown = code < next && code !== end;
    // The one code that may be used while it is being made.
    const isNewest = code === next && previous >= 0 && next < maxCodes;
    if (!isKnown && !isNewest) return err('gif-bad-lzw');
    if (previous >= 0 && next < maxCodes) {
      prefix[next] = previous;
      first[next] = first[previous]!;
      last[next] = isNewest ? first[previous]! : first[code]!;
      length[next] = length[previous]! + 1;
      next++;
      if (next === 1 << bits && bits < 12) bits++;
    }
    const count = length[code]!;
    if (written + count > pixelCount) return err('gif-surplus-pixels');
    written += count;
    for (let spot = written - 1, entry = code; ; spot--, entry = prefix[entry]!) {
      pixels[spot] = last[entry]!;
      if (entry < clear) break;
    }
    previous = code;
  }
}
