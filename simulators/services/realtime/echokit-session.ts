/** The stand-in of echokit_server's `/v1/realtime`, for one client: its faults included. Source: sheet `realtime.md` 5. */
import * as v from 'valibot';
import { decodePcmText, encodePcmText } from '../../../core/realtime/base64.ts';
import { millisToSamples } from '../../../core/units.ts';
import { waitUntil } from '../http/clock.ts';
import type { ChatMessage } from '../llm/reply-script.ts';
import type { Brain } from './brain.ts';
import {
  echoKitMessage,
  textOfContent,
  type EchoKitItem,
  type EchoKitMessage,
  type EchoKitSessionFields,
} from './echokit-messages.ts';
import { sayEchoKitReply } from './echokit-reply.ts';
import { sayError, type Ids, type Peer, type RealtimeSession } from './peer.ts';
import { SoundBuffer } from './sound-buffer.ts';
import { VoiceTurns } from './voice-turns.ts';

const rate = 24_000;
/** Of the VAD link, in the order in which it tells them; `unreadable` ends the loop. */
type Task = EchoKitMessage | { readonly type: 'voice-ended' | 'unreadable' };

interface FlatSession {
  readonly modalities: readonly string[];
  readonly instructions: string;
  readonly voice: string;
  readonly turn_detection: NonNullable<EchoKitSessionFields['turn_detection']>;
}

export class EchoKitSession implements RealtimeSession {
  readonly #peer: Peer;
  readonly #ids: Ids;
  readonly #brain: Brain;
  readonly #id: string;
  /** Null: the server's configuration names no VAD. */
  readonly #turns: VoiceTurns | null;
  readonly #gone = new AbortController();
  readonly #buffer = new SoundBuffer();
  readonly #tasks: Task[] = [];
  readonly #messages: ChatMessage[] = [];
  #session: FlatSession;
  /** What the model is told: the session's instructions never get there. */
  #prompt = 'You are a helpful assistant.';
  #isBusy = false;
  /** The VAD link hears a voice. */
  #isTriggered = false;
  #isGenerating = false;

  /** @param hasVad whether the server's configuration names a VAD for streams */
  constructor(peer: Peer, ids: Ids, brain: Brain, hasVad: boolean) {
    this.#peer = peer;
    this.#ids = ids;
    this.#brain = brain;
    this.#id = ids.next('sess');
    this.#turns = hasVad
      ? new VoiceTurns(rate, { threshold: 0.5, prefixMs: 0, silenceMs: 500, leastMs: 96 })
      : null;
    this.#session = {
      modalities: ['text', 'audio'],
      instructions: this.#prompt,
      voice: 'cooper',
      turn_detection: { type: hasVad ? 'server_vad' : 'none' },
    };
    peer.say('session.created', { session: this.#view() });
    const conversation = { id: ids.next('conv'), object: 'realtime.conversation' };
    peer.say('conversation.created', { conversation });
  }

  end(): void {
    this.#gone.abort();
  }

  receive(text: string): void {
    const message = v.safeParse(echoKitMessage, text);
    this.#tasks.push(message.success ? message.output : { type: 'unreadable' });
    void this.#work();
  }

  /** One thing after the other: while a reply is made nothing else is read. */
  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      await this.#perform(task);
      if (this.#gone.signal.aborted) return;
    }
    this.#isBusy = false;
  }

  async #perform(task: Task): Promise<void> {
    switch (task.type) {
      case 'session.update':
        return this.#update(task.session);
      case 'input_audio_buffer.append':
        return this.#append(task.audio);
      case 'input_audio_buffer.commit':
      case 'voice-ended':
        if (await this.#commit()) await this.#generate();
        return;
      case 'input_audio_buffer.clear':
        this.#buffer.clear();
        return this.#peer.say('input_audio_buffer.cleared');
      case 'conversation.item.create':
        return this.#createItem(task.item, task.previous_item_id ?? null);
      case 'conversation.item.truncate':
      case 'conversation.item.delete':
        // Read, and thrown away.
        return;
      case 'response.create':
        return this.#createResponse();
      case 'response.cancel':
        this.#isGenerating = false;
        return this.#peer.say('conversation.interrupted');
      case 'unreadable':
        // The loop ends without a close frame.
        this.#gone.abort();
        return this.#peer.drop();
    }
  }

