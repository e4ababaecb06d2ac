/** The stand-in of OpenAI's Realtime server (GA), for one client. Source: sheet `realtime.md` 1 to 3. */
import { decodePcmText } from '../../../core/realtime/base64.ts';
import { isRecord, textField, type JsonRecord } from '../../../core/engine-wire/json-field.ts';
import type { Brain } from './brain.ts';
import { Conversation, messagesOf } from './conversation.ts';
import { OpenAiEars } from './openai-ears.ts';
import { OpenAiResponse } from './openai-response.ts';
import { createItem, type ItemOfClient } from './openai-items.ts';
import { checkFields, responseSchema, sessionSchema, type ResponseFields } from './openai-schema.ts';
import {
  detectionFlag,
  firstOpenAiSession,
  sessionTools,
  toolNames,
  updatedOpenAiSession,
} from './openai-settings.ts';
import { sayError, type Ids, type Peer, type RealtimeSession } from './peer.ts';

/** Of one append, in base64 letters: 15 MiB. */
const longestAppend = 15 * 1024 * 1024;

const clientTypes = [
  'session.update',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'output_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.retrieve',
  'conversation.item.delete',
  'conversation.item.truncate',
  'response.create',
  'response.cancel',
];

export class OpenAiSession implements RealtimeSession {
  readonly #peer: Peer;
  readonly #ids: Ids;
  readonly #brain: Brain;
  readonly #conversation = new Conversation();
  readonly #conversationId: string;
  readonly #ears: OpenAiEars;
  readonly #gone = new AbortController();
  #session: JsonRecord;
  #response: OpenAiResponse | null = null;
  #spoke = false;

  constructor(peer: Peer, ids: Ids, brain: Brain, model: string) {
    this.#peer = peer;
    this.#ids = ids;
    this.#brain = brain;
    this.#conversationId = ids.next('conv');
    this.#session = firstOpenAiSession(ids.next('sess'), model);
    this.#ears = new OpenAiEars({
      peer,
      ids,
      brain,
      conversation: this.#conversation,
      session: () => this.#session,
      gone: this.#gone.signal,
      onVoice: () => {
        if (detectionFlag(this.#session, 'interrupt_response')) this.#response?.cancel('turn_detected');
      },
      onTurn: () => {
        if (detectionFlag(this.#session, 'create_response')) this.#respond({});
      },
    });
    peer.say('session.created', { session: this.#session });
  }

  end(): void {
    this.#gone.abort();
    this.#response?.cancel('gone');
  }

  receive(text: string): void {
    const event = parsed(text);
    if (event === undefined) {
      const message = 'We could not parse the JSON body of your event.';
      return sayError(this.#peer, { type: 'invalid_request_error', code: 'invalid_json', message });
    }
    const type = textField(event, 'type') ?? '';
    switch (type) {
      case 'session.update':
        return this.#update(event);
      case 'input_audio_buffer.append':
        return this.#append(event);
      case 'input_audio_buffer.commit':
        return this.#commit(event);
      case 'input_audio_buffer.clear':
        this.#ears.forget();
        return this.#peer.say('input_audio_buffer.cleared');
      case 'conversation.item.create':
        return this.#createItem(event);
      case 'conversation.item.retrieve':
        return this.#withItem(event, (item) =>
          this.#peer.say('conversation.item.retrieved', { item: item.wire }),
        );
      case 'conversation.item.delete':
        return this.#withItem(event, ({ id }) => {
          this.#conversation.remove(id);
          this.#peer.say('conversation.item.deleted', { item_id: id });
        });
      case 'conversation.item.truncate':
        return this.#truncate(event);
      case 'response.create':
        return this.#createResponse(event);
      case 'response.cancel':
        return this.#cancel(event);
      case 'output_audio_buffer.clear':
        return this.#refuse(
          event,
          'invalid_value',
          'There is no output audio buffer over a WebSocket.',
          'type',
        );
      default: {
        const message = `Invalid value: '${type}'. Supported values are: ${clientTypes.join(', ')}.`;
        return this.#refuse(event, 'invalid_value', message, 'type');
      }
    }
  }

  #update(event: JsonRecord): void {
    const fields = checkFields(sessionSchema, event['session'], 'session');
    if (!fields.ok) return sayError(this.#peer, fields.error, textField(event, 'event_id'));
    const voice = fields.value.audio?.output?.voice;
    const current = (this.#session['audio'] as JsonRecord)['output'] as JsonRecord;
    if (this.#spoke && voice !== undefined && voice !== current['voice']) {
      const message = "Cannot update a conversation's voice if assistant audio is present.";
      return this.#refuse(event, 'cannot_update_voice', message, 'session.audio.output.voice');
    }
    this.#session = updatedOpenAiSession(this.#session, fields.value);
    this.#ears.followSession();
    this.#peer.say('session.updated', { session: this.#session });
  }

  #append(event: JsonRecord): void {
    const audio = textField(event, 'audio');
    const pcm = audio === undefined || audio.length > longestAppend ? undefined : decodePcmText(audio);
    if (pcm === undefined)
      return this.#refuse(
        event,
        'invalid_value',
        "Invalid 'audio': expected base64 of at most 15 MiB.",
        'audio',
      );
    this.#ears.hear(pcm);
  }

