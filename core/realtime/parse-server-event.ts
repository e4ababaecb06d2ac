/** Texts of a Realtime server to {@link ServerEvent}s: one reader per name, GA and beta names side by side. */
import { field, isRecord, listField, numberField, parseJson, textField } from '../engine-wire/json-field.ts';
import { parseServiceMessage, type ServiceMessage } from '../engine-wire/service-message.ts';
import { err, ok, type Result } from '../result.ts';
import { decodePcmText } from './base64.ts';
import type { SessionShape } from './dialect.ts';
import type { FunctionCall, ResponseStatus, ServerEvent } from './server-event.ts';

/**
 * Longest text that is read, in UTF-16 units. EchoKit's `conversation.item.created` sends back all that the user said:
 * 16 Mi is more than four minutes of it.
 */
export const longestServerEvent = 16 * 1024 * 1024;
/** Longest base64 of one audio delta: 65 s. Servers send 0.5 s at a time, the boldest a whole sentence. */
const longestAudioText = 4 * 1024 * 1024;
/** Longest text of one delta or transcript, and of a call's arguments. */
const longestWords = 200_000;
const longestName = 100;
/** Longest id that is taken for one. */
const longestId = 500;
const mostCalls = 64;

/** Undefined: the event lacks what it needs, and counts as unknown. */
type Reader = (event: unknown) => ServerEvent | undefined;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['session.created', (event) => ({ type: 'session-created', shape: shapeOf(field(event, 'session')) })],
  ['session.updated', () => ({ type: 'session-updated' })],
  ['error', readError],
  ['input_audio_buffer.speech_started', (event) => ({ type: 'speech-started', item: itemOf(event) })],
  ['input_audio_buffer.speech_stopped', (event) => ({ type: 'speech-stopped', item: itemOf(event) })],
  [
    'input_audio_buffer.committed',
    (event) => ({ type: 'committed', item: itemOf(event), ...previousOf(event) }),
  ],
  ['conversation.item.added', readItem],
  ['conversation.item.created', readItem],
  ['conversation.item.truncated', readTruncated],
  ['conversation.item.input_audio_transcription.delta', readTranscriptionDelta],
  ['conversation.item.input_audio_transcription.completed', readTranscription],
  ['conversation.item.input_audio_transcription.failed', readTranscriptionFailure],
  ['response.created', readResponseCreated],
  ['response.done', readResponseDone],
  ['response.output_text.delta', readTextDelta],
  ['response.text.delta', readTextDelta],
  ['response.output_audio_transcript.delta', readTextDelta],
  ['response.audio_transcript.delta', readTextDelta],
  ['response.output_text.done', (event) => readTextDone(event, 'text')],
  ['response.text.done', (event) => readTextDone(event, 'text')],
  ['response.output_audio_transcript.done', (event) => readTextDone(event, 'transcript')],
  ['response.audio_transcript.done', (event) => readTextDone(event, 'transcript')],
  ['response.output_audio.delta', readAudioDelta],
  ['response.audio.delta', readAudioDelta],
  ['response.function_call_arguments.done', readFunctionCall],
  ['conversation.interrupted', () => ({ type: 'conversation-interrupted' })],
]);

/** Sent by one dialect or another, and nothing to act on. */
const ignoredNames: ReadonlySet<string> = new Set([
  'conversation.created',
  'conversation.item.deleted',
  'conversation.item.done',
  'conversation.item.input_audio_transcription.segment',
  'conversation.item.retrieved',
  'input_audio_buffer.cleared',
  'input_audio_buffer.timeout_triggered',
  'output_audio_buffer.cleared',
  'output_audio_buffer.started',
  'output_audio_buffer.stopped',
  'rate_limits.updated',
  'response.audio.done',
  'response.content_part.added',
  'response.content_part.done',
  'response.function_call_arguments.delta',
  'response.output_audio.done',
  'response.output_item.added',
  'response.output_item.done',
]);

/**
 * Reads one message of a server. The size is checked before anything else. Events that nobody told us of, and known
 * ones that lack what they need, are `unknown`: a session never ends over one.
 * @returns an error only where there is no event at all: too long, no JSON, or an object without a `type`
 */
export function parseServerEvent(text: string): Result<ServerEvent, 'too-long' | 'not-json' | 'no-event'> {
  const json = parseJson(text, longestServerEvent);
  if (!json.ok) return json;
  const name = textField(json.value, 'type');
  if (name === undefined) return err('no-event');
  if (ignoredNames.has(name)) return ok({ type: 'ignored', name });
  return ok(readers.get(name)?.(json.value) ?? { type: 'unknown', name: name.slice(0, longestName) });
}

/** GA may carry `object` as well, so it is the nested fields that count. */
function shapeOf(session: unknown): SessionShape {
  if (textField(session, 'type') === 'realtime' || isRecord(field(session, 'audio'))) return 'nested';
  if (
    textField(session, 'object') === 'realtime.session' ||
    textField(session, 'input_audio_format') !== undefined
  ) {
    return 'flat';
  }
  return 'unclear';
}

function readError(event: unknown): ServerEvent {
  const causedBy = textField(event, 'error', 'event_id');
  return {
    type: 'error',
    error: messageOf(event),
    ...(causedBy === undefined ? {} : { causedBy: causedBy.slice(0, longestId) }),
  };
}

