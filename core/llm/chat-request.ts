/** Bodies of `POST {base}/chat/completions`, and what to leave out when a server refuses a field. */
import type { ServiceMessage } from '../engine-wire/service-message.ts';
import type { JsonRecord } from '../engine-wire/json-field.ts';

export interface ChatRequestParts {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly temperature?: number;
  readonly maxTokens?: number;
  /** Wins over everything here but the messages and `stream`. */
  readonly extra?: JsonRecord;
}

/** Changes that a server has asked for by refusing a request; kept for its later ones. */
export type ChatAdaptation =
  | 'without-stream-options'
  | 'without-temperature'
  /** OpenAI's newer models take `max_completion_tokens` instead of `max_tokens`. */
  | 'completion-tokens'
  | 'without-max-tokens';

export function buildChatRequest(
  parts: ChatRequestParts,
  adaptations: ReadonlySet<ChatAdaptation> = new Set(),
): JsonRecord {
  const { model, temperature, maxTokens } = parts;
  const maxTokensName = adaptations.has('completion-tokens') ? 'max_completion_tokens' : 'max_tokens';
  return {
    ...(model === '' ? {} : { model }),
    ...(adaptations.has('without-stream-options') ? {} : { stream_options: { include_usage: true } }),
    ...(temperature === undefined || adaptations.has('without-temperature') ? {} : { temperature }),
    ...(maxTokens === undefined || adaptations.has('without-max-tokens')
      ? {}
      : { [maxTokensName]: maxTokens }),
    ...parts.extra,
    messages: parts.messages.map(({ role, content }) => ({ role, content })),
    stream: true,
  };
}

/**
 * What to change after a 400 or 422 that names a field of ours; undefined if the refusal is about something else or
 * the change was made already.
 */
export function adaptationFor(
  said: ServiceMessage,
  request: JsonRecord,
  made: ReadonlySet<ChatAdaptation>,
): ChatAdaptation | undefined {
  const words = `${said.param ?? ''} ${said.message}`;
  const sent = (name: string): boolean => name in request && words.includes(name);
  const candidates: readonly (ChatAdaptation | false)[] = [
    sent('stream_options') && 'without-stream-options',
    sent('max_tokens') && 'completion-tokens',
    sent('max_completion_tokens') && 'without-max-tokens',
    sent('temperature') && 'without-temperature',
  ];
  return candidates.find(
    (candidate): candidate is ChatAdaptation => candidate !== false && !made.has(candidate),
  );
}