  #commit(event: JsonRecord): void {
    const wrong = this.#ears.commit();
    if (wrong !== undefined) this.#refuse(event, 'input_audio_buffer_commit_empty', wrong);
  }

  #createItem(event: JsonRecord): void {
    const made = this.#itemOf(event['item']);
    if (!made.ok) return sayError(this.#peer, made.error, textField(event, 'event_id'));
    const after = textField(event, 'previous_item_id');
    const previous = this.#conversation.add(made.value, after);
    if (previous === undefined)
      return this.#refuse(
        event,
        'item_not_found',
        `Item '${after ?? ''}' does not exist.`,
        'previous_item_id',
      );
    this.#sayAdded(made.value.wire, previous);
  }

  #itemOf(fields: unknown): ItemOfClient {
    return createItem(fields, this.#ids, (pcm) => this.#brain.understand(pcm));
  }

  #sayAdded(item: JsonRecord, previous: string | null): void {
    this.#peer.say('conversation.item.added', { previous_item_id: previous, item });
    this.#peer.say('conversation.item.done', { previous_item_id: previous, item });
  }

  #truncate(event: JsonRecord): void {
    const end = event['audio_end_ms'];
    if (typeof end !== 'number' || !Number.isInteger(end) || end < 0)
      return this.#refuse(
        event,
        'invalid_type',
        "Invalid 'audio_end_ms': expected an integer.",
        'audio_end_ms',
      );
    this.#withItem(event, (item) => {
      const { audioMs } = item;
      if (audioMs === undefined)
        return this.#refuse(
          event,
          'invalid_value',
          'Only audio of the assistant can be truncated.',
          'item_id',
        );
      if (end > audioMs) {
        const message = `Audio content of ${Math.floor(audioMs)}ms is already shorter than ${end}ms`;
        return this.#refuse(event, 'invalid_value', message, 'audio_end_ms');
      }
      item.audioMs = end;
      // What was said is not known any more.
      item.text = '';
      item.wire = { ...item.wire, content: [{ type: 'output_audio', transcript: null }] };
      this.#peer.say('conversation.item.truncated', {
        item_id: item.id,
        content_index: 0,
        audio_end_ms: end,
      });
    });
  }

  #withItem(event: JsonRecord, use: (item: NonNullable<ReturnType<Conversation['find']>>) => void): void {
    const id = textField(event, 'item_id') ?? '';
    const item = this.#conversation.find(id);
    if (item === undefined) this.#refuse(event, 'item_not_found', `Item '${id}' does not exist.`, 'item_id');
    else use(item);
  }

  #createResponse(event: JsonRecord): void {
    const fields = checkFields(responseSchema, event['response'] ?? {}, 'response');
    if (!fields.ok) return sayError(this.#peer, fields.error, textField(event, 'event_id'));
    this.#respond(fields.value, event);
  }

  #respond(fields: ResponseFields, event?: JsonRecord): void {
    const isAside = fields.conversation === 'none';
    if (!isAside && this.#response !== null) {
      const message = `Conversation already has an active response in progress: ${this.#response.id}. Wait until the response is finished before creating a new one.`;
      return this.#refuse(event, 'conversation_already_has_active_response', message);
    }
    const instructions = fields.instructions ?? (this.#session['instructions'] as string);
    const input = fields.input?.map((item) => this.#itemOf(item)) ?? [];
    const failed = input.find((item) => !item.ok);
    if (failed?.ok === false) return sayError(this.#peer, failed.error, textField(event, 'event_id'));
    const own = input.flatMap((item) => (item.ok ? [item.value] : []));
    const limit = fields.max_output_tokens ?? this.#session['max_output_tokens'];
    const response = new OpenAiResponse({
      peer: this.#peer,
      ids: this.#ids,
      brain: this.#brain,
      conversation: isAside ? null : this.#conversation,
      conversationId: this.#conversationId,
      messages:
        fields.input === undefined
          ? this.#conversation.messages(instructions)
          : messagesOf(instructions, own),
      model: this.#session['model'] as string,
      tools: fields.tools === undefined ? sessionTools(this.#session) : toolNames(fields.tools),
      modality: (fields.output_modalities ??
        (this.#session['output_modalities'] as ('audio' | 'text')[]))[0]!,
      maxTokens: typeof limit === 'number' ? limit : Infinity,
      metadata: fields.metadata ?? null,
    });
    if (!isAside) this.#response = response;
    this.#spoke = true;
    void response.run().then(() => {
      if (this.#response === response) this.#response = null;
    });
  }

  #cancel(event: JsonRecord): void {
    const id = textField(event, 'response_id');
    if (this.#response === null || (id !== undefined && id !== this.#response.id)) {
      const message = 'Cancellation failed: no active response found';
      return this.#refuse(event, 'response_cancel_not_active', message);
    }
    this.#response.cancel('client_cancelled');
  }

  #refuse(event: JsonRecord | undefined, code: string, message: string, param?: string): void {
    sayError(
      this.#peer,
      { type: 'invalid_request_error', code, message, ...(param === undefined ? {} : { param }) },
      textField(event, 'event_id'),
    );
  }
}

function parsed(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // said to the client as an error
  }
}
