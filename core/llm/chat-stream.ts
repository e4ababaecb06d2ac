/**
 * The stream of `POST {base}/chat/completions`, as OpenAI and its many look-alikes send it, put together one event at
 * a time. Knows nothing of bytes, sockets and clocks. Source: sheet `providers.md` 3.1.
 */
import { err, ok, type Result } from '../result.ts';
import { field, isRecord, listField, numberField, parseJson, textField } from '../engine-wire/json-field.ts';
import { errorInside, parseServiceMessage, type ServiceMessage } from '../engine-wire/service-message.ts';
import { beginThinking, endThinking, feedThinking, type ThinkPart, type ThinkState } from './think-tags.ts';
import { mergeToolFragment, parseToolFragment, type ToolCall } from './tool-calls.ts';

/** Longest payload of one event, in UTF-16 units. */
const longestChatEvent = 1_000_000;

export interface ChatStream {
  readonly think: ThinkState;
  readonly toolCalls: readonly ToolCall[];
  /** Set once the service gave a reason: from then on a close is an end, not a cut. */
  readonly finishReason?: string;
  readonly tokens?: number;
  /** `[DONE]` came. */
  readonly done: boolean;
  /** How many payloads could be read, so that a stream of nothing but garbage is told from an empty reply. */
  readonly understood: number;
  readonly garbage: number;
}

export const beginChatStream = (openerLeftOut: boolean): ChatStream => ({
  think: beginThinking(openerLeftOut),
  toolCalls: [],
  done: false,
  understood: 0,
  garbage: 0,
});

export interface ChatStep {
  readonly stream: ChatStream;
  readonly parts: readonly ThinkPart[];
}

/**
 * Takes the payload of one server-sent event. Keep-alives (empty, `:ping`, anything that is no JSON) change nothing.
 * @returns the error that a service reports inside a stream that began well
 */
export function feedChatStream(
  stream: ChatStream,
  data: string,
  eventName?: string,
): Result<ChatStep, ServiceMessage> {
  const payload = data.trim();
  if (payload === '[DONE]') return ok({ stream: { ...stream, done: true }, parts: [] });
  if (!payload.startsWith('{') && !payload.startsWith('[')) {
    return eventName === 'error' ? err(parseServiceMessage(payload)) : ok({ stream, parts: [] });
  }
  const json = parseJson(payload, longestChatEvent);
  if (!json.ok) return ok({ stream: { ...stream, garbage: stream.garbage + 1 }, parts: [] });
  const value = Array.isArray(json.value) ? (json.value[0] as unknown) : json.value;
  const said = errorInside(value) ?? (eventName === 'error' ? parseServiceMessage(payload) : undefined);
  if (said !== undefined) return err(said);
  return ok(feedChunk({ ...stream, understood: stream.understood + 1 }, value));
}

/** A whole reply as one JSON body, although a stream was asked for. */
export function readWholeChat(value: unknown, openerLeftOut: boolean): Result<ChatStep, ServiceMessage> {
  const body = Array.isArray(value) ? (value[0] as unknown) : value;
  const said = errorInside(body);
  if (said !== undefined) return err(said);
  const step = feedChunk(beginChatStream(openerLeftOut), body);
  const end = endThinking(step.stream.think);
  const finishReason = step.stream.finishReason ?? 'stop';
  return ok({
    stream: { ...step.stream, think: end.state, done: true, finishReason, understood: 1 },
    parts: [...step.parts, ...end.parts],
  });
}

function feedChunk(stream: ChatStream, chunk: unknown): ChatStep {
  const tokens = numberField(chunk, 'usage', 'completion_tokens') ?? stream.tokens;
  const choice = listField(chunk, 'choices').find((one) => (numberField(one, 'index') ?? 0) === 0);
  const delta = field(choice, 'delta') ?? field(choice, 'message');
  const reasoning = reasoningOf(delta);
  const text = contentOf(delta);

  const parts: ThinkPart[] = [];
  let think = stream.think;
  if (reasoning !== '') {
    parts.push({ kind: 'reasoning', text: reasoning });
    // A field for reasoning of its own: the text beside it holds no tags that were left open.
    if (think.mode === 'undecided' && think.held === '')
      think = { ...beginThinking(false), opener: 'written' };
  }
  if (text !== '') {
    const step = feedThinking(think, text);
    think = step.state;
    parts.push(...step.parts);
  }

  let toolCalls = stream.toolCalls;
  for (const entry of listField(delta, 'tool_calls')) {
    const fragment = parseToolFragment(entry);
    if (fragment !== undefined) toolCalls = mergeToolFragment(toolCalls, fragment);
  }

  const reason = textField(choice, 'finish_reason');
  const finishReason = reason === undefined || reason === '' ? stream.finishReason : reason;
  return {
    stream: {
      ...stream,
      think,
      toolCalls,
      ...(tokens === undefined ? {} : { tokens }),
      ...(finishReason === undefined ? {} : { finishReason }),
    },
    parts,
  };
}

/** DeepSeek, llama.cpp, Qwen: `reasoning_content`; Groq, Ollama, vLLM, OpenRouter: `reasoning`. */
function reasoningOf(delta: unknown): string {
  const told = textField(delta, 'reasoning_content') ?? textField(delta, 'reasoning') ?? '';
  return told + contentParts(delta, 'thinking');
}

/** Text as a string, a refusal, or a list of typed parts (Mistral). */
function contentOf(delta: unknown): string {
  const text = textField(delta, 'content') ?? contentParts(delta, 'text');
  return text === '' ? (textField(delta, 'refusal') ?? '') : text;
}

function contentParts(delta: unknown, type: 'text' | 'thinking'): string {
  return listField(delta, 'content')
    .filter((part) => isRecord(part) && part['type'] === type)
    .map(
      (part) =>
        textField(part, type) ??
        listField(part, type)
          .map((one) => textField(one, 'text') ?? '')
          .join(''),
    )
    .join('');
}

/**
 * The connection has closed. A close after a reason to finish, or after `[DONE]`, is the end; before, the reply was
 * cut, unless nothing that came could be read at all.
 */
export function endChatStream(stream: ChatStream): Result<ChatStep, 'cut' | 'garbage'> {
  if (stream.finishReason === undefined && !stream.done) {
    return err(stream.understood === 0 && stream.garbage > 0 ? 'garbage' : 'cut');
  }
  const end = endThinking(stream.think);
  return ok({ stream: { ...stream, think: end.state }, parts: end.parts });
}
