/**
 * Surroundings of a session in tests: they do what its effects say, speak the server's JSON through the real parser,
 * and check with every effect what `rules.md` promises.
 */
import { expect } from 'vitest';
import type { Samples } from '../units.ts';
import { encodePcmText } from './base64.ts';
import type { Outgoing } from './client-event.ts';
import type { Dialect } from './dialect.ts';
import { parseServerEvent } from './parse-server-event.ts';
import type { SessionEffect, TurnId, TurnOutcome } from './session-effect.ts';
import type { SessionEvent } from './session-event.ts';
import type { TimerName } from './session-limits.ts';
import { defaultRealtimeSettings, type RealtimeSettings } from './session-settings.ts';
import { createSession, type SessionState } from './session-state.ts';
import { stepSession } from './session.ts';

const legalTypes: Readonly<Record<Dialect, readonly string[]>> = {
  openai: [
    'session.update',
    'input_audio_buffer.append',
    'input_audio_buffer.commit',
    'input_audio_buffer.clear',
    'conversation.item.create',
    'conversation.item.truncate',
    'response.create',
    'response.cancel',
  ],
  'hugging-face': [
    'session.update',
    'input_audio_buffer.append',
    'conversation.item.create',
    'response.create',
    'response.cancel',
  ],
  echokit: [
    'session.update',
    'input_audio_buffer.append',
    'input_audio_buffer.commit',
    'input_audio_buffer.clear',
    'conversation.item.create',
    'response.create',
    'response.cancel',
  ],
};

const createdSessions: Readonly<Record<Dialect, object>> = {
  openai: { type: 'realtime', object: 'realtime.session', id: 'sess_1', audio: { input: {}, output: {} } },
  'hugging-face': { type: 'realtime', id: 'sess_1', audio: { input: {}, output: {} } },
  echokit: { object: 'realtime.session', id: 'sess_1', input_audio_format: 'pcm16', modalities: ['text'] },
};

/** What the player knows of one part of a reply. */
interface PlayedPart {
  readonly item: string;
  readonly content: number;
  received: Samples;
}

export class World {
  state: SessionState;
  readonly effects: SessionEffect[] = [];
  readonly sent: Outgoing[] = [];
  readonly timers = new Map<TimerName, number>();
  readonly turns = new Map<TurnId, TurnOutcome | 'open'>();
  readonly heard = new Map<TurnId, string>();
  readonly said = new Map<TurnId, string>();
  /** Replies with sound, by response. */
  readonly player = new Map<string, PlayedPart[]>();
  readonly stopped = new Set<string>();
  /** Replies that wait for `reply-drained`, and for `playback-stopped`. */
  readonly ended = new Set<string>();
  readonly stopping = new Set<string>();
  connected: number | null = null;
  #openTurn: TurnId | null = null;
  #unanswered = false;
  #active: string | null = null;
  #buffered: Samples = 0;

  constructor(dialect: Dialect, settings: Partial<RealtimeSettings> = {}) {
    this.state = createSession(dialect, { ...defaultRealtimeSettings, ...settings });
  }

  /** @returns what this event led to */
  tell(event: SessionEvent): readonly SessionEffect[] {
    this.#note(event);
    const step = stepSession(this.state, event);
    this.state = step.state;
    for (const effect of step.effects) this.#perform(effect);
    this.effects.push(...step.effects);
    return step.effects;
  }

  /** The server sends this as JSON. */
  says(type: string, fields: object = {}): readonly SessionEffect[] {
    const parsed = parseServerEvent(JSON.stringify({ type, ...fields }));
    if (!parsed.ok) throw new Error(parsed.error);
    return this.tell({ type: 'server-said', link: this.state.linkNumber, said: parsed.value });
  }

  /** From nothing to a session that is agreed. */
  begin(speaks: Dialect = this.state.dialect): void {
    this.tell({ type: 'begin' });
    this.agree(speaks);
  }

  agree(speaks: Dialect = this.state.dialect): void {
    this.says('session.created', { session: createdSessions[speaks] });
    this.says('session.updated', { session: createdSessions[speaks] });
  }

  audio(type: string, response: string, item: string, samples: Samples): readonly SessionEffect[] {
    return this.says(type, {
      response_id: response,
      item_id: item,
      output_index: 0,
      content_index: 0,
      delta: encodePcmText(new Int16Array(samples).fill(7)),
    });
  }

  /** The player fell silent: of each part this share was heard. */
  fellSilent(response: string, share: number): readonly SessionEffect[] {
    this.stopping.delete(response);
    const parts = this.player.get(response) ?? [];
    const played = parts.map(({ item, content, received }) => ({ item, content, samples: received * share }));
    return this.tell({ type: 'playback-stopped', response, played });
  }

  drained(response: string): readonly SessionEffect[] {
    this.ended.delete(response);
    return this.tell({ type: 'reply-drained', response });
  }

  fire(timer: TimerName): readonly SessionEffect[] {
    this.timers.delete(timer);
    return this.tell({ type: 'timer-fired', timer });
  }

