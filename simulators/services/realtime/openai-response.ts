/** One response of the OpenAI stand-in, from `response.created` to `response.done`. */
import { encodePcmText } from '../../../core/realtime/base64.ts';
import type { JsonRecord } from '../../../core/engine-wire/json-field.ts';
import { samplesToMillis } from '../../../core/units.ts';
import { tokenise } from '../llm/tokenise.ts';
import type { ChatMessage } from '../llm/reply-script.ts';
import type { Brain, FunctionCallPlan, SpokenPlan } from './brain.ts';
import type { Conversation, Item } from './conversation.ts';
import { deliver } from './deliver.ts';
import type { Ids, Peer } from './peer.ts';

export interface OpenAiResponseParts {
  readonly peer: Peer;
  readonly ids: Ids;
  readonly brain: Brain;
  /** Null: its items do not become part of the conversation. */
  readonly conversation: Conversation | null;
  readonly conversationId: string;
  readonly messages: readonly ChatMessage[];
  readonly model: string;
  readonly tools: readonly string[];
  readonly modality: 'audio' | 'text';
  readonly maxTokens: number;
  readonly metadata: JsonRecord | null;
}

type Status = 'completed' | 'cancelled' | 'failed' | 'incomplete';

const rate = 24_000;
const chunkMs = 100;

export class OpenAiResponse {
  readonly id: string;
  readonly #parts: OpenAiResponseParts;
  readonly #stop = new AbortController();
  #reason: 'turn_detected' | 'client_cancelled' | 'gone' = 'client_cancelled';
  readonly #output: JsonRecord[] = [];

  constructor(parts: OpenAiResponseParts) {
    this.#parts = parts;
    this.id = parts.ids.next('resp');
  }

  /** @param reason `gone`: nobody is there to be told */
  cancel(reason: 'turn_detected' | 'client_cancelled' | 'gone'): void {
    this.#reason = reason;
    this.#stop.abort();
  }

  /** Resolves when `response.done` is out, or never will be. */
  async run(): Promise<void> {
    const { peer, brain, messages, model, tools } = this.#parts;
    const { signal } = this.#stop;
    peer.say('response.created', { response: this.#view('in_progress', null) });
    peer.say('rate_limits.updated', {
      rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 39_000, reset_seconds: 1 }],
    });
    const thought = await brain.think(messages, model, tools, signal);
    if (signal.aborted) return this.#done('cancelled', { reason: this.#reason });
    switch (thought.kind) {
      case 'silent':
        await aborted(signal);
        return this.#done('cancelled', { reason: this.#reason });
      case 'cut':
        return peer.drop();
      case 'failed':
        return this.#fail('the model broke off as told');
      case 'call':
        return this.#call(thought.call);
      case 'text':
        return this.#say(thought.text);
    }
  }