  #update(changes: EchoKitSessionFields): void {
    for (const side of ['input', 'output'] as const) {
      const format = changes[`${side}_audio_format`] ?? 'pcm16';
      const param = `${side}_audio_format`;
      if (format !== 'pcm16')
        return this.#refuse(
          'unsupported_audio_format',
          `Only PCM16 ${side} audio format is supported`,
          param,
        );
    }
    const detection = changes.turn_detection?.type;
    const param = 'turn_detection.type';
    if (detection === 'semantic_vad')
      return this.#refuse('unsupported_turn_detection', 'Semantic VAD is not supported', param);
    if (detection === 'server_vad' && this.#turns === null)
      return this.#refuse('vad_realtime_not_connected', 'VAD realtime service is not connected', param);
    // Tools, temperature and the like are dropped; null means unchanged.
    const { modalities, instructions, voice } = this.#session;
    this.#session = {
      modalities: changes.modalities ?? modalities,
      instructions: changes.instructions ?? instructions,
      voice: changes.voice ?? voice,
      turn_detection: changes.turn_detection ?? this.#session.turn_detection,
    };
    this.#peer.say('session.updated', { session: this.#view() });
  }

  #append(audio: string): void {
    const pcm = decodePcmText(audio);
    // What is no base64 is an error in its log only.
    if (pcm === undefined) return;
    const { type, prefix_padding_ms: prefixMs } = this.#session.turn_detection;
    if (type !== 'server_vad' || this.#turns === null) return this.#buffer.add(pcm);
    if (!this.#isTriggered) {
      const most = millisToSamples(prefixMs ?? 300, rate);
      // The pre-roll is thrown away when it is full.
      if (this.#buffer.length + pcm.length >= most) this.#buffer.clear();
    }
    this.#buffer.add(pcm);
    for (const news of this.#turns.push(pcm)) {
      this.#isTriggered = news.kind === 'started';
      if (news.kind === 'stopped') this.#tasks.unshift({ type: 'voice-ended' });
    }
  }

  /** @returns whether a reply is due */
  async #commit(): Promise<boolean> {
    if (this.#buffer.length === 0) return false;
    const item = this.#ids.next('item');
    this.#peer.say('input_audio_buffer.committed', { previous_item_id: null, item_id: item });
    const heard = this.#brain.hear(this.#buffer.heard(rate));
    // A recogniser that fails is a line in its log: the sound stays, and nothing is said.
    if (heard.kind === 'silent') return false;
    await waitUntil(heard.readyAt, this.#gone.signal);
    if (heard.kind === 'failed') return false;
    const name = 'conversation.item.input_audio_transcription.completed';
    const said = { item_id: item, content_index: 0, transcript: heard.text };
    if (heard.text === '') {
      // No speech in it: the buffer keeps it all the same.
      this.#peer.say(name, said);
      return false;
    }
    this.#messages.push({ role: 'user', text: heard.text });
    const audio = encodePcmText(this.#buffer.all());
    this.#peer.say('conversation.item.created', {
      previous_item_id: null,
      item: {
        id: item,
        object: 'realtime.item',
        type: 'message',
        status: 'completed',
        role: 'user',
        content: [{ type: 'input_audio', audio, transcript: heard.text }],
      },
    });
    this.#peer.say(name, said);
    this.#buffer.clear();
    return this.#session.turn_detection.create_response ?? true;
  }

  #createItem(item: EchoKitItem, previous: string | null): void {
    const text = textOfContent(item.content);
    if (item.type === 'message' && item.role === 'system') this.#prompt = text;
    else if (item.type === 'message' && (item.role === 'user' || item.role === 'assistant'))
      this.#messages.push({ role: item.role, text });
    else if (item.type === 'function_call_output')
      this.#messages.push({ role: 'tool', text: item.output ?? '' });
    this.#peer.say('conversation.item.created', { previous_item_id: previous, item });
  }

  async #createResponse(): Promise<void> {
    if (this.#isGenerating)
      return this.#refuse('response_in_progress', 'A response is already being generated');
    return this.#generate();
  }

  async #generate(): Promise<void> {
    // After a failure it counts itself as generating until a cancel.
    if (this.#messages.at(-1)?.role === 'assistant' || this.#isGenerating) return;
    this.#isGenerating = true;
    const said = await sayEchoKitReply({
      peer: this.#peer,
      ids: this.#ids,
      brain: this.#brain,
      messages: [{ role: 'system', text: this.#prompt }, ...this.#messages],
      hasSound: this.#session.modalities.includes('audio'),
      signal: this.#gone.signal,
    });
    if (said === undefined) return;
    this.#messages.push({ role: 'assistant', text: said });
    this.#isGenerating = false;
  }

  #view(): object {
    return {
      id: this.#id,
      object: 'realtime.session',
      model: 'gpt-4o-realtime-preview',
      ...this.#session,
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_transcription: null,
      tools: null,
      tool_choice: 'auto',
      temperature: 0.8,
      max_output_tokens: null,
    };
  }

  #refuse(code: string, message: string, param?: string): void {
    const failure = { type: 'invalid_request_error', code, message };
    sayError(this.#peer, param === undefined ? failure : { ...failure, param });
  }
}
