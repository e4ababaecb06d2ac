/**
 * Surroundings of a box's conversation in tests: a clock of frames, a person, a player and a server that behaves as the
 * sheet says. They do what the effects say and check with every one what `rules.md` promises.
 */
import { expect } from 'vitest';
import type { VoiceNow } from '../../turn/turn-event.ts';
import { rulesOf } from '../../turn/turn-rules.ts';
import { defaultTurnSettings } from '../../profile/profile.ts';
import { frameMs, frameSamples } from '../../units.ts';
import type { ClientCommand } from '../client-command.ts';
import type { ConnectionQuery } from '../connection-query.ts';
import type { ServerEvent } from '../server-event.ts';
import type { BoxEffect, BoxNotice, EffectOf, TurnOutcome } from './session-effect.ts';
import type { BoxEvent, EventOf } from './session-event.ts';
import { mostPreRoll, type WaitId } from './session-limits.ts';
import type { BoxSettings } from './session-settings.ts';
import { createBoxSession, type BoxState } from './session-state.ts';
import { stepBoxSession } from './session.ts';

/** Without the instant, which the world adds. */
type Told = BoxEvent extends infer E ? (E extends BoxEvent ? Omit<E, 'at'> : never) : never;

export const testSettings: BoxSettings = {
  turnEnd: 'auto',
  opus: false,
  record: false,
  answerMs: 15_000,
  rules: rulesOf(defaultTurnSettings, { recogniser: false }),
};

/** Voice over silence, as the segmenter tells it: 800 ms of silence end it. */
const hardEndFrames = 25;

interface PlayedReply {
  readonly turn: number;
  readonly texts: string[];
  chunks: number;
  ended: boolean;
  stopped: boolean;
}

export interface Sent {
  readonly link: number;
  readonly command: ClientCommand;
}

export class World {
  state: BoxState;
  now = 1_000_000;
  readonly effects: BoxEffect[] = [];
  readonly sent: Sent[] = [];
  readonly dialled: ConnectionQuery[] = [];
  readonly waits = new Map<WaitId, number>();
  readonly turns = new Map<number, TurnOutcome | 'open'>();
  readonly failures = new Map<number, string>();
  readonly words = new Map<number, { text: string; final: boolean }>();
  readonly heard = new Map<number, number>();
  readonly replies = new Map<number, PlayedReply>();
  /** Of the socket that is open or being opened. */
  connected: number | null = null;
  isOpen = false;
  choices: EffectOf<'show-choices'> | null = null;
  learned: string | null = null;
  /** Audio of the utterance: where it began, and how far it came. */
  uplink: { readonly start: number; readonly end: number } | null = null;
  spans: { readonly start: number; readonly end: number }[] = [];
  silenceSent = 0;
  /** What the server is to be told, in order. */
  onSend: (effect: EffectOf<'send' | 'send-audio' | 'send-silence'>) => void = () => undefined;
  #openTurn: number | null = null;
  #chatQuery: ConnectionQuery | null = null;
  #voice: { onset: number; frames: number; silent: number } | null = null;
  #cutOff = false;
  /** By frame: whether there was a voice in it. */
  readonly voices: boolean[] = [];
  /** Of the newest voice. */
  lastOnset = -1;

  constructor(settings: Partial<BoxSettings> = {}) {
    this.state = createBoxSession({ ...testSettings, ...settings });
  }

  tell(told: Told): readonly BoxEffect[] {
    const event = { ...told, at: this.now } as BoxEvent;
    if (event.type === 'link-lost' && event.link === this.connected) this.#forgetLink();
    if (event.type === 'opened' && event.link === this.connected) this.isOpen = true;
    const step = stepBoxSession(this.state, event);
    this.state = step.state;
    const from = this.effects.length;
    for (const effect of step.effects) {
      this.effects.push(effect);
      this.#perform(effect);
    }
    return this.effects.slice(from);
  }

  begin(options: Partial<EventOf<'begin'>> = {}): void {
    this.tell({ type: 'begin', firstTurn: 1, greet: true, resumed: false, ...options });
  }

  /** The handshake succeeds. */
  open(): void {
    if (this.connected === null) throw new Error('nobody dials');
    this.tell({ type: 'opened', link: this.connected });
  }

  begun(options: Partial<EventOf<'begin'>> = {}): this {
    this.begin(options);
    this.open();
    return this;
  }

  says(...events: readonly (ServerEvent | ServerEvent['event'])[]): void {
    for (const said of events)
      this.tell({
        type: 'said',
        link: this.state.linkNumber,
        said: typeof said === 'string' ? ({ event: said } as ServerEvent) : said,
      });
  }

