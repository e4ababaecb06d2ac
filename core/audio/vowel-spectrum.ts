/**
 * Power of the bins from 0 Hz to half the rate, both included, under a Hann window.
 * @param samples at least two
 * @param size of the transform, a power of two and not less than the samples; zeros follow them
 * @returns `size` / 2 + 1 bins
 */
export function powerSpectrum(samples: Float32Array, size: number): Float64Array {
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  // The window's cosine by rotation: any length, no table.
  const last = samples.length - 1;
  const twice = 2 * Math.cos((2 * Math.PI) / last);
  let cosine = 1;
  let before = twice / 2;
  for (let i = 0; i <= last; i++) {
    re[i] = samples[i]! * (1 - cosine);
    const next = twice * cosine - before;
    before = cosine;
    cosine = next;
  }
  transform(re, im);
  return Float64Array.from({ length: size / 2 + 1 }, (_, k) => re[k]! * re[k]! + im[k]! * im[k]!);
}

/** Fourier transform in place, radix 2, decimation in time. */
function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const oldRe = re[i]!;
      re[i] = re[j]!;
      re[j] = oldRe;
      const oldIm = im[i]!;
      im[i] = im[j]!;
      im[j] = oldIm;
    }
  }
  for (let half = 1; half < n; half *= 2) {
    const stepRe = Math.cos(Math.PI / half);
    const stepIm = -Math.sin(Math.PI / half);
    let turnRe = 1;
    let turnIm = 0;
    for (let k = 0; k < half; k++) {
      for (let i = k; i < n; i += 2 * half) {
        const oddRe = re[i + half]! * turnRe - im[i + half]! * turnIm;
        const oddIm = re[i + half]! * turnIm + im[i + half]! * turnRe;
        re[i + half] = re[i]! - oddRe;
        im[i + half] = im[i]! - oddIm;
        re[i]! += oddRe;
        im[i]! += oddIm;
      }
      const nextRe = turnRe * stepRe - turnIm * stepIm;
      turnIm = turnRe * stepIm + turnIm * stepRe;
      turnRe = nextRe;
    }
  }
}
