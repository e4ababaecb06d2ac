import type { FaultEffect } from '../faults/fault.ts';
import { jsonReply, openAiError } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { chatCompletion, chatStream } from './chat-formats.ts';
import { replyTo } from './reply-script.ts';
import type { ChatMessage } from './reply-script.ts';
import { tokenise } from './tokenise.ts';

/** An answer, and what the log should know about it. */
export interface ChatOutcome {
  readonly reply: Reply;
  readonly body: unknown;
  readonly text?: string;
}

/** Answers a request to `/v1/chat/completions`. `n` numbers the answer; `tokensPerSecond` null: all at once. */
export function answerChat(
  bytes: Buffer,
  n: number,
  tokensPerSecond: number | null,
  effects: readonly FaultEffect[],
): ChatOutcome {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { reply: openAiError(400, 'We could not parse the JSON body of your request.'), body: null };
  }
  if (!isRecord(body)) return { reply: openAiError(400, 'the body must be a JSON object'), body };
  const messages = readMessages(body['messages']);
  if (messages === undefined) {
    const message = 'messages must be a list with at least one message, each with a role';
    return { reply: openAiError(400, message, 'messages'), body };
  }
  const model = typeof body['model'] === 'string' ? body['model'] : '';
  const text = replyTo(messages, model);
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  const all = tokenise(text);
  const tokens = typeof limit === 'number' && limit >= 1 ? all.slice(0, Math.floor(limit)) : all;
  const answer = {
    id: `chatcmpl-${n}`,
    model,
    tokens,
    finishReason: tokens.length < all.length ? ('length' as const) : ('stop' as const),
    promptTokens: messages.reduce((sum, message) => sum + tokenise(message.text).length, 0),
  };
  const wantsStream = body['stream'] === true && !effects.some((effect) => effect.kind === 'json');
  if (!wantsStream) return { reply: jsonReply(chatCompletion(answer)), body, text };
  const options = body['stream_options'];
  const includeUsage = isRecord(options) && options['include_usage'] === true;
  return { reply: chatStream(answer, { tokensPerSecond, includeUsage, effects }), body, text };
}

/** Roles and text of a request's messages; undefined if there is no such list. */
function readMessages(messages: unknown): ChatMessage[] | undefined {
  if (!Array.isArray(messages) || messages.length === 0) return undefined;
  const read: ChatMessage[] = [];
  for (const message of messages as unknown[]) {
    if (!isRecord(message) || typeof message['role'] !== 'string') return undefined;
    read.push({ role: message['role'], text: textOf(message['content']) });
  }
  return read;
}

/** Content is a string, a list of parts of which some are text, or null beside tool calls. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as unknown[])
    .map((part) => (isRecord(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
