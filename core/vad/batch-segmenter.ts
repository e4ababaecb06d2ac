/**
 * Speech segments of a whole recording, from the probabilities of its frames.
 *
 * Gives the results of silero-vad 6.2.1's `get_speech_timestamps` to the sample, quirks included: the letters A to D below
 * are the steps of fact sheet `vad.md` section 2, in its order, which matters. Knows no model and no audio.
 */
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import type { Hertz, Samples } from '../units.ts';
import { checkBatchParameters, type BatchParameters, type ParameterErrorCode } from './parameters.ts';
import { frameCount, isSileroRate, sileroLayout, type SileroLayout } from './silero-frames.ts';

/** Speech from `start` up to, not including, `end`. */
export interface Segment {
  readonly start: Samples;
  readonly end: Samples;
}

export interface BatchInput {
  /** Speech probability per frame of 32 ms. */
  readonly probabilities: ArrayLike<number>;
  /** Length of the recording at `rate`. */
  readonly length: Samples;
  /** 8000, 16000 or a multiple of 16000, of which upstream keeps every n-th sample. */
  readonly rate: Hertz;
  readonly parameters: BatchParameters;
}

export type BatchErrorCode = ParameterErrorCode | 'bad-rate' | 'bad-length';

/** The recording as the model saw it: decimated to a rate it knows. */
interface Clock {
  readonly layout: SileroLayout;
  readonly length: Samples;
  /** Samples of the recording per sample of the clock. */
  readonly step: number;
}

/** Segments in samples of the recording, in order, padded, not overlapping. */
export function segmentRecording(input: BatchInput): Result<Segment[], EchoError<BatchErrorCode>> {
  const clock = clockOf(input);
  if (!clock.ok) return clock;
  const { step } = clock.value;
  const segments = onClock(input, clock.value);
  return ok(segments.map(({ start, end }) => ({ start: start * step, end: end * step })));
}

/**
 * The same in seconds, rounded as Python rounds. The end is held within the unrounded length, so a last end may have
 * more decimals than asked for.
 * @param decimals upstream's `time_resolution`, 0 to 20
 */
export function segmentRecordingInSeconds(
  input: BatchInput,
  decimals: number,
): Result<Segment[], EchoError<BatchErrorCode>> {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 20)
    return err(new EchoError('bad-parameter', `decimals is ${decimals}, expected a whole number 0 to 20`));
  const clock = clockOf(input);
  if (!clock.ok) return clock;
  const { length, layout } = clock.value;
  const seconds = (at: Samples): number => roundTiesToEven(at / layout.rate, decimals);
  return ok(
    onClock(input, clock.value).map(({ start, end }) => ({
      start: Math.max(seconds(start), 0),
      end: Math.min(seconds(end), length / layout.rate),
    })),
  );
}

function clockOf(input: BatchInput): Result<Clock, EchoError<BatchErrorCode>> {
  const { rate, length, probabilities, parameters } = input;
  const checked = checkBatchParameters(parameters);
  if (!checked.ok) return checked;
  const step = rate > 16_000 && rate % 16_000 === 0 ? rate / 16_000 : 1;
  const clockRate = rate / step;
  if (!isSileroRate(clockRate))
    return err(new EchoError('bad-rate', `rate is ${rate} Hz, expected 8000, 16000 or a multiple of 16000`));
  if (!Number.isInteger(length) || length < 0)
    return err(new EchoError('bad-length', `length is ${length}, expected a count of samples`));
  const layout = sileroLayout(clockRate);
  const clockLength = Math.ceil(length / step);
  const frames = frameCount(clockLength, layout);
  if (probabilities.length !== frames)
    return err(
      new EchoError(
        'bad-length',
        `there are ${probabilities.length} probabilities, expected ${frames} for ${length} samples at ${rate} Hz`,
      ),
    );
  return ok({ layout, length: clockLength, step });
}

function onClock({ probabilities, parameters }: BatchInput, clock: Clock): Segment[] {
  const raw = new Segmentation(parameters, clock.layout).run(probabilities, clock.length);
  return pad(raw, (clock.layout.rate * parameters.speechPadMs) / 1000, clock.length);
}

/** One pass over the frames. `null` stands for upstream's 0 where that means "unset". */
class Segmentation {
  readonly #segments: Segment[] = [];
  readonly #window: Samples;
  readonly #onset: number;
  readonly #offset: number;
  readonly #cutAtLongest: boolean;
  // Durations stay fractions of a sample, as upstream keeps them.
  readonly #minSpeech: Samples;
  readonly #minSilence: Samples;
  readonly #cuttableSilence: Samples;
  readonly #maxSpeech: Samples;

  /** Start of the open segment. */
  #start: Samples | null = null;
  /** First low frame of the current silence. */
  #silenceStart: Samples | null = null;
  /** Silences inside the open segment that are long enough to cut at. */
  #cuts: { at: Samples; length: Samples }[] = [];
  /** Last silence long enough to cut at, where that is the rule, and where speech came back after it. */
  #lastCut: Samples | null = null;
  #afterLastCut: Samples = 0;