  /** Types of all that was sent since `from`, appends left out. */
  sentTypes(from = 0): readonly string[] {
    return this.sent
      .slice(from)
      .map(({ event }) => event.type)
      .filter((type) => type !== 'input_audio_buffer.append');
  }

  get notices(): readonly string[] {
    return this.effects.flatMap((effect) => (effect.type === 'tell' ? [effect.notice.code] : []));
  }

  #note(event: SessionEvent): void {
    if (event.type === 'link-lost') {
      if (event.link === this.connected) this.#forget();
      return;
    }
    if (event.type !== 'server-said' || event.link !== this.connected) return;
    const { said } = event;
    if (said.type === 'response-created') {
      this.#unanswered = false;
      this.#active = said.response;
    }
    if (said.type === 'response-done' && said.response === this.#active) this.#active = null;
    if (said.type === 'error' || said.type === 'conversation-interrupted') this.#unanswered = false;
  }

  #forget(): void {
    this.connected = null;
    this.#unanswered = false;
    this.#active = null;
    this.#buffered = 0;
  }

  #perform(effect: SessionEffect): void {
    switch (effect.type) {
      case 'connect':
        expect(this.connected).toBeNull();
        this.connected = effect.link;
        return;
      case 'disconnect':
        expect(effect.link).toBe(this.connected);
        this.#forget();
        return;
      case 'start-timer':
        this.timers.set(effect.timer, effect.ms);
        return;
      case 'stop-timer':
        this.timers.delete(effect.timer);
        return;
      case 'send':
        this.#send(effect.message);
        return;
      case 'open-turn':
        // [R12] One turn at a time, each closed once.
        expect(this.#openTurn).toBeNull();
        this.#openTurn = effect.turn;
        expect(this.turns.has(effect.turn)).toBe(false);
        this.turns.set(effect.turn, 'open');
        return;
      case 'close-turn':
        expect(this.#openTurn).toBe(effect.turn);
        this.#openTurn = null;
        this.turns.set(effect.turn, effect.outcome);
        return;
      case 'play':
        this.#play(effect);
        return;
      case 'end-reply':
        expect(this.stopped.has(effect.response)).toBe(false);
        this.ended.add(effect.response);
        return;
      case 'stop-playback':
        this.stopped.add(effect.response);
        this.ended.delete(effect.response);
        this.stopping.add(effect.response);
        return;
      case 'show-reply-text':
        expect(this.turns.get(effect.turn)).toBe('open');
        this.said.set(effect.turn, effect.text);
        return;
      case 'set-heard':
        // [R18] Never more than was said.
        expect((this.said.get(effect.turn) ?? '').startsWith(effect.text)).toBe(true);
        this.heard.set(effect.turn, effect.text);
        return;
      default:
        return;
    }
  }

  #play({ response, turn, item, content, pcm }: Extract<SessionEffect, { type: 'play' }>): void {
    // [R16] Nothing of a reply that was stopped, or ended, or whose turn is over.
    expect(this.stopped.has(response)).toBe(false);
    expect(this.ended.has(response)).toBe(false);
    expect(this.turns.get(turn)).toBe('open');
    const parts = this.player.get(response) ?? [];
    this.player.set(response, parts);
    const part = parts.find((other) => other.item === item && other.content === content);
    if (part === undefined) parts.push({ item, content, received: pcm.length });
    else part.received += pcm.length;
  }

  #send(message: Outgoing): void {
    const { dialect, event } = message;
    this.sent.push(message);
    expect(this.connected).not.toBeNull();
    // [R1]
    expect(dialect).toBe(this.state.dialect);
    if (!legalTypes[dialect].includes(event.type)) throw new Error(`${dialect} is sent ${event.type}`);
    if (event.type === 'input_audio_buffer.append') {
      // [R3]
      const { length } = event.pcm;
      if (length < 480 || length > 2400) throw new Error(`a chunk has ${length} samples`);
      this.#buffered += event.pcm.length;
    } else if (event.type === 'input_audio_buffer.commit') {
      // [R9]
      expect(this.#buffered).toBeGreaterThan(0);
      this.#buffered = 0;
    } else if (event.type === 'input_audio_buffer.clear') {
      this.#buffered = 0;
    } else if (event.type === 'response.create') {
      // [R14]
      expect(this.#unanswered).toBe(false);
      expect(this.#active).toBeNull();
      expect(this.stopping.size).toBe(0);
      this.#unanswered = true;
    } else if (event.type === 'response.cancel') {
      // After a cancel the session waits for its end by itself (R22), or has its answer in the response's.
      this.#unanswered = false;
    } else if (event.type === 'conversation.item.truncate') {
      this.#checkTruncation(event);
    }
  }

  #checkTruncation(event: { item: string; content: number; audioEndMs: number }): void {
    const parts = [...this.player.values()].flat().filter(({ item }) => item === event.item);
    expect(Number.isInteger(event.audioEndMs)).toBe(true);
    expect(event.audioEndMs).toBeGreaterThanOrEqual(0);
    // [R18] An item may have been sent in several responses by a server gone mad: the longest counts.
    const longest = Math.max(...parts.map(({ received }) => received));
    expect(event.audioEndMs).toBeLessThanOrEqual((longest / 24_000) * 1000);
  }
}
