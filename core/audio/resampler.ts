/**
 * Changes the rate of mono audio, as a stream: band-limited, without drift, and with nothing lost at the ends.
 *
 * Output sample n lies at input time n * from / to exactly: position and phase are whole numbers that wrap around, so
 * an hour at 44.1 kHz becomes an hour at 16 kHz to the sample. The filter's delay is taken out, so the output is
 * aligned with the input; the price is that an output sample appears only when `latencySamples` more input samples
 * have come (2.5 ms for 48 to 16 kHz).
 */
import type { Hertz, Samples } from '../units.ts';
import { designPolyphaseFilter, type PolyphaseFilter } from './polyphase-filter.ts';

const minRate: Hertz = 8000;
const maxRate: Hertz = 192_000;
/** Input taken at a time; longer blocks are worked off in slices of this. */
const sliceSamples = 1024;

/**
 * How many samples `count` samples become: `count * to / from` rounded to the nearest, halves up.
 * Whole-number arithmetic, exact for any length up to 2^53 / (2 * 192,000) samples (16 hours at 192 kHz and odd
 * rates, more at usual ones).
 */
export function resampledLength(count: Samples, from: Hertz, to: Hertz): Samples {
  const divisor = greatestCommonDivisor(from, to);
  const twiceUp = (2 * to) / divisor;
  const twiceDown = (2 * from) / divisor;
  const numerator = count * twiceUp + twiceDown / 2;
  return (numerator - (numerator % twiceDown)) / twiceDown;
}

export class Resampler {
  readonly #from: Hertz;
  readonly #to: Hertz;
  readonly #up: number;
  /** One output step in input time: whole samples, and the rest in units of 1 / `up`. */
  readonly #stepWhole: number;
  readonly #stepRest: number;
  readonly #filter: PolyphaseFilter;
  /** Input not yet done with: `[0, #filled)`, its first sample being the first tap of the next output sample. */
  readonly #window: Float32Array;
  /** What flush feeds to push the tail out. */
  readonly #silence: Float32Array;
  #filled = 0;
  /** First tap of the next output sample, as an index into the window. Beyond `#filled` while skipping ahead. */
  #position = 0;
  /** Where between two input samples it lies, in units of 1 / `up`. */
  #phase = 0;
  #taken: Samples = 0;
  #given: Samples = 0;

