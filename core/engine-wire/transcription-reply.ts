/**
 * Replies of `POST {base}/audio/transcriptions`, from OpenAI, Groq, whisper.cpp, speaches, vLLM and LlamaEdge's
 * whisper-api-server. Source: sheet `providers.md` 2.1. Bracketed timestamps are taken off later, by `core/speech`.
 */
import { err, ok, type Result } from '../result.ts';
import { field, isRecord, listField, numberField, textField, type JsonRecord } from './json-field.ts';
import { errorInside, type ServiceMessage } from './service-message.ts';

export interface TranscriptionReply {
  readonly text: string;
  readonly language?: string;
  /** Averages over the segments, weighted by their duration; only `verbose_json` has them. */
  readonly noSpeechProbability?: number;
  readonly averageLogProbability?: number;
  readonly compressionRatio?: number;
}

/** `error`: the body says that it failed; `no-text`: JSON of another kind. */
export type TranscriptionRefusal =
  { readonly kind: 'error'; readonly said: ServiceMessage } | { readonly kind: 'no-text' };

/** Reads a JSON reply. An error body under a good status is a failure, never an empty transcript. */
export function parseTranscription(value: unknown): Result<TranscriptionReply, TranscriptionRefusal> {
  const said = errorInside(value);
  if (said !== undefined) return err({ kind: 'error', said });
  if (!isRecord(value)) return err({ kind: 'no-text' });
  const segments = listField(value, 'segments').filter(isRecord);
  const text =
    textField(value, 'text') ?? (segments.length > 0 ? segments.map(segmentText).join('') : undefined);
  if (text === undefined) return err({ kind: 'no-text' });
  const language = textField(value, 'language');
  return ok({
    text,
    ...(language === undefined ? {} : { language }),
    ...average(segments, 'no_speech_prob', 'noSpeechProbability'),
    ...average(segments, 'avg_logprob', 'averageLogProbability'),
    ...average(segments, 'compression_ratio', 'compressionRatio'),
  });
}

const segmentText = (segment: JsonRecord): string => textField(segment, 'text') ?? '';

function average<Name extends string>(
  segments: readonly JsonRecord[],
  wireName: string,
  name: Name,
): Partial<Record<Name, number>> {
  let sum = 0;
  let weights = 0;
  for (const segment of segments) {
    const value = numberField(segment, wireName);
    if (value === undefined) continue;
    const seconds = (numberField(segment, 'end') ?? 0) - (numberField(segment, 'start') ?? 0);
    // A segment without a span still counts a little, so that its verdict is not lost.
    const weight = seconds > 0 ? seconds : 0.01;
    sum += value * weight;
    weights += weight;
  }
  return weights === 0 ? {} : ({ [name]: sum / weights } as Partial<Record<Name, number>>);
}

/** A transcription that comes in pieces. `complete` once the service has said so. */
export interface TranscriptionStream {
  readonly text: string;
  readonly complete: boolean;
  /** True once an event announced an end to come, so that a close without it is a cut. */
  readonly endsByEvent: boolean;
}

export const emptyTranscriptionStream: TranscriptionStream = {
  text: '',
  complete: false,
  endsByEvent: false,
};

/**
 * Takes one event's JSON: OpenAI's `transcript.text.delta` / `.done`, or, without a `type`, one segment per event
 * (`{"text"}`, older speaches). Unknown events change nothing.
 */
export function feedTranscription(
  stream: TranscriptionStream,
  event: unknown,
): Result<TranscriptionStream, ServiceMessage> {
  const said = errorInside(event);
  if (said !== undefined) return err(said);
  switch (field(event, 'type')) {
    case 'transcript.text.delta':
      return ok({ ...stream, endsByEvent: true, text: stream.text + (textField(event, 'delta') ?? '') });
    case 'transcript.text.done':
      return ok({ text: textField(event, 'text') ?? stream.text, complete: true, endsByEvent: true });
    case 'error':
      return err({ message: textField(event, 'message') ?? '' });
    case undefined: {
      const segment = textField(event, 'text');
      if (segment === undefined) return ok(stream);
      return ok({ ...stream, text: joinSegments(stream.text, segment) });
    }
    default:
      return ok(stream);
  }
}

const joinSegments = (before: string, segment: string): string =>
  before === '' || /^\s/.test(segment) || /\s$/.test(before) ? before + segment : `${before} ${segment}`;
