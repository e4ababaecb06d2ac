/**
 * A client of the Realtime stand-ins for tests: the session and the codecs of `core/realtime` over a real WebSocket, with
 * a player that says what a test wants.
 */
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { float32ToInt16 } from '../../../core/audio/pcm.ts';
import { resample } from '../../../core/audio/resampler.ts';
import { parseWav } from '../../../core/audio/wav.ts';
import { encodeOutgoing } from '../../../core/realtime/client-event.ts';
import { realtimeRate, type Dialect } from '../../../core/realtime/dialect.ts';
import { parseServerEvent } from '../../../core/realtime/parse-server-event.ts';
import type { SessionEffect, TurnOutcome } from '../../../core/realtime/session-effect.ts';
import type { SessionEvent } from '../../../core/realtime/session-event.ts';
import { defaultRealtimeSettings, type RealtimeSettings } from '../../../core/realtime/session-settings.ts';
import { createSession, type SessionState } from '../../../core/realtime/session-state.ts';
import { stepSession } from '../../../core/realtime/session.ts';
import { createServices, type Services, type ServicesOptions } from '../create-services.ts';

export async function startServices(options: ServicesOptions = {}): Promise<Services> {
  const services = await createServices(options);
  onTestFinished(() => services.close());
  return services;
}

export const realtimeUrl = (services: Services, stand: string): string =>
  `${services.url.replace('http', 'ws')}/realtime/${stand}/v1/realtime`;

let recording: Int16Array | undefined;

/** The first fixture at 24 kHz, from and to in ms. */
export function micA(fromMs: number, toMs: number): Int16Array {
  recording ??= readMicA();
  return recording.slice(fromMs * 24, toMs * 24);
}

/** What it says first, and where that ends. */
export const firstTurn = { text: 'Hello there. Could you look up a train to the coast for me?', endMs: 4140 };

function readMicA(): Int16Array {
  const wav = parseWav(readFileSync(new URL('../fixtures/mic_a.wav', import.meta.url)));
  if (!wav.ok) throw wav.error;
  return float32ToInt16(resample(wav.value.samples, wav.value.format.sampleRate, realtimeRate));
}

const patienceMs = 8_000;

/** Waits for a state. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`never came to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export interface Raw {
  readonly socket: WebSocket;
  readonly events: Record<string, unknown>[];
  /** Close code, once closed; 0 where the upgrade was refused. */
  closed: number | undefined;
  refusedWith: number | undefined;
  send(event: object | string): void;
}

/** A bare connection. */
export async function connectRaw(url: string, protocols: readonly string[] = []): Promise<Raw> {
  const socket = new WebSocket(url, [...protocols]);
  const raw: Raw = {
    socket,
    events: [],
    closed: undefined,
    refusedWith: undefined,
    send: (event) => socket.send(typeof event === 'string' ? event : JSON.stringify(event)),
  };
  socket.on('message', (data: Buffer) =>
    raw.events.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>),
  );
  socket.on('close', (code) => (raw.closed ??= code));
  socket.on('error', () => undefined);
  socket.on('unexpected-response', (_request, response) => {
    raw.refusedWith = response.statusCode;
    raw.closed = 0;
    socket.terminate();
  });
  onTestFinished(() => socket.terminate());
  await until('a connection or a refusal', () => raw.events.length > 0 || raw.closed !== undefined);
  return raw;
}

export const typesOf = (events: readonly Record<string, unknown>[]): readonly unknown[] =>
  events.map(({ type }) => type);

