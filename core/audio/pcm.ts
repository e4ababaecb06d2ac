/** 16-bit PCM and float samples: int16 / 32768, so that -32768 is exactly -1. Bytes are little-endian throughout. */

const fullScale = 32_768;

/** Float sample to int16: rounded, clipped to the range, NaN is 0. */
function floatToInt16(sample: number): number {
  const scaled = Math.round(sample * fullScale);
  return scaled >= 32_767 ? 32_767 : scaled <= -32_768 ? -32_768 : scaled || 0;
}

/** Int16 samples to floats in [-1, 1). */
export function int16ToFloat32(source: Int16Array): Float32Array<ArrayBuffer> {
  const target = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) target[i] = source[i]! / fullScale;
  return target;
}

/** Float samples to int16, as {@link floatToInt16}. */
export function float32ToInt16(source: Float32Array): Int16Array {
  const target = new Int16Array(source.length);
  for (let i = 0; i < source.length; i++) target[i] = floatToInt16(source[i]!);
  return target;
}

/** Little-endian int16 bytes to floats. An odd last byte is ignored; for streams see {@link PcmByteAssembler}. */
export function decodePcm16(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const target = new Float32Array(bytes.byteLength >> 1);
  for (let i = 0; i < target.length; i++) target[i] = view.getInt16(2 * i, true) / fullScale;
  return target;
}

/** Float samples to little-endian int16 bytes, written to `target` from `offset` on if one is given. */
export function encodePcm16(
  samples: Float32Array,
  target: Uint8Array<ArrayBuffer> = new Uint8Array(2 * samples.length),
  offset = 0,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(target.buffer, target.byteOffset + offset, 2 * samples.length);
  for (let i = 0; i < samples.length; i++) view.setInt16(2 * i, floatToInt16(samples[i]!), true);
  return target;
}

/**
 * Makes samples of a byte stream of little-endian int16 whose chunks may end in the middle of a sample.
 * Network reads do that: their borders know nothing of samples.
 */
export class PcmByteAssembler {
  /** The first byte of a sample whose second is still to come. */
  #carry: number | null = null;

  /** 1 while half a sample is waiting, else 0. At the end of a stream, 1 means that it was cut. */
  get pendingBytes(): 0 | 1 {
    return this.#carry === null ? 0 : 1;
  }

  /** @returns the samples that this chunk completes, in a buffer of their own; empty for an empty chunk */
  push(chunk: Uint8Array): Float32Array {
    const carry = this.#carry;
    const total = chunk.length + this.pendingBytes;
    const samples = new Float32Array(total >> 1);
    if (total === 0) return samples;
    let at = 0;
    let from = 0;
    if (carry !== null && samples.length > 0) {
      samples[at++] = (((chunk[from++]! << 24) >> 16) | carry) / fullScale;
    }
    for (; at < samples.length; at++, from += 2) {
      samples[at] = (((chunk[from + 1]! << 24) >> 16) | chunk[from]!) / fullScale;
    }
    this.#carry = total % 2 === 0 ? null : chunk.length > 0 ? chunk[chunk.length - 1]! : carry;
    return samples;
  }

  /** Forgets the half sample, for the next stream. */
  reset(): void {
    this.#carry = null;
  }
}
