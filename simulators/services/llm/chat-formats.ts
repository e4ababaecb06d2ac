/** The shapes of a chat answer, and the ways in which servers spoil them. Source: sheet providers.md 3.1. */
import type { FaultEffect } from '../faults/fault.ts';
import { streamReply, utf8 } from '../http/reply.ts';
import type { Part, Reply } from '../http/reply.ts';

export interface ChatAnswer {
  readonly id: string;
  readonly model: string;
  readonly tokens: readonly string[];
  readonly finishReason: 'stop' | 'length';
  readonly promptTokens: number;
}

export interface StreamOptions {
  /** Null: all at once. */
  readonly tokensPerSecond: number | null;
  readonly includeUsage: boolean;
  readonly effects: readonly FaultEffect[];
}

/** A fixed date keeps answers the same from run to run. */
const created = 1_700_000_000;
const thoughts = ['The user', ' said something.', ' I should', ' answer briefly.'];

/** The answer as one JSON object. */
export function chatCompletion(answer: ChatAnswer): object {
  return {
    id: answer.id,
    object: 'chat.completion',
    created,
    model: answer.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.tokens.join('') },
        finish_reason: answer.finishReason,
      },
    ],
    usage: usageOf(answer),
  };
}

/** The answer as server-sent events: role and first token at once, the others at their pace, `[DONE]` at the end. */
export function chatStream(answer: ChatAnswer, options: StreamOptions): Reply {
  const { effects } = options;
  const has = (kind: FaultEffect['kind']) => effects.some((effect) => effect.kind === kind);
  const lineEnd = has('crlf') ? '\r\n' : '\n';
  const stepMs = options.tokensPerSecond === null ? 0 : 1000 / options.tokensPerSecond;
  const parts: Part[] = [];
  const say = (line: string, token = 0) => {
    parts.push({ atMs: token * stepMs, bytes: utf8(`${line}${lineEnd}${lineEnd}`) });
  };
  const chunk = (delta: object, token: number, finishReason: string | null = null) => {
    const choices = [{ index: 0, delta, finish_reason: finishReason }];
    say(`data: ${JSON.stringify({ ...chunkHead(answer), choices })}`, token);
  };

  chunk({ role: 'assistant', content: '' }, 0);
  const deltas = [...thoughtDeltas(effects), ...answer.tokens.map((content) => ({ content }))];
  const failure = effects.find((effect) => effect.kind === 'mid-error');
  const kept = failure === undefined ? deltas.length : Math.floor(deltas.length * failure.share);
  for (const [i, delta] of deltas.slice(0, kept).entries()) {
    if (has('pings')) say(pings[i % pings.length]!, i);
    chunk(delta, i);
  }
  const last = Math.max(0, kept - 1);
  if (failure !== undefined) {
    const error = { message: 'the stand-in broke off as told', type: 'server_error', code: null };
    say(`data: ${JSON.stringify({ error })}`, last);
    return streamReply('text/event-stream', parts);
  }
  chunk({}, last, answer.finishReason);
  if (options.includeUsage) {
    say(`data: ${JSON.stringify({ ...chunkHead(answer), choices: [], usage: usageOf(answer) })}`, last);
  }
  if (!has('no-done')) say('data: [DONE]', last);
  return streamReply('text/event-stream', parts);
}

/** Ways in which gateways keep a stream alive. */
const pings = [': keep-alive', 'data: :ping', 'data: ', 'event: ping\ndata: '];

function thoughtDeltas(effects: readonly FaultEffect[]): object[] {
  const thinking = effects.find((effect) => effect.kind === 'think');
  if (thinking === undefined) return [];
  const { where } = thinking;
  if (where !== 'inline') return thoughts.map((thought) => ({ [where]: thought }));
  return ['<think>', ...thoughts, '</think>'].map((content) => ({ content }));
}

const chunkHead = ({ id, model }: ChatAnswer): object => ({
  id,
  object: 'chat.completion.chunk',
  created,
  model,
});

const usageOf = ({ tokens, promptTokens }: ChatAnswer): object => ({
  prompt_tokens: promptTokens,
  completion_tokens: tokens.length,
  total_tokens: promptTokens + tokens.length,
});
