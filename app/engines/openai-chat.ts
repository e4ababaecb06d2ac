/**
 * OpenAI-compatible chat completions by server-sent events: OpenAI, Groq, DeepSeek, llama.cpp, LlamaEdge, Ollama,
 * vLLM and others. Source: sheet `providers.md` 3.1.
 */
import { classifyStreamError } from '../../core/engine-wire/engine-failure.ts';
import { parseJson } from '../../core/engine-wire/json-field.ts';
import { parseServiceMessage, type ServiceMessage } from '../../core/engine-wire/service-message.ts';
import { adaptationFor, buildChatRequest, type ChatAdaptation } from '../../core/llm/chat-request.ts';
import {
  beginChatStream,
  endChatStream,
  feedChatStream,
  readWholeChat,
  type ChatStep,
} from '../../core/llm/chat-stream.ts';
import { mayLeaveOutOpener, type ThinkPart } from '../../core/llm/think-tags.ts';
import type { LlmConfig } from '../../core/profile/profile.ts';
import type { Millis } from '../../core/units.ts';
import type { CallService } from './call-service.ts';
import type { ChatMessage, LlmEngine, LlmEvent } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { drain, nextWithin } from './next-within.ts';
import { shapeReply } from './reply-shape.ts';
import { contentType, decodeText, readBytes } from './response-bytes.ts';
import { readServerSentEvents } from './server-sent-events.ts';

export type OpenAiChatConfig = Extract<LlmConfig, { kind: 'openai-chat' }>;

/** Largest whole reply, in bytes. */
const maxReplyBytes = 4_000_000;
/** How long the count of tokens is waited for once the reply is complete; a server may keep the connection open. */
const usageGraceMs: Millis = 150;
/** How long the server has to close a stream that is complete. */
const drainMs: Millis = 500;

export function createOpenAiChat(config: OpenAiChatConfig, call: CallService): LlmEngine {
  const adaptations = new Set<ChatAdaptation>();
  let openerLeftOut = mayLeaveOutOpener(config.model);

  async function send(messages: readonly ChatMessage[], signal: AbortSignal): Promise<Response> {
    for (;;) {
      const request = buildChatRequest({ ...config, messages }, adaptations);
      try {
        return await call({
          address: config.address,
          path: '/chat/completions',
          body: { json: request },
          signal,
        });
      } catch (error) {
        const adaptation =
          error instanceof EngineError ? adaptationAfter(error, request, adaptations) : undefined;
        if (adaptation === undefined) throw error;
        adaptations.add(adaptation);
      }
    }
  }

  function* learnAndEnd({ stream, parts }: ChatStep): Generator<LlmEvent, void> {
    const { opener } = stream.think;
    if (opener !== undefined) openerLeftOut = opener === 'left-out';
    yield* parts.map(toEvent);
    yield {
      type: 'end',
      reason: stream.finishReason ?? 'stop',
      ...(stream.tokens === undefined ? {} : { tokens: stream.tokens }),
    };
  }

  async function* reply(
    messages: readonly ChatMessage[],
    options: { readonly signal: AbortSignal },
  ): AsyncGenerator<LlmEvent, void> {
    // A signal of our own on top: leaving the stream before its end must free the connection too.
    const leave = new AbortController();
    const signal = AbortSignal.any([options.signal, leave.signal]);
    let rest: AsyncIterator<unknown, void> | undefined;
    try {
      const response = await send(messages, signal);
      const { shape, bytes } = await shapeReply(contentType(response), readBytes(response, signal));
      switch (shape) {
        case 'events': {
          const events = readServerSentEvents(bytes);
          const end = yield* streamedReply(events, openerLeftOut);
          rest = events;
          yield* learnAndEnd(end);
          return;
        }
        case 'json':
          yield* learnAndEnd(wholeReply(await decodeText(bytes, maxReplyBytes), openerLeftOut));
          return;
        case 'html':
        case 'text':
          throw notAChat(await decodeText(bytes, maxReplyBytes));
      }
    } finally {
      // Read to its end, a connection can serve the next turn; given up in the middle, it is cut at once.
      if (rest === undefined) leave.abort();
      else void drain(rest, drainMs).finally(() => leave.abort());
    }
  }

  return { kind: 'openai-chat', reply };
}

function adaptationAfter(
  error: EngineError,
  request: Parameters<typeof adaptationFor>[1],
  made: ReadonlySet<ChatAdaptation>,
): ChatAdaptation | undefined {
  if (error.status !== 400 && error.status !== 422) return undefined;
  const { param } = error.details;
  const said: ServiceMessage = {
    message: error.serviceMessage ?? '',
    ...(typeof param === 'string' ? { param } : {}),
  };
  return adaptationFor(said, request, made);
}

async function* streamedReply(
  events: ReturnType<typeof readServerSentEvents>,
  openerLeftOut: boolean,
): AsyncGenerator<LlmEvent, ChatStep> {
  let stream = beginChatStream(openerLeftOut);
  for (;;) {
    const next =
      stream.finishReason === undefined ? await events.next() : await nextWithin(events, usageGraceMs);
    if (next === 'too-late' || next.done === true) break;
    const fed = feedChatStream(stream, next.value.data, next.value.event);
    if (!fed.ok) throw streamFailure(fed.error);
    stream = fed.value.stream;
    yield* fed.value.parts.map(toEvent);
    if (stream.done || (stream.finishReason !== undefined && stream.tokens !== undefined)) break;
  }
  const end = endChatStream(stream);
  if (!end.ok) {
    throw end.error === 'cut'
      ? new EngineError('stream-cut', 'the reply ended without a reason to finish', { retryable: true })
      : new EngineError('unexpected-reply', 'a stream of events that are no JSON');
  }
  return end.value;
}

function wholeReply(text: string, openerLeftOut: boolean): ChatStep {
  const json = parseJson(text, maxReplyBytes);
  if (!json.ok) throw notAChat(text);
  const whole = readWholeChat(json.value, openerLeftOut);
  if (!whole.ok) throw streamFailure(whole.error);
  return whole.value;
}

const toEvent = (part: ThinkPart): LlmEvent => ({ type: part.kind, delta: part.text });

function streamFailure(said: ServiceMessage): EngineError {
  const { code, retryable } = classifyStreamError(said);
  return new EngineError(code, `the service broke off: ${said.message}`, {
    retryable,
    serviceMessage: said.message,
  });
}

function notAChat(body: string): EngineError {
  const { message } = parseServiceMessage(body);
  return new EngineError('unexpected-reply', `no chat completion: ${message}`, { serviceMessage: message });
}
