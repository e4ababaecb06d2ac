/** Writes the power of each bin of one windowed frame; the frame is left as it was. */
export type PowerSpectrum = (frame: Float32Array, power: Float32Array) => void;

/**
 * A real FFT that gives power only, with all tables and scratch made once.
 *
 * The frame is packed into half as many complex numbers (even samples real, odd samples imaginary), transformed by an
 * in-place radix-2 FFT and taken apart again: half the work of a complex FFT of full length.
 * @param size a power of two, at least 4; `power` must hold size / 2 + 1 bins
 */
export function createPowerSpectrum(size: number): PowerSpectrum {
  if (size < 4 || (size & (size - 1)) !== 0) throw new Error(`FFT size is ${size}, expected a power of two`);
  const half = size / 2;
  const re = new Float32Array(half);
  const im = new Float32Array(half);
  const cos = new Float32Array(half);
  const sin = new Float32Array(half);
  for (let k = 0; k < half; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / size);
    sin[k] = Math.sin((2 * Math.PI * k) / size);
  }
  const reversed = bitReversal(half);

  return (frame, power) => {
    for (let n = 0; n < half; n++) {
      const from = 2 * reversed[n]!;
      re[n] = frame[from]!;
      im[n] = frame[from + 1]!;
    }
    transform(re, im, cos, sin);
    for (let k = 0; k <= half; k++) {
      const a = k % half;
      const b = (half - k) % half;
      const evenRe = (re[a]! + re[b]!) / 2;
      const evenIm = (im[a]! - im[b]!) / 2;
      const oddRe = (im[a]! + im[b]!) / 2;
      const oddIm = (re[b]! - re[a]!) / 2;
      const c = k < half ? cos[k]! : -1;
      const s = k < half ? sin[k]! : 0;
      const binRe = evenRe + c * oddRe + s * oddIm;
      const binIm = evenIm + c * oddIm - s * oddRe;
      power[k] = binRe * binRe + binIm * binIm;
    }
  };
}

function bitReversal(length: number): Uint16Array {
  const bits = Math.log2(length);
  const table = new Uint16Array(length);
  for (let n = 0; n < length; n++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) if (n & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
    table[n] = reversed;
  }
  return table;
}

/** In place, input in bit-reversed order. The tables hold a circle of twice the transform's length. */
function transform(re: Float32Array, im: Float32Array, cos: Float32Array, sin: Float32Array): void {
  const length = re.length;
  for (let span = 1; span < length; span *= 2) {
    const stride = length / span;
    for (let start = 0; start < length; start += 2 * span) {
      for (let k = 0; k < span; k++) {
        const c = cos[k * stride]!;
        const s = sin[k * stride]!;
        const low = start + k;
        const high = low + span;
        const tRe = re[high]! * c + im[high]! * s;
        const tIm = im[high]! * c - re[high]! * s;
        re[high] = re[low]! - tRe;
        im[high] = im[low]! - tIm;
        re[low] = re[low]! + tRe;
        im[low] = im[low]! + tIm;
      }
    }
  }
}