  #call({ name, arguments: args }: FunctionCallPlan): void {
    const { peer, ids } = this.#parts;
    const call = { call_id: ids.next('call'), name, arguments: args };
    const item = this.#begin({ type: 'function_call', status: 'in_progress', ...call, arguments: '' }, null);
    const of = { response_id: this.id, item_id: item.id, output_index: 0, call_id: call.call_id };
    for (const delta of tokenise(args)) peer.say('response.function_call_arguments.delta', { ...of, delta });
    peer.say('response.function_call_arguments.done', { ...of, name, arguments: args });
    item.wire = { ...item.wire, ...call, status: 'completed' };
    this.#finish(item);
    this.#done('completed');
  }

  async #say(whole: string): Promise<void> {
    const { brain, maxTokens, modality, peer } = this.#parts;
    const tokens = tokenise(whole);
    const text = tokens.slice(0, maxTokens).join('');
    const plan =
      modality === 'audio' ? brain.voice(text, rate) : { ...brain.voice('', rate), ...silentWords(text) };
    if (modality === 'audio' && plan.isMute) return this.#fail('the voice broke off as told');
    const item = this.#begin(
      { type: 'message', status: 'in_progress', role: 'assistant', content: [] },
      'assistant',
    );
    const of = { response_id: this.id, item_id: item.id, output_index: 0, content_index: 0 };
    const kind = modality === 'audio' ? 'audio' : 'text';
    const words = modality === 'audio' ? 'response.output_audio_transcript' : 'response.output_text';
    const part = (said: string) =>
      modality === 'audio' ? { type: kind, transcript: said } : { type: kind, text: said };
    peer.say('response.content_part.added', { ...of, part: part('') });
    let said = '';
    let samples = 0;
    const end = await deliver(plan, chunkMs, this.#stop.signal, {
      words: (more) => {
        said += more;
        item.text = said;
        for (const delta of tokenise(more)) peer.say(`${words}.delta`, { ...of, delta });
      },
      sound: (pcm) => {
        samples += pcm.length;
        item.audioMs = samplesToMillis(samples, rate);
        peer.say('response.output_audio.delta', { ...of, delta: encodePcmText(pcm) });
      },
    });
    if (end === 'cut') return peer.drop();
    if (end === 'stalled') await aborted(this.#stop.signal);
    const isWhole = end === 'complete' && tokens.length <= maxTokens;
    item.wire = {
      ...item.wire,
      status: isWhole ? 'completed' : 'incomplete',
      content: [{ ...part(said), type: modality === 'audio' ? 'output_audio' : 'output_text' }],
    };
    if (this.#reason !== 'gone') {
      if (modality === 'audio') peer.say('response.output_audio.done', of);
      peer.say(`${words}.done`, { ...of, [modality === 'audio' ? 'transcript' : 'text']: said });
      peer.say('response.content_part.done', { ...of, part: part(said) });
      this.#finish(item);
    }
    if (end !== 'complete') this.#done('cancelled', { reason: this.#reason });
    else if (isWhole) this.#done('completed');
    else this.#done('incomplete', { reason: 'max_output_tokens' });
  }

  #begin(fields: JsonRecord, role: Item['role']): Item {
    const { peer, ids, conversation } = this.#parts;
    const id = ids.next('item');
    const item: Item = { id, wire: { id, object: 'realtime.item', ...fields }, role, text: '' };
    peer.say('response.output_item.added', { response_id: this.id, output_index: 0, item: item.wire });
    if (conversation !== null) {
      const before = conversation.add(item) ?? null;
      peer.say('conversation.item.added', { previous_item_id: before, item: item.wire });
    }
    return item;
  }

  #finish(item: Item): void {
    const { peer, conversation } = this.#parts;
    this.#output.push(item.wire);
    if (conversation !== null)
      peer.say('conversation.item.done', { previous_item_id: null, item: item.wire });
    peer.say('response.output_item.done', { response_id: this.id, output_index: 0, item: item.wire });
  }

  #fail(message: string): void {
    this.#done('failed', { error: { type: 'server_error', code: 'server_error', message } });
  }

  #done(status: Status, details: JsonRecord = {}): void {
    if (this.#reason === 'gone') return;
    const statusDetails = status === 'completed' ? null : { type: status, ...details };
    this.#parts.peer.say('response.done', { response: this.#view(status, statusDetails) });
  }

  #view(status: Status | 'in_progress', details: JsonRecord | null): JsonRecord {
    const { conversation, conversationId, modality, maxTokens, metadata } = this.#parts;
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      status_details: details,
      output: [...this.#output],
      conversation_id: conversation === null ? null : conversationId,
      output_modalities: [modality],
      max_output_tokens: Number.isFinite(maxTokens) ? maxTokens : 'inf',
      metadata,
      usage: status === 'in_progress' ? null : { total_tokens: 0, input_tokens: 0, output_tokens: 0 },
    };
  }
}

const silentWords = (text: string): Pick<SpokenPlan, 'pieces'> => ({
  pieces: [{ text, pcm: new Int16Array(0) }],
});

/** Resolves once the signal has fired. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