  /**
   * Builds the phase table (a few ms): make one per stream, outside the audio callback.
   * @param from rate of the input, whole Hz, 8,000 to 192,000
   * @param to rate of the output, likewise
   */
  constructor(from: Hertz, to: Hertz) {
    checkRate('from', from);
    checkRate('to', to);
    const divisor = greatestCommonDivisor(from, to);
    this.#from = from;
    this.#to = to;
    this.#up = to / divisor;
    const down = from / divisor;
    this.#stepWhole = Math.floor(down / this.#up);
    this.#stepRest = down % this.#up;
    // Equal rates need no filter: one tap of weight 1 makes the output the input.
    this.#filter =
      from === to
        ? { table: Float32Array.of(0, 1, 0, 0), taps: 4, phases: 1, exact: true }
        : designPolyphaseFilter(this.#up, down);
    this.#window = new Float32Array(this.#filter.taps + sliceSamples);
    this.#silence = new Float32Array(this.#filter.taps);
    this.reset();
  }

  /** Input samples that must follow an instant before its output sample appears. */
  get latencySamples(): Samples {
    return this.#filter.taps / 2;
  }

  /** Room that {@link process} needs for `inputSamples` more samples. */
  maxOutputSamples(inputSamples: Samples): Samples {
    return Math.ceil((inputSamples * this.#to) / this.#from) + 1;
  }

  /** Room that {@link flush} needs. */
  get maxFlushSamples(): Samples {
    return this.maxOutputSamples(this.latencySamples + 1);
  }

  /**
   * Takes all of `input` and writes what can be told by now. However a stream is cut into blocks, the output is the
   * same, bit for bit. Allocates nothing.
   * @param output room for at least {@link maxOutputSamples}
   * @returns samples written
   */
  process(input: Float32Array, output: Float32Array): Samples {
    const needed = this.maxOutputSamples(input.length);
    if (output.length < needed) {
      throw new RangeError(`resampler output has room for ${output.length} samples, needs ${needed}`);
    }
    this.#taken += input.length;
    const written = this.#feed(input, input.length, output, 0);
    this.#given += written;
    return written;
  }

  /**
   * Writes the tail, as if silence followed, so that the whole stream has become {@link resampledLength} samples.
   * The resampler is then as new.
   * @param output room for at least {@link maxFlushSamples}
   * @returns samples written
   */
  flush(output: Float32Array): Samples {
    const due = resampledLength(this.#taken, this.#from, this.#to) - this.#given;
    if (output.length < due) {
      throw new RangeError(`resampler tail has ${due} samples, room is for ${output.length}`);
    }
    const tail = output.subarray(0, due);
    let written = 0;
    while (written < due) written = this.#feed(this.#silence, this.#silence.length, tail, written);
    this.reset();
    return written;
  }

  /** Forgets the stream. The next input begins a new one at time 0. */
  reset(): void {
    // Before the first sample there was silence: the taps left of time 0.
    this.#filled = this.#filter.taps / 2 - 1;
    this.#window.fill(0, 0, this.#filled);
    this.#position = 0;
    this.#phase = 0;
    this.#taken = 0;
    this.#given = 0;
  }

  /** @returns the count of samples in `output` after writing from `written` on; stops once it is full */
  #feed(input: Float32Array, count: Samples, output: Float32Array, written: number): number {
    let from = 0;
    while (from < count && written < output.length) {
      const end = Math.min(count, from + this.#window.length - this.#filled);
      while (from < end) this.#window[this.#filled++] = input[from++]!;
      written = this.#filter.exact ? this.#produce(output, written) : this.#interpolate(output, written);
      this.#dropUsed();
    }
    return written;
  }

  #produce(output: Float32Array, written: number): number {
    const { table, taps } = this.#filter;
    const window = this.#window;
    const last = this.#filled - taps;
    let position = this.#position;
    let phase = this.#phase;
    while (position <= last && written < output.length) {
      output[written++] = dotProduct(window, position, table, phase * taps, taps);
      position += this.#stepWhole;
      phase += this.#stepRest;
      if (phase >= this.#up) {
        phase -= this.#up;
        position++;
      }
    }
    this.#position = position;
    this.#phase = phase;
    return written;
  }

  #interpolate(output: Float32Array, written: number): number {
    const { table, taps, phases } = this.#filter;
    const window = this.#window;
    const last = this.#filled - taps;
    while (this.#position <= last && written < output.length) {
      const scaled = this.#phase * phases;
      const rest = scaled % this.#up;
      const row = ((scaled - rest) / this.#up) * taps;
      const weight = rest / this.#up;
      const before = dotProduct(window, this.#position, table, row, taps);
      const after = dotProduct(window, this.#position, table, row + taps, taps);
      output[written++] = before + weight * (after - before);
      this.#position += this.#stepWhole;
      this.#phase += this.#stepRest;
      if (this.#phase >= this.#up) {
        this.#phase -= this.#up;
        this.#position++;
      }
    }
    return written;
  }

  /** Moves what is still needed to the front. A step longer than the window leaves a position beyond its end. */
  #dropUsed(): void {
    const used = Math.min(this.#position, this.#filled);
    this.#window.copyWithin(0, used, this.#filled);
    this.#filled -= used;
    this.#position -= used;
  }
}

/** A whole clip at once: {@link resampledLength} samples, aligned with the input. Equal rates give a copy. */
export function resample(samples: Float32Array, from: Hertz, to: Hertz): Float32Array {
  const resampler = new Resampler(from, to);
  const output = new Float32Array(resampler.maxOutputSamples(samples.length) + resampler.maxFlushSamples);
  const written = resampler.process(samples, output);
  const tail = resampler.flush(output.subarray(written));
  return output.slice(0, written + tail);
}

/** `taps` must be a multiple of four. Four sums, because one would wait for itself at every step. */
function dotProduct(
  window: Float32Array,
  position: number,
  table: Float32Array,
  row: number,
  taps: number,
): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let tap = 0; tap < taps; tap += 4) {
    a += window[position + tap]! * table[row + tap]!;
    b += window[position + tap + 1]! * table[row + tap + 1]!;
    c += window[position + tap + 2]! * table[row + tap + 2]!;
    d += window[position + tap + 3]! * table[row + tap + 3]!;
  }
  return a + b + (c + d);
}

function checkRate(name: 'from' | 'to', rate: Hertz): void {
  if (!(Number.isInteger(rate) && rate >= minRate && rate <= maxRate)) {
    throw new RangeError(`${name} must be a whole rate from ${minRate} to ${maxRate} Hz, got ${rate}`);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
