/** The stand-in of Hugging Face's speech-to-speech server, for one client. Source: sheet `realtime.md` 4. */
import {
  field,
  isRecord,
  numberField,
  textField,
  type JsonRecord,
} from '../../../core/engine-wire/json-field.ts';
import { decodePcmText } from '../../../core/realtime/base64.ts';
import type { Hertz, Millis } from '../../../core/units.ts';
import type { Brain } from './brain.ts';
import { Conversation } from './conversation.ts';
import { HuggingFaceResponse } from './hugging-face-response.ts';
import { mergeFields } from './merge.ts';
import { createItem } from './openai-items.ts';
import { sessionTools } from './openai-settings.ts';
import { sayError, wholeMillis, type Ids, type Peer, type RealtimeSession } from './peer.ts';
import { waitUntil } from '../http/clock.ts';
import { VoiceTurns, type VoiceNews, type VoiceRules } from './voice-turns.ts';

/** Of both directions where the session names no format. */
const pipelineRate: Hertz = 16_000;
const onlyRate: Hertz = 24_000;
/** A voice that comes back this soon after the end goes on with its turn, as long as nothing was answered. */
const reopenMs: Millis = 800;
const defaults: VoiceRules = { threshold: 0.6, prefixMs: 500, silenceMs: 64, leastMs: 384 };

interface UserTurn {
  readonly item: string;
  /** One piece for each time it was opened. */
  readonly sound: Float32Array[];
  endMs: Millis;
  /** Of the work that its last end began. */
  work: AbortController;
  isAnswered: boolean;
}

export class HuggingFaceSession implements RealtimeSession {
  readonly #peer: Peer;
  readonly #ids: Ids;
  readonly #brain: Brain;
  readonly #conversation = new Conversation();
  readonly #gone = new AbortController();
  #session: JsonRecord;
  #turns = new VoiceTurns(pipelineRate, defaults);
  /** The user's last turn, which may be opened again. */
  #turn: UserTurn | null = null;
  #hasAppended = false;
  #response: HuggingFaceResponse | null = null;

  constructor(peer: Peer, ids: Ids, brain: Brain) {
    this.#peer = peer;
    this.#ids = ids;
    this.#brain = brain;
    this.#session = {
      type: 'realtime',
      object: 'realtime.session',
      id: ids.next('sess'),
      audio: { input: {}, output: {} },
    };
    peer.say('session.created', { session: this.#session });
  }

  end(): void {
    this.#gone.abort();
    this.#turn?.work.abort();
    this.#response?.cancel('gone');
  }

  receive(text: string): void {
    const event = parsed(text);
    switch (textField(event, 'type')) {
      case 'session.update':
        return this.#update(event);
      case 'input_audio_buffer.append':
        return this.#append(event);
      case 'input_audio_buffer.commit':
        return this.#commit();
      case 'conversation.item.create':
        return this.#createItem(event);
      case 'conversation.item.truncate':
        // Taken, without effect and without an answer.
        return;
      case 'response.create':
        return this.#createResponse(event);
      case 'response.cancel':
        return this.#response?.cancel('client_cancelled');
      default:
        return this.#refuse(
          'unknown_or_invalid_event',
          `Unknown or invalid event: ${textField(event, 'type') ?? 'none'}`,
        );
    }
  }