/** The error inside an event, made short and free of keys. */
function messageOf(event: unknown): ServiceMessage {
  const error = field(event, 'error');
  if (typeof error === 'string') return parseServiceMessage(error);
  const part = (name: string): string | undefined => textField(error, name)?.slice(0, 1000);
  return parseServiceMessage(
    JSON.stringify({
      message: part('message') ?? part('code') ?? part('type') ?? '',
      code: part('code'),
      type: part('type'),
      param: part('param'),
    }),
  );
}

function readItem(event: unknown): ServerEvent | undefined {
  const item = idOf(event, 'item', 'id');
  if (item === undefined) return undefined;
  return { type: 'item-added', item, role: textField(event, 'item', 'role') ?? '', ...previousOf(event) };
}

function readTruncated(event: unknown): ServerEvent | undefined {
  const audioEndMs = numberField(event, 'audio_end_ms');
  if (audioEndMs === undefined) return undefined;
  return { type: 'truncated', item: itemOf(event), audioEndMs };
}

function readTranscriptionDelta(event: unknown): ServerEvent | undefined {
  const item = idOf(event, 'item_id');
  if (item === undefined) return undefined;
  return { type: 'transcription-delta', item, delta: wordsOf(event, 'delta') ?? '' };
}

function readTranscription(event: unknown): ServerEvent | undefined {
  const item = idOf(event, 'item_id');
  const transcript = wordsOf(event, 'transcript');
  if (item === undefined || transcript === undefined) return undefined;
  return { type: 'transcription-completed', item, transcript };
}

function readTranscriptionFailure(event: unknown): ServerEvent | undefined {
  const item = idOf(event, 'item_id');
  return item === undefined ? undefined : { type: 'transcription-failed', item, error: messageOf(event) };
}

function readResponseCreated(event: unknown): ServerEvent | undefined {
  const response = idOf(event, 'response', 'id');
  return response === undefined ? undefined : { type: 'response-created', response };
}

function readResponseDone(event: unknown): ServerEvent | undefined {
  const response = idOf(event, 'response', 'id');
  if (response === undefined) return undefined;
  const details = field(event, 'response', 'status_details');
  const reason = textField(details, 'reason')?.slice(0, longestName);
  const error = isRecord(field(details, 'error')) ? messageOf(details) : undefined;
  return {
    type: 'response-done',
    response,
    status: statusOf(textField(event, 'response', 'status')),
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error }),
    calls: listField(event, 'response', 'output')
      .slice(0, mostCalls)
      .map((item) => (textField(item, 'type') === 'function_call' ? callOf(item) : undefined))
      .filter((call) => call !== undefined),
  };
}

/** A status we do not know ends the response like any other. */
function statusOf(status: string | undefined): ResponseStatus {
  return status === 'cancelled' || status === 'failed' || status === 'incomplete' ? status : 'completed';
}

function readTextDelta(event: unknown): ServerEvent | undefined {
  const part = partOf(event);
  const delta = wordsOf(event, 'delta');
  if (part === undefined || delta === undefined) return undefined;
  return { type: 'reply-text-delta', ...part, delta };
}

function readTextDone(event: unknown, key: 'text' | 'transcript'): ServerEvent | undefined {
  const part = partOf(event);
  const text = wordsOf(event, key);
  if (part === undefined || text === undefined) return undefined;
  return { type: 'reply-text-done', ...part, text };
}

function readAudioDelta(event: unknown): ServerEvent | undefined {
  const part = partOf(event);
  const audio = textField(event, 'delta');
  if (part === undefined || audio === undefined || audio.length > longestAudioText) return undefined;
  const pcm = decodePcmText(audio);
  return pcm === undefined ? undefined : { type: 'reply-audio-delta', ...part, pcm };
}

function readFunctionCall(event: unknown): ServerEvent | undefined {
  const response = idOf(event, 'response_id');
  const call = callOf(event);
  if (response === undefined || call === undefined) return undefined;
  return { type: 'function-call', response, call };
}

function callOf(value: unknown): FunctionCall | undefined {
  const callId = idOf(value, 'call_id');
  const name = textField(value, 'name');
  const args = wordsOf(value, 'arguments');
  if (callId === undefined || name === undefined || args === undefined) return undefined;
  return { callId, name: name.slice(0, longestName), arguments: args };
}

function partOf(event: unknown): { response: string; item: string; content: number } | undefined {
  const response = idOf(event, 'response_id');
  if (response === undefined) return undefined;
  const content = numberField(event, 'content_index') ?? 0;
  return { response, item: itemOf(event), content: Number.isInteger(content) && content >= 0 ? content : 0 };
}

const itemOf = (event: unknown): string => idOf(event, 'item_id') ?? '';

function previousOf(event: unknown): { readonly after?: string } {
  const after = idOf(event, 'previous_item_id');
  return after === undefined ? {} : { after };
}

function idOf(value: unknown, ...path: readonly string[]): string | undefined {
  const id = textField(value, ...path);
  return id === undefined || id === '' || id.length > longestId ? undefined : id;
}

const wordsOf = (value: unknown, key: string): string | undefined =>
  textField(value, key)?.slice(0, longestWords);
