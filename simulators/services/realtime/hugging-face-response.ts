/** One response of the Hugging Face stand-in. What a client may wait for elsewhere (content parts, items) is not sent. */
import { encodePcmText } from '../../../core/realtime/base64.ts';
import type { Hertz } from '../../../core/units.ts';
import type { ChatMessage } from '../llm/reply-script.ts';
import type { Brain, FunctionCallPlan } from './brain.ts';
import type { Conversation } from './conversation.ts';
import { deliver } from './deliver.ts';
import { aborted } from './openai-response.ts';
import type { Ids, Peer } from './peer.ts';

export interface HuggingFaceResponseParts {
  readonly peer: Peer;
  readonly ids: Ids;
  readonly brain: Brain;
  readonly conversation: Conversation;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly string[];
  readonly rate: Hertz;
}

type Ending = 'turn_detected' | 'client_cancelled' | 'gone';

const chunkMs = 200;

export class HuggingFaceResponse {
  readonly #parts: HuggingFaceResponseParts;
  readonly #id: string;
  readonly #item: string;
  readonly #stop = new AbortController();
  #said = '';
  #lastSound: Int16Array | null = null;
  #isOver = false;

  constructor(parts: HuggingFaceResponseParts) {
    this.#parts = parts;
    this.#id = parts.ids.next('resp');
    this.#item = parts.ids.next('item');
  }

  /** Its end is told at once, unless nobody is there to be told. */
  cancel(ending: Ending): void {
    if (this.#isOver) return;
    if (ending !== 'gone') {
      this.#sayDone();
      this.#finish('cancelled', { reason: ending });
    }
    this.#isOver = true;
    this.#stop.abort();
  }

  /** A chunk of a cancelled response that was on its way already. */
  sayLate(): void {
    const sound = this.#lastSound;
    if (this.#isOver && sound !== null) this.#saySound(sound);
  }

  async run(): Promise<void> {
    const { peer, brain, conversation, messages, tools, rate, ids } = this.#parts;
    const { signal } = this.#stop;
    peer.say('response.created', {
      response: { id: this.#id, object: 'realtime.response', status: 'in_progress' },
    });
    const thought = await brain.think(messages, '', tools, signal);
    if (signal.aborted) return;
    switch (thought.kind) {
      case 'silent':
        return aborted(signal);
      case 'cut':
        return peer.drop();
      case 'failed':
        return this.#finish('failed', { error: { type: 'server_error', code: 'llm_failed' } });
      case 'call':
        return this.#call(thought.call, ids.next('call'));
      case 'text':
    }
    conversation.add({ id: this.#item, wire: {}, role: 'assistant', text: thought.text });
    const end = await deliver(brain.voice(thought.text, rate), chunkMs, signal, {
      words: (text) => {
        this.#said += text;
        peer.say('response.output_audio_transcript.delta', { ...this.#of, delta: text });
      },
      sound: (pcm) => {
        this.#lastSound = pcm;
        this.#saySound(pcm);
      },
    });
    if (end === 'cut') return peer.drop();
    if (end === 'stalled') return aborted(signal);
    if (end === 'stopped') return;
    this.#sayDone();
    this.#finish('completed');
  }

  get #of(): Readonly<Record<string, unknown>> {
    return { response_id: this.#id, item_id: this.#item, output_index: 0, content_index: 0 };
  }

  #saySound(pcm: Int16Array): void {
    this.#parts.peer.say('response.output_audio.delta', { ...this.#of, delta: encodePcmText(pcm) });
  }

  /** No delta of the arguments, and no end of a sound there was none of. */
  #call({ name, arguments: args }: FunctionCallPlan, callId: string): void {
    const { peer, conversation } = this.#parts;
    const item = {
      id: this.#item,
      type: 'function_call',
      call_id: callId,
      name,
      arguments: args,
      status: 'completed',
    };
    conversation.add({ id: this.#item, wire: item, role: null, text: '' });
    const of = { response_id: this.#id, output_index: 0 };
    peer.say('response.output_item.added', { ...of, item });
    peer.say('response.function_call_arguments.done', {
      ...of,
      item_id: this.#item,
      call_id: callId,
      name,
      arguments: args,
    });
    peer.say('response.output_item.done', { ...of, item });
    this.#finish('completed', {}, [item]);
  }

  #sayDone(): void {
    const { peer } = this.#parts;
    peer.say('response.output_audio.done', this.#of);
    peer.say('response.output_audio_transcript.done', { ...this.#of, transcript: this.#said });
  }

  #finish(status: string, details: object = {}, output: readonly object[] = []): void {
    this.#isOver = true;
    this.#parts.peer.say('response.done', {
      response: {
        id: this.#id,
        object: 'realtime.response',
        status,
        status_details: { type: status, ...details },
        output,
      },
    });
  }
}
