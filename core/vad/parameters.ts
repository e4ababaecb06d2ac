/**
 * The knobs of both segmenters: unit, default and range of each, in one place.
 *
 * The batch knobs are those of silero-vad's `get_speech_timestamps`, under the words of this project; the table
 * {@link batchUpstreamNames} leads from one to the other. The streaming knobs are ours.
 */
import { EchoError } from '../errors.ts';
import { err, ok, type Result } from '../result.ts';
import type { Millis } from '../units.ts';

export type ParameterErrorCode = 'bad-parameter';
export type ParameterError = EchoError<ParameterErrorCode>;

/** What a number may be. A slider can be drawn from it. */
export interface NumberRange {
  readonly unit: 'probability' | 'ms' | 's' | 'decimals';
  readonly min: number;
  readonly max: number;
  /** A sensible smallest change for a slider. Values between two steps are allowed. */
  readonly step: number;
}

/** Parameters of the batch segmenter, silero-vad 6.2.1. */
export interface BatchParameters {
  /** A frame at or above it is speech. */
  readonly onsetThreshold: number;
  /** A frame below it is silence; null: 0.15 under the onset threshold, not under 0.01. */
  readonly offsetThreshold: number | null;
  /** Only longer segments are kept. */
  readonly minSpeechMs: Millis;
  /** Longer segments are cut. May be Infinity. */
  readonly maxSpeechS: number;
  /** A silence of this length closes a segment. */
  readonly minSilenceMs: Millis;
  /** Added on both sides of every segment. */
  readonly speechPadMs: Millis;
  /** Only a longer silence is a good place to cut an overlong segment. */
  readonly minSilenceAtMaxSpeechMs: Millis;
  /** Cut overlong segments at their longest silence; false: at the last silence. */
  readonly useMaxPossibleSilence: boolean;
}

export const defaultBatchParameters: BatchParameters = {
  onsetThreshold: 0.5,
  offsetThreshold: null,
  minSpeechMs: 250,
  maxSpeechS: Infinity,
  minSilenceMs: 100,
  speechPadMs: 30,
  minSilenceAtMaxSpeechMs: 98,
  useMaxPossibleSilence: true,
};

export type BatchNumber = Exclude<keyof BatchParameters, 'useMaxPossibleSilence'>;

const probability: NumberRange = { unit: 'probability', min: 0, max: 1, step: 0.01 };
const duration: NumberRange = { unit: 'ms', min: 0, max: 60_000, step: 10 };

export const batchRanges: Readonly<Record<BatchNumber, NumberRange>> = {
  onsetThreshold: probability,
  offsetThreshold: probability,
  minSpeechMs: duration,
  maxSpeechS: { unit: 's', min: 0, max: Infinity, step: 0.5 },
  minSilenceMs: duration,
  speechPadMs: duration,
  minSilenceAtMaxSpeechMs: duration,
};

/** Upstream's keyword arguments, for its recorded results and for people who know them. */
export const batchUpstreamNames: Readonly<Record<string, keyof BatchParameters>> = {
  threshold: 'onsetThreshold',
  neg_threshold: 'offsetThreshold',
  min_speech_duration_ms: 'minSpeechMs',
  max_speech_duration_s: 'maxSpeechS',
  min_silence_duration_ms: 'minSilenceMs',
  speech_pad_ms: 'speechPadMs',
  min_silence_at_max_speech: 'minSilenceAtMaxSpeechMs',
  use_max_poss_sil_at_max_speech: 'useMaxPossibleSilence',
};

/** Parameters of the streaming segmenter. They may change between any two frames. */
export interface StreamingParameters {
  /** A frame at or above it is voiced. */
  readonly onsetThreshold: number;
  /** A frame below it is low. Between the two, time runs on and nothing else happens. */
  readonly offsetThreshold: number;
  /** Silence after which it is worth preparing a reply. */
  readonly softEndMs: Millis;
  /** Silence after which the segment is over. */
  readonly hardEndMs: Millis;
  /** Voiced frames that a segment needs; with fewer it is a misfire. */
  readonly minSpeechMs: Millis;
  /** Audio before the onset that belongs to the segment. */
  readonly preRollMs: Millis;
}