  constructor(parameters: BatchParameters, { rate, window }: SileroLayout) {
    const samplesOf = (ms: number): Samples => (rate * ms) / 1000;
    this.#window = window;
    this.#onset = parameters.onsetThreshold;
    this.#offset = parameters.offsetThreshold ?? Math.max(parameters.onsetThreshold - 0.15, 0.01);
    this.#cutAtLongest = parameters.useMaxPossibleSilence;
    this.#minSpeech = samplesOf(parameters.minSpeechMs);
    this.#minSilence = samplesOf(parameters.minSilenceMs);
    this.#cuttableSilence = samplesOf(parameters.minSilenceAtMaxSpeechMs);
    this.#maxSpeech = rate * parameters.maxSpeechS - window - 2 * samplesOf(parameters.speechPadMs);
  }

  run(probabilities: ArrayLike<number>, length: Samples): Segment[] {
    for (let frame = 0; frame < probabilities.length; frame += 1) {
      this.#step(probabilities[frame]!, frame * this.#window);
    }
    if (this.#start !== null && length - this.#start > this.#minSpeech) this.#push(this.#start, length);
    return this.#segments;
  }

  #step(probability: number, now: Samples): void {
    const voiced = probability >= this.#onset;
    if (voiced && this.#silenceStart !== null) this.#endSilence(this.#silenceStart, now); // A
    if (voiced && this.#start === null) {
      this.#start = now; // B
      return;
    }
    if (this.#start !== null && now - this.#start > this.#maxSpeech) {
      if (this.#cut(this.#start, now) === 'frame-used') return; // C
    }
    if (probability < this.#offset && this.#start !== null) this.#low(this.#start, now); // D
  }

  #endSilence(from: Samples, now: Samples): void {
    if (now - from > this.#cuttableSilence) this.#cuts.push({ at: from, length: now - from });
    this.#silenceStart = null;
    // 0 stands for "no cut yet" here, as it does upstream.
    if (this.#afterLastCut < (this.#lastCut ?? 0)) this.#afterLastCut = now;
  }

  /** The open segment is too long. What is pushed here is not held against the minimum speech length. */
  #cut(start: Samples, now: Samples): 'frame-used' | 'frame-open' {
    if (this.#cutAtLongest && this.#cuts.length > 0) {
      const longest = this.#cuts.reduce((best, cut) => (cut.length > best.length ? cut : best));
      this.#push(start, longest.at); // C1
      this.#open(longest.at + longest.length);
      return 'frame-open';
    }
    if (this.#lastCut !== null) {
      const resumed = this.#afterLastCut >= this.#lastCut;
      this.#push(start, this.#lastCut); // C2
      this.#open(resumed ? this.#afterLastCut : null);
      return 'frame-open';
    }
    this.#push(start, now); // C3
    this.#open(null);
    return 'frame-used';
  }

  #low(start: Samples, now: Samples): void {
    this.#silenceStart ??= now;
    const silence = now - this.#silenceStart;
    if (!this.#cutAtLongest && silence > this.#cuttableSilence) this.#lastCut = this.#silenceStart;
    if (silence < this.#minSilence) return;
    if (this.#silenceStart - start > this.#minSpeech) this.#push(start, this.#silenceStart);
    this.#open(null);
  }

  #open(start: Samples | null): void {
    this.#start = start;
    this.#silenceStart = null;
    this.#cuts = [];
    this.#lastCut = null;
    this.#afterLastCut = 0;
  }

  #push(start: Samples, end: Samples): void {
    this.#segments.push({ start, end });
  }
}

/** Widens segments by `padding` on both sides; neighbours nearer than twice that share the gap between them. */
function pad(segments: readonly Segment[], padding: Samples, length: Samples): Segment[] {
  return segments.map(({ start, end }, index) => {
    const before = segments[index - 1];
    const after = segments[index + 1];
    return {
      start: Math.trunc(Math.max(0, start - share(before && start - before.end, padding))),
      end: Math.trunc(Math.min(length, end + share(after && after.start - end, padding))),
    };
  });
}

const share = (gap: Samples | undefined, padding: Samples): Samples =>
  gap !== undefined && gap < 2 * padding ? Math.floor(gap / 2) : padding;

/**
 * Rounds the exact value of a double to `decimals` places, ties to the even digit, as Python's `round` does.
 * `toFixed` works on the exact value too, but sends ties upwards.
 */
function roundTiesToEven(value: number, decimals: number): number {
  // A double below 2^40 with a unit of 1/16000 has at most 66 binary places, so this is all of it.
  const fraction = value.toFixed(100).split('.')[1]!.slice(decimals);
  const rounded = value.toFixed(decimals);
  const isTie = /^50*$/.test(fraction);
  if (!isTie || Number(rounded.at(-1)) % 2 === 0) return Number(rounded);
  return Number((Number(rounded) - 10 ** -decimals).toFixed(decimals));
}