export class Client {
  state: SessionState;
  readonly effects: SessionEffect[] = [];
  readonly turns = new Map<number, TurnOutcome | 'open'>();
  /** Texts as they were sent and received. */
  readonly received: Record<string, unknown>[] = [];
  readonly sent: string[] = [];
  /** Samples of each reply, and what the player says was heard when it is stopped. */
  readonly sound = new Map<string, Int16Array[]>();
  heardShare = 0.5;
  /** Replies are heard to their end at once. */
  drains = true;
  readonly #url: string;
  readonly #protocols: readonly string[];
  #socket: WebSocket | null = null;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(
    url: string,
    dialect: Dialect,
    settings: Partial<RealtimeSettings> = {},
    protocols: readonly string[] = [],
  ) {
    this.#url = url;
    this.#protocols = protocols;
    this.state = createSession(dialect, { ...defaultRealtimeSettings, ...settings });
    onTestFinished(() => this.tell({ type: 'end' }));
  }

  async begin(): Promise<void> {
    this.tell({ type: 'begin' });
    await until('the session is agreed', () => this.state.link === 'live' || this.state.link === 'closed');
  }

  tell(event: SessionEvent): void {
    const step = stepSession(this.state, event);
    this.state = step.state;
    this.effects.push(...step.effects);
    for (const effect of step.effects) this.#perform(effect);
  }

  /** As fast as it goes, in pieces of 100 ms. */
  hear(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += 2400) this.tell({ type: 'heard', pcm: pcm.slice(at, at + 2400) });
  }

  /** Our detector hears this from beginning to end. */
  speak(pcm: Int16Array): void {
    this.tell({ type: 'voice-started', preRoll: pcm.slice(0, 7200) });
    this.hear(pcm.slice(7200));
    this.tell({ type: 'voice-stopped' });
  }

  get userText(): string | undefined {
    return this.effects
      .flatMap((effect) => (effect.type === 'show-user-text' && effect.final ? [effect.text] : []))
      .at(-1);
  }

  get replyText(): string | undefined {
    return this.effects.findLast((effect) => effect.type === 'show-reply-text')?.text;
  }

  get heardText(): string | undefined {
    return this.effects.findLast((effect) => effect.type === 'set-heard')?.text;
  }

  get notices(): readonly string[] {
    return this.effects.flatMap((effect) => (effect.type === 'tell' ? [effect.notice.code] : []));
  }

  get outcomes(): readonly (TurnOutcome | 'open')[] {
    return [...this.turns.values()];
  }

  /** Samples that were to be played so far. */
  get played(): number {
    return [...this.sound.values()].flat().reduce((sum, { length }) => sum + length, 0);
  }

  of(type: string): readonly Record<string, unknown>[] {
    return this.received.filter((event) => event['type'] === type);
  }

  sentTypes(): readonly string[] {
    return this.sent
      .map((text) => (JSON.parse(text) as { type: string }).type)
      .filter((type) => type !== 'input_audio_buffer.append');
  }

  #perform(effect: SessionEffect): void {
    switch (effect.type) {
      case 'connect':
        return this.#connect(effect.link);
      case 'disconnect':
        this.#socket?.close();
        return;
      case 'send': {
        const text = encodeOutgoing(effect.message);
        this.sent.push(text);
        return this.#socket?.send(text);
      }
      case 'start-timer':
        clearTimeout(this.#timers.get(effect.timer));
        this.#timers.set(
          effect.timer,
          setTimeout(() => this.tell({ type: 'timer-fired', timer: effect.timer }), effect.ms),
        );
        return;
      case 'stop-timer':
        return clearTimeout(this.#timers.get(effect.timer));
      case 'open-turn':
        this.turns.set(effect.turn, 'open');
        return;
      case 'close-turn':
        this.turns.set(effect.turn, effect.outcome);
        return;
      case 'play':
        this.sound.set(effect.response, [...(this.sound.get(effect.response) ?? []), effect.pcm]);
        return;
      case 'end-reply':
        if (this.drains)
          queueMicrotask(() => this.tell({ type: 'reply-drained', response: effect.response }));
        return;
      case 'stop-playback':
        queueMicrotask(() => this.#tellStopped(effect.response));
        return;
      default:
    }
  }

  #tellStopped(response: string): void {
    const play = this.effects.find((effect) => effect.type === 'play' && effect.response === response);
    if (play?.type !== 'play') return;
    const { item, content } = play;
    const came = (this.sound.get(response) ?? []).reduce((sum, { length }) => sum + length, 0);
    const played = [{ item, content, samples: came * this.heardShare }];
    this.tell({ type: 'playback-stopped', response, played });
  }

  #connect(link: number): void {
    const socket = new WebSocket(this.#url, [...this.#protocols]);
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      this.received.push(JSON.parse(text) as Record<string, unknown>);
      const said = parseServerEvent(text);
      if (said.ok) this.tell({ type: 'server-said', link, said: said.value });
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.tell({ type: 'link-lost', link }));
  }
}