/**
 * Thresholds: silero-vad's own. Ends: 64 ms (two frames) and 800 ms, the project's design. Minimum speech: three
 * voiced frames, since a quick "Stop." of 230 ms has five (`fixtures/words`), one of 190 ms four, and a click one or two.
 * Pre-roll: slow onsets are found up to 132 ms late, and a recogniser likes some air before the first word.
 */
export const defaultStreamingParameters: StreamingParameters = {
  onsetThreshold: 0.5,
  offsetThreshold: 0.35,
  softEndMs: 64,
  hardEndMs: 800,
  minSpeechMs: 96,
  preRollMs: 500,
};

export const streamingRanges: Readonly<Record<keyof StreamingParameters, NumberRange>> = {
  onsetThreshold: { unit: 'probability', min: 0.05, max: 0.99, step: 0.01 },
  offsetThreshold: { unit: 'probability', min: 0.01, max: 0.99, step: 0.01 },
  softEndMs: { unit: 'ms', min: 32, max: 2_000, step: 32 },
  hardEndMs: { unit: 'ms', min: 32, max: 5_000, step: 32 },
  minSpeechMs: { unit: 'ms', min: 0, max: 2_000, step: 32 },
  preRollMs: { unit: 'ms', min: 500, max: 3_000, step: 32 },
};

/** The parameters, or the first one out of range with its name, range and value. */
export function checkBatchParameters(parameters: BatchParameters): Result<BatchParameters, ParameterError> {
  for (const [name, range] of Object.entries(batchRanges)) {
    const value = parameters[name as BatchNumber];
    if (value !== null && !isWithin(value, range)) return err(outOfRange(name, value, range));
  }
  return ok(parameters);
}

/** The parameters, or the first one out of range or out of order with the others. */
export function checkStreamingParameters(
  parameters: StreamingParameters,
): Result<StreamingParameters, ParameterError> {
  for (const [name, range] of Object.entries(streamingRanges)) {
    const value = parameters[name as keyof StreamingParameters];
    if (!isWithin(value, range)) return err(outOfRange(name, value, range));
  }
  const { onsetThreshold, offsetThreshold, softEndMs, hardEndMs } = parameters;
  if (offsetThreshold > onsetThreshold)
    return err(bad(`offsetThreshold is ${offsetThreshold}, expected at most the onset's ${onsetThreshold}`));
  if (softEndMs > hardEndMs)
    return err(bad(`softEndMs is ${softEndMs}, expected at most hardEndMs, which is ${hardEndMs}`));
  return ok(parameters);
}

/**
 * Batch parameters from a record under upstream's names, such as the `params` of the recorded cases.
 * What is absent has its default; an unknown name is refused rather than ignored.
 */
export function parseUpstreamParameters(
  params: Readonly<Record<string, unknown>>,
): Result<BatchParameters, ParameterError> {
  const parsed: Record<string, unknown> = { ...defaultBatchParameters };
  for (const [upstream, value] of Object.entries(params)) {
    const name = Object.hasOwn(batchUpstreamNames, upstream) ? batchUpstreamNames[upstream] : undefined;
    if (name === undefined) return err(bad(`unknown parameter ${upstream}`));
    const expected = name === 'useMaxPossibleSilence' ? 'boolean' : 'number';
    if (typeof value !== expected)
      return err(bad(`${upstream} is ${JSON.stringify(value)}, expected a ${expected}`));
    parsed[name] = value;
  }
  return checkBatchParameters(parsed as unknown as BatchParameters);
}

/** NaN is within nothing. */
export const isWithin = (value: number, range: NumberRange): boolean =>
  value >= range.min && value <= range.max;

function outOfRange(name: string, value: number, { min, max, unit }: NumberRange): ParameterError {
  return bad(`${name} is ${value}, expected ${min} to ${max} (${unit})`);
}

const bad = (message: string): ParameterError => new EchoError('bad-parameter', message);
