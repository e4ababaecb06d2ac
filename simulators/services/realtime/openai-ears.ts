/** The input side of the OpenAI stand-in: what was appended, whose turn it is, and the items that come of it. */
import type { JsonRecord } from '../../../core/engine-wire/json-field.ts';
import { heardRate, samplesToMillis, type Samples } from '../../../core/units.ts';
import type { Brain } from './brain.ts';
import type { Conversation } from './conversation.ts';
import { voiceRulesOf, wantsTranscription } from './openai-settings.ts';
import { sayTranscription } from './openai-transcription.ts';
import { wholeMillis, type Ids, type Peer } from './peer.ts';
import { SoundBuffer } from './sound-buffer.ts';
import { VoiceTurns } from './voice-turns.ts';

export interface OpenAiEarsParts {
  readonly peer: Peer;
  readonly ids: Ids;
  readonly brain: Brain;
  readonly conversation: Conversation;
  readonly session: () => JsonRecord;
  /** The client is gone. */
  readonly gone: AbortSignal;
  /** Before it is told of. */
  readonly onVoice: () => void;
  /** The turn's item is there. */
  readonly onTurn: () => void;
}

const rate = 24_000;
/** A commit wants 100 ms. */
const leastCommit: Samples = rate / 10;

export class OpenAiEars {
  readonly #parts: OpenAiEarsParts;
  readonly #buffer = new SoundBuffer();
  #turns: VoiceTurns | null = null;
  /** Of the user who speaks, by the server's own detector. */
  #speechItem: string | null = null;

  constructor(parts: OpenAiEarsParts) {
    this.#parts = parts;
    this.followSession();
  }

  followSession(): void {
    const rules = voiceRulesOf(this.#parts.session());
    if (rules === null) this.#turns = null;
    else if (this.#turns === null) this.#turns = new VoiceTurns(rate, rules);
    else this.#turns.follow(rules);
  }

  hear(pcm: Int16Array): void {
    const { peer, ids, onVoice, onTurn } = this.#parts;
    this.#buffer.add(pcm);
    for (const news of this.#turns?.push(pcm) ?? []) {
      if (news.kind === 'started') {
        this.#speechItem = ids.next('item');
        onVoice();
        const begin = { audio_start_ms: wholeMillis(news.fromMs), item_id: this.#speechItem };
        peer.say('input_audio_buffer.speech_started', begin);
        continue;
      }
      const item = this.#speechItem ?? ids.next('item');
      peer.say('input_audio_buffer.speech_stopped', { audio_end_ms: wholeMillis(news.toMs), item_id: item });
      this.#take(item, news.pcm);
      onTurn();
    }
  }

  /** @returns what is wrong with it */
  commit(): string | undefined {
    if (this.#buffer.length < leastCommit) {
      const ms = this.#buffer.lengthMs(rate).toFixed(2);
      return `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms}ms of audio.`;
    }
    this.#take(this.#speechItem ?? this.#parts.ids.next('item'), this.#buffer.heard(rate));
    return undefined;
  }

  forget(): void {
    this.#buffer.clear();
    this.#turns?.forget();
    this.#speechItem = null;
  }

  /** @param pcm at 16 kHz */
  #take(id: string, pcm: Float32Array): void {
    const { peer, brain, conversation, session, gone } = this.#parts;
    this.forget();
    const wire = {
      id,
      object: 'realtime.item',
      type: 'message',
      status: 'completed',
      role: 'user',
      content: [{ type: 'input_audio', transcript: null }],
    };
    // The model hears the sound itself: it needs no transcription.
    const previous = conversation.add({ id, wire, role: 'user', text: brain.understand(pcm) }) ?? null;
    peer.say('input_audio_buffer.committed', { previous_item_id: previous, item_id: id });
    peer.say('conversation.item.added', { previous_item_id: previous, item: wire });
    peer.say('conversation.item.done', { previous_item_id: previous, item: wire });
    if (!wantsTranscription(session())) return;
    const seconds = samplesToMillis(pcm.length, heardRate) / 1000;
    void sayTranscription({ peer, item: id, heard: brain.hear(pcm), seconds, signal: gone });
  }
}
