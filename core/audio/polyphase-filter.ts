/**
 * Designs the low-pass filter of the resampler and cuts it into phases.
 *
 * A windowed sinc with a Kaiser window. The stop band begins at half the lower of the two rates, so whatever would
 * fold (downwards) or appear as an image (upwards) is in it; the pass band ends at seven eighths of that: 7 kHz of
 * 8 kHz for 16 kHz. Source of the formulas: J. F. Kaiser, as in Oppenheim and Schafer, Discrete-Time Signal
 * Processing, section 7.5.3.
 */

/** Designed rejection. 20 dB more than what is asked for, bought with a quarter more taps. */
const stopBandDb = 80;
/** Where the pass band ends, as a share of where the stop band begins. */
const passBandShare = 0.875;
/** Phase tables above this size (1 MB) are replaced by interpolation between fewer phases. */
const maxTableSamples = 1 << 18;
/**
 * Phases to interpolate between when the lower rate is the input's. The error of a straight line between two of them
 * is at most (pi^2 / 3) / (8 * 256^2), which is -104 dB. A wider filter needs fewer in proportion.
 */
const interpolatedPhases = 256;
const minInterpolatedPhases = 32;

export interface PolyphaseFilter {
  /** Rows of `taps` coefficients: phase p holds the filter shifted by p / `phases` of an input sample. */
  readonly table: Float32Array;
  /** Input samples that one output sample is made of; even, and half of them lie in the future. */
  readonly taps: number;
  readonly phases: number;
  /**
   * True when every output sample falls on a phase exactly. Else `table` has one row more, and an output sample is
   * the weighted mean of two neighbouring rows.
   */
  readonly exact: boolean;
}

/** @param up numerator and @param down denominator of the ratio `to` / `from` in lowest terms */
export function designPolyphaseFilter(up: number, down: number): PolyphaseFilter {
  // All frequencies below are in cycles per input sample.
  const stop = 0.5 * Math.min(1, up / down);
  const width = stop * (1 - passBandShare);
  const cutoff = stop - width / 2;
  const beta = 0.1102 * (stopBandDb - 8.7);
  // 14.36 = 2.285 * 2 pi. Rounded up to a multiple of four: the inner loop takes four at a time.
  const taps = 4 * Math.ceil((stopBandDb - 7.95) / (14.36 * width) / 4);

  const exact = up * taps <= maxTableSamples;
  const phases = exact
    ? up
    : Math.max(minInterpolatedPhases, Math.ceil(interpolatedPhases * Math.min(1, up / down)));
  const rows = exact ? phases : phases + 1;
  const table = new Float32Array(rows * taps);
  const row = new Float64Array(taps);
  const half = taps / 2;
  const scale = 1 / besselI0(beta);

  for (let phase = 0; phase < rows; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      // Distance from the output instant to this input sample.
      const t = tap - (half - 1) - phase / phases;
      const edge = 1 - (t / half) ** 2;
      const window = edge < 0 ? 0 : besselI0(beta * Math.sqrt(edge)) * scale;
      row[tap] = sinc(2 * cutoff * t) * window;
      sum += row[tap]!;
    }
    // Every phase passes a constant unchanged, or the phases' pattern would be heard as a whistle.
    for (let tap = 0; tap < taps; tap++) table[phase * taps + tap] = row[tap]! / sum;
  }
  return { table, taps, phases, exact };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}