  #update(event: JsonRecord): void {
    const changes = event['session'];
    if (!isRecord(changes)) return this.#refuse('unknown_or_invalid_event', 'session.update has no session');
    if (textField(changes, 'type') !== 'realtime')
      return this.#refuse('invalid_session_type', 'Only realtime sessions are supported');
    for (const side of ['input', 'output']) {
      const format = field(changes, 'audio', side, 'format');
      const isPcm = textField(format, 'type') === 'audio/pcm';
      if (format !== undefined && (!isPcm || (numberField(format, 'rate') ?? onlyRate) !== onlyRate))
        return this.#refuse(
          'unknown_or_invalid_event',
          `audio.${side}.format: expected audio/pcm at ${onlyRate}`,
        );
    }
    this.#session = mergeFields(this.#session, changes);
    const rate = this.#rateOf('input');
    if (rate !== this.#turns.rate) this.#turns = new VoiceTurns(rate, this.#rules());
    else this.#turns.follow(this.#rules());
    this.#peer.say('session.updated', { session: this.#session });
  }

  #rateOf(side: 'input' | 'output'): Hertz {
    return field(this.#session, 'audio', side, 'format') === undefined ? pipelineRate : onlyRate;
  }

  #rules(): VoiceRules {
    const detection = field(this.#session, 'audio', 'input', 'turn_detection');
    return {
      ...defaults,
      threshold: numberField(detection, 'threshold') ?? defaults.threshold,
      silenceMs: numberField(detection, 'silence_duration_ms') ?? defaults.silenceMs,
    };
  }

  #append(event: JsonRecord): void {
    const pcm = decodePcmText(textField(event, 'audio') ?? '');
    if (pcm === undefined || textField(event, 'audio') === undefined)
      return this.#refuse('unknown_or_invalid_event', 'input_audio_buffer.append: the audio is no base64');
    this.#hasAppended = true;
    for (const news of this.#turns.push(pcm)) this.#hearVoice(news);
  }

  /** Ends no turn and confirms nothing: a flag is cleared. */
  #commit(): void {
    if (!this.#hasAppended)
      this.#refuse('input_audio_buffer_commit_empty', 'The input audio buffer is empty');
    this.#hasAppended = false;
  }

  #hearVoice(news: VoiceNews): void {
    if (news.kind === 'stopped') return this.#endTurn(news);
    const before = this.#turn;
    const goesOn = before?.isAnswered === false && news.fromMs - before.endMs < reopenMs;
    if (before !== null && goesOn) {
      // What was begun for the turn so far is thrown away; its item is used again.
      before.work.abort();
      before.work = new AbortController();
    } else {
      this.#turn = {
        item: this.#ids.next('item'),
        sound: [],
        endMs: 0,
        work: new AbortController(),
        isAnswered: false,
      };
    }
    const interrupts =
      field(this.#session, 'audio', 'input', 'turn_detection', 'interrupt_response') !== false;
    // Its end is told before the voice that caused it.
    if (interrupts) this.#response?.cancel('turn_detected');
    this.#peer.say('input_audio_buffer.speech_started', {
      audio_start_ms: wholeMillis(news.fromMs),
      item_id: this.#turn?.item ?? before?.item,
    });
    if (interrupts) this.#response?.sayLate();
  }

  #endTurn({ toMs, pcm }: Extract<VoiceNews, { kind: 'stopped' }>): void {
    const turn = this.#turn;
    if (turn === null) return;
    turn.sound.push(pcm);
    turn.endMs = toMs;
    this.#peer.say('input_audio_buffer.speech_stopped', {
      audio_end_ms: wholeMillis(toMs),
      item_id: turn.item,
    });
    void this.#answer(turn.item, joined(turn.sound), turn.work.signal);
  }

  async #answer(item: string, sound: Float32Array, signal: AbortSignal): Promise<void> {
    const heard = this.#brain.hear(sound);
    if (heard.kind === 'silent') return;
    await waitUntil(heard.readyAt, signal);
    if (signal.aborted) return;
    const name = 'conversation.item.input_audio_transcription';
    const of = { item_id: item, content_index: 0 };
    if (heard.kind === 'failed') {
      const message = 'the recogniser broke off as told';
      return this.#peer.say(`${name}.failed`, { ...of, error: { type: 'transcription_error', message } });
    }
    const { text } = heard;
    // Confirmed words come ahead; the whole text replaces them.
    const confirmed = text.split(' ').slice(0, -1).join(' ');
    if (confirmed !== '') this.#peer.say(`${name}.delta`, { ...of, delta: confirmed });
    const seconds = sound.length / 16_000;
    this.#peer.say(`${name}.completed`, { ...of, transcript: text, usage: { type: 'duration', seconds } });
    if (text === '') return;
    this.#conversation.add({ id: item, wire: {}, role: 'user', text });
    if (this.#turn?.item === item) this.#turn.isAnswered = true;
    this.#respond({}, signal);
  }

  #createItem(event: JsonRecord): void {
    const made = createItem(event['item'], this.#ids, (pcm) => this.#brain.understand(pcm));
    if (!made.ok) return this.#refuse('invalid_input_item', made.error.message);
    this.#conversation.add(made.value);
    this.#peer.say('conversation.item.created', { item: made.value.wire });
  }

  #createResponse(event: JsonRecord): void {
    const fields = isRecord(event['response']) ? event['response'] : {};
    if (fields['tool_choice'] !== undefined && typeof fields['tool_choice'] !== 'string')
      return this.#refuse('tool_choice_not_supported', 'Only string tool_choice values are supported');
    if (this.#response !== null)
      return this.#refuse(
        'conversation_already_has_active_response',
        'Cannot create response while another response is in progress.',
      );
    if (this.#conversation.last?.role === null)
      return this.#refuse('function_call_output_pending', 'A function call waits for its output.');
    this.#respond(fields, this.#gone.signal);
  }

  /** @param signal its cause may be taken back before the response has begun */
  #respond(fields: JsonRecord, signal: AbortSignal): void {
    if (this.#response !== null) return;
    const instructions = textField(fields, 'instructions') ?? textField(this.#session, 'instructions') ?? '';
    const response = new HuggingFaceResponse({
      peer: this.#peer,
      ids: this.#ids,
      brain: this.#brain,
      conversation: this.#conversation,
      messages: this.#conversation.messages(instructions),
      tools: sessionTools(this.#session),
      rate: this.#rateOf('output'),
    });
    if (signal.aborted) return;
    this.#response = response;
    void response.run().then(() => {
      if (this.#response === response) this.#response = null;
    });
  }

  #refuse(type: string, message: string): void {
    sayError(this.#peer, { type, message });
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function parsed(text: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {}; // has no type: refused like any other event nobody knows
  }
}