  /** A whole segment. */
  speaks(text: string, samples = 3200): void {
    this.says(
      { event: 'StartAudio', text },
      { event: 'AudioChunk', data: new Uint8Array(2 * samples).fill(1) },
      'EndAudio',
    );
  }

  lose(code = 1006): void {
    if (this.connected !== null) this.tell({ type: 'link-lost', link: this.connected, code });
  }

  /** @param what `voice` or not, for so many frames */
  frames(count: number, what: 'voice' | 'silence', ducked = false): void {
    for (let i = 0; i < count; i += 1) this.frame(what, ducked);
  }

  frame(what: 'voice' | 'silence', ducked = false): void {
    const end = this.state.heard + frameSamples;
    this.voices[this.state.heard / frameSamples] = what === 'voice';
    if (what === 'voice' && !this.#cutOff) {
      this.#voice ??= { onset: end - frameSamples, frames: 0, silent: 0 };
      this.#voice.frames += 1;
      this.#voice.silent = 0;
      this.lastOnset = this.#voice.onset;
    } else if (what === 'silence') {
      this.#cutOff = false;
      if (this.#voice !== null) this.#voice.silent += 1;
      if ((this.#voice?.silent ?? 0) >= hardEndFrames) this.#voice = null;
    }
    this.now += frameMs;
    this.tell({ type: 'frame', end, voice: this.#voiceNow(), ducked });
    // Every wait that falls due with this frame.
    for (const [id, due] of [...this.waits]) if (due <= this.now && this.waits.get(id) === due) this.fire(id);
  }

  /** Speech and the silence after it, long enough for our own hard end. */
  utter(frames = 20): void {
    this.frames(frames, 'voice');
    this.frames(hardEndFrames, 'silence');
  }

  /** Time passes without a microphone. */
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = [...this.waits].filter(([, due]) => due <= until).sort((a, b) => a[1] - b[1])[0];
      if (next === undefined) break;
      this.now = Math.max(this.now, next[1]);
      this.fire(next[0]);
    }
    this.now = until;
  }

  fire(id: WaitId): void {
    this.waits.delete(id);
    this.tell({ type: 'waited', id });
  }

  /** The player has rendered all of it. */
  drain(): void {
    const found = [...this.replies].find(([, { ended, stopped }]) => ended && !stopped);
    if (found === undefined) throw new Error('no reply waits for its end');
    this.tell({ type: 'reply-audible', reply: found[0] });
    this.tell({ type: 'reply-drained', reply: found[0] });
    this.replies.delete(found[0]);
  }

  commands(from = 0): readonly string[] {
    return this.sent.slice(from).map(({ command }) => command.event);
  }

  get notices(): readonly BoxNotice[] {
    return this.effects.flatMap((effect) => (effect.type === 'tell' ? [effect.notice] : []));
  }

  get openTurn(): number | null {
    return this.#openTurn;
  }

  #voiceNow(): VoiceNow | null {
    if (this.#voice === null) return null;
    const { onset, frames, silent } = this.#voice;
    return {
      start: Math.max(0, onset - 8000),
      onset,
      confirmed: frames >= 3,
      silentFrames: silent,
      voicedFrames: frames,
    };
  }

  #forgetLink(): void {
    this.connected = null;
    this.isOpen = false;
    this.#chatQuery = null;
    this.uplink = null;
  }

  #perform(effect: BoxEffect): void {
    switch (effect.type) {
      case 'dial':
        expect(this.connected).toBeNull();
        this.connected = effect.link;
        this.dialled.push(effect.query);
        return;
      case 'hang-up':
        expect(effect.link).toBe(this.connected);
        this.#forgetLink();
        return;
      case 'send':
      case 'send-audio':
      case 'send-silence':
        this.#send(effect);
        return;
      case 'wait':
        expect(effect.ms).toBeGreaterThan(0);
        this.waits.set(effect.id, this.now + effect.ms);
        return;
      case 'call-off':
        expect(this.waits.has(effect.id)).toBe(true);
        this.waits.delete(effect.id);
        return;
      case 'learned':
        this.learned = effect.turnEnd;
        return;
      case 'open-turn':
        // [B20] One turn at a time.
        expect(this.#openTurn).toBeNull();
        expect(this.turns.has(effect.turn)).toBe(false);
        this.#openTurn = effect.turn;
        this.turns.set(effect.turn, 'open');
        if (effect.text !== undefined) this.words.set(effect.turn, { text: effect.text, final: true });
        return;
      case 'reopen-turn':
        if (effect.as === 'thinking') {
          expect(this.#openTurn).toBeNull();
          expect(this.turns.get(effect.turn)).toBe('failed');
        } else expect(this.#openTurn).toBe(effect.turn);
        this.#openTurn = effect.turn;
        this.turns.set(effect.turn, 'open');
        return;
      case 'close-turn':
        expect(effect.turn).toBe(this.#openTurn);
        this.#openTurn = null;
        this.turns.set(effect.turn, effect.outcome);
        expect(effect.failure !== undefined).toBe(effect.outcome === 'failed');
        if (effect.failure !== undefined) this.failures.set(effect.turn, effect.failure.code);
        expect(this.choices).toBeNull();
        return;
      case 'show-user-text':
        expect(effect.turn).toBe(this.#openTurn);
        this.words.set(effect.turn, effect);
        return;
      case 'set-span':
        expect(effect.end).toBeGreaterThanOrEqual(effect.start);
        return;
      case 'end-segment':
        this.#cutOff = this.#voice !== null && this.#voice.silent === 0;
        this.#voice = null;
        return;
      case 'begin-piece':
        expect(effect.turn).toBe(this.#openTurn);
        this.#reply(effect).texts.push(effect.text);
        expect(this.#reply(effect).texts).toHaveLength(effect.piece + 1);
        return;
      case 'name-piece':
        this.#reply(effect).texts[effect.piece] = effect.text;
        return;
      case 'play': {
        const reply = this.#reply(effect);
        expect(reply.texts).toHaveLength(effect.piece + 1);
        reply.chunks += 1;
        return;
      }
      case 'end-piece':
        this.#reply(effect);
        return;
      case 'end-reply':
        expect(this.#reply(effect).chunks).toBeGreaterThan(0);
        this.#reply(effect).ended = true;
        return;
      case 'stop-reply': {
        const reply = this.replies.get(effect.reply);
        expect(reply?.stopped).toBe(false);
        if (reply !== undefined) reply.stopped = true;
        return;
      }
      case 'set-heard': {
        const said = this.replies.get(effect.reply)?.texts.join(' ') ?? '';
        expect(effect.heard).toBeLessThanOrEqual(said.length);
        expect(effect.heard).toBeGreaterThanOrEqual(0);
        this.heard.set(effect.turn, effect.heard);
        return;
      }
      case 'show-choices':
        expect(effect.turn).toBe(this.#openTurn);
        this.choices = effect;
        return;
      case 'hide-choices':
        expect(this.choices).not.toBeNull();
        this.choices = null;
        return;
      default:
        return;
    }
  }

  /** Silence at the beginning. */
  #voiceFrom(start: number): number {
    const first = this.voices.indexOf(true, Math.ceil(start / frameSamples));
    return first * frameSamples - start;
  }

  /** Pieces and sound belong to the open turn, and to a reply that is neither complete nor stopped. */
  #reply({ turn, reply: id }: { readonly turn: number; readonly reply: number }): PlayedReply {
    expect(turn).toBe(this.#openTurn);
    const newest = Math.max(0, ...this.replies.keys());
    expect(id).toBeGreaterThanOrEqual(newest);
    const reply = this.replies.get(id) ?? { turn, texts: [], chunks: 0, ended: false, stopped: false };
    this.replies.set(id, reply);
    expect(reply.turn).toBe(turn);
    expect(reply.ended || reply.stopped).toBe(false);
    return reply;
  }

  #send(effect: EffectOf<'send' | 'send-audio' | 'send-silence'>): void {
    // [B1] Only the socket that is open is spoken to.
    expect(effect.link).toBe(this.connected);
    expect(this.isOpen).toBe(true);
    const query = this.dialled.at(-1)!;
    if (effect.type === 'send') {
      this.sent.push(effect);
      if (effect.command.event === 'StartChat') {
        this.#chatQuery = query;
        this.uplink = null;
        this.spans = [];
        this.silenceSent = 0;
      }
      // [B5] Fatal where the server finds the ends.
      if (effect.command.event === 'Submit') expect(query.streamAsr).toBe(false);
    } else if (effect.type === 'send-silence') {
      expect(effect.samples % frameSamples).toBe(0);
      this.silenceSent += effect.samples;
    } else if (!query.record) {
      // [B6] Without gaps from StartChat on.
      expect(this.#chatQuery).toBe(query);
      expect(effect.end).toBeGreaterThan(effect.start);
      const { uplink } = this;
      if (uplink !== null) {
        const isSkipped = this.state.skips.some(
          ({ start, end }) => start === uplink.end && end === effect.start,
        );
        if (!isSkipped) expect(effect.start).toBe(uplink.end);
      }
      // [B7]
      else if (query.streamAsr) expect(this.#voiceFrom(effect.start)).toBeLessThanOrEqual(mostPreRoll);
      this.uplink = { start: this.uplink?.start ?? effect.start, end: effect.end };
      this.spans.push({ start: effect.start, end: effect.end });
      expect(effect.end).toBeLessThanOrEqual(this.state.heard);
    }
    this.onSend(effect);
  }
}
