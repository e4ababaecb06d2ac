/** GIF's LZW, the plain way: clear code, codes that grow to 12 bits, clear again when the table is full, end code. */

const maxCodes = 4096;
/** More than the codes, so that few share a slot. */
const slots = 16_384;

/**
 * @param pixels indices below 2 ** codeBits
 * @param codeBits the minimum code size, 2 to 8
 * @returns the codes as bytes, not yet cut into sub-blocks
 */
export function encodeLzw(pixels: Uint8Array, codeBits: number): Uint8Array {
  const clear = 1 << codeBits;
  const end = clear + 1;
  // At worst one code of 12 bits per pixel, and a clear code now and then.
  const out = new Uint8Array(Math.ceil(pixels.length * 1.51) + 16);
  let filled = 0;
  let window = 0;
  let windowBits = 0;
  const emit = (code: number, bits: number) => {
    window |= code << windowBits;
    windowBits += bits;
    while (windowBits >= 8) {
      out[filled++] = window & 0xff;
      window >>>= 8;
      windowBits -= 8;
    }
  };

  const keys = new Int32Array(slots);
  const codes = new Uint16Array(slots);
  let next = end + 1;
  let bits = codeBits + 1;
  const forget = () => {
    keys.fill(-1);
    next = end + 1;
    bits = codeBits + 1;
  };

  forget();
  emit(clear, bits);
  let current = pixels[0]!;
  for (let at = 1; at < pixels.length; at++) {
    const index = pixels[at]!;
    const key = (current << 8) | index;
    let slot = Math.imul(key, 0x9e37_79b1) >>> 18;
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) % slots;
    if (keys[slot] === key) {
      current = codes[slot]!;
      continue;
    }
    emit(current, bits);
    current = index;
    if (next < maxCodes) {
      keys[slot] = key;
      codes[slot] = next;
      // The decoder makes this code one step later, and widens when it does.
      if (next === 1 << bits && bits < 12) bits++;
      next++;
    } else {
      emit(clear, bits);
      forget();
    }
  }
  emit(current, bits);
  // Taking that code, the decoder has made its last one, which may have widened the next.
  if (next === 1 << bits && bits < 12) bits++;
  emit(end, bits);
  if (windowBits > 0) out[filled++] = window & 0xff;
  return out.slice(0, filled);
}
