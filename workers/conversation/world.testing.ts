/**
 * A world for the real conversation to live in: time that is moved by hand, frames as the VAD worker sends them, the
 * real player rendering its quanta, and services that do what they are told. Nothing of the production wiring is
 * repeated here.
 */
import { rmsDb } from '../../core/audio/level.ts';
import { defaultTurnSettings, type Profile, type TurnSettings } from '../../core/profile/profile.ts';
import { frameMs, frameSamples, type Hertz, type Millis } from '../../core/units.ts';
import type { Engines } from '../../app/engines/engine.ts';
import type { ConversationEvent, TalkPhase, TurnView } from '../conversation-api.ts';
import type { PlayerCommand, PlayerEvent } from '../player-api.ts';
import type { HeardMessage } from '../vad-api.ts';
import { Player } from '../worklet/player.ts';
import { Conversation } from './conversation.ts';
import type { Host } from './host.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { FakeServices } from './services.testing.ts';

export const playbackRate = 24_000;
const quantum = 128;
/** Model, message and worker: small, and not nothing. */
const judgingMs = 2;
/** Silero's probability stays high for so long after a voice. */
const tailMs = 84;
const voiceDb = -20;
const roomDb = -62;

/** One stretch of sound at the microphone, in ms of the world. */
export interface Sound {
  readonly from: Millis;
  readonly to: Millis;
  /** What a recogniser makes of it; empty for noises. */
  readonly text: string;
  /** Probability that the model gives it. */
  readonly probability: number;
  readonly tailMs: Millis;
  readonly db: number;
}

export interface Microphone {
  /** 16 kHz. */
  readonly samples: Float32Array;
  /** One per frame, from the real model. */
  readonly probabilities: readonly number[];
  /** What a recogniser makes of it, by position on the heard clock. */
  readonly utterances: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

interface Timer {
  readonly due: Millis;
  readonly action: () => void;
}

/** The port of a worker, seen from both sides. */
class WorldPort<In, Out> {
  onmessage: ((event: { data: In }) => void) | null = null;
  readonly #receive: (message: Out) => void;

  constructor(receive: (message: Out) => void) {
    this.#receive = receive;
  }

  postMessage(message: Out, transfer: Transferable[] = []): void {
    this.#receive(structuredClone(message, { transfer }));
  }

  deliver(message: In): void {
    this.onmessage?.({ data: structuredClone(message) });
  }

  asPort(): MessagePort {
    return this as unknown as MessagePort;
  }
}

export interface WorldOptions {
  readonly turn?: Partial<TurnSettings>;
  readonly greeting?: string;
  readonly limits?: Partial<Limits>;
  /** No recogniser: the utterance is played back. */
  readonly echo?: boolean;
  readonly begin?: boolean;
  /** A recording as the microphone, from the first millisecond on; then silence. */
  readonly microphone?: Microphone;
  readonly engines?: (services: FakeServices) => Engines;
}

/** A run of output that is one synthesis, by its constant sample value. */
export interface HeardRun {
  readonly text: string;
  readonly from: Millis;
  to: Millis;
}

export class World {
  now: Millis = 1_000_000;
  readonly start: Millis = this.now;
  readonly events: ConversationEvent[] = [];
  readonly services: FakeServices;
  readonly conversation: Conversation;
  player: Player;
  readonly commands: PlayerCommand[] = [];
  /** Frames stop coming. */
  isDeaf = false;
  /** The playback context stands still. */
  isDumb = false;
  readonly #sounds: Sound[] = [];
  readonly #microphone: Microphone | undefined;
  readonly #timers = new Set<Timer>();
  readonly #runs: HeardRun[] = [];
  #heardPort = new WorldPort<HeardMessage, never>(() => undefined);
  readonly #quantum = new Float32Array(quantum);
  #nextFrame = 0;
  #playerRate: Hertz = playbackRate;
  /** When the playback context began, and how far it is. */
  #renderedFrom = this.now;
  #rendered = 0;
  #current: HeardRun | null = null;

  constructor(options: WorldOptions = {}) {
    const host: Host = {
      now: () => this.now,
      after: (ms, action) => this.after(ms, action),
      random: () => 0.5,
    };
    this.#microphone = options.microphone;
    this.services = new FakeServices(host, (start, end) => this.#spokenIn(start, end));
    const engines = options.engines?.(this.services) ?? this.services.engines(options.echo === true);
    this.conversation = new Conversation({
      host,
      connectPage: () => {
        throw new Error('these tests have no page');
      },
      createEngines: () => engines,
      ...(options.limits === undefined ? {} : { limits: { ...defaultLimits, ...options.limits } }),
    });
    this.player = this.changePlayer();
    this.configure(options);
    if (options.begin !== false)
      this.conversation.begin([], { greet: options.greeting !== undefined, firstTurnId: 1 });
  }

  configure(options: WorldOptions): void {
    const profile: Profile = {
      id: 'test',
      name: 'test',
      partner: {
        kind: 'pipeline',
        asr: options.echo === true ? { kind: 'echo' } : { kind: 'browser-asr', onDevice: false },
        llm: {
          kind: 'openai-chat',
          address: { url: 'https://service.example/v1', mode: 'base', via: 'direct' },
          model: 'test',
        },
        tts: { kind: 'browser-voice' },
      },
      persona: { systemPrompt: 'Be brief.', greeting: options.greeting ?? '', language: 'en' },
      turn: { ...defaultTurnSettings, ...options.turn },
      vadModel: 'v6',
    };
    this.conversation.configure({ profile, keys: {}, debug: true });
  }

  /** @returns a function that calls it off */
  after(ms: Millis, action: () => void): () => void {
    const timer = { due: this.now + ms, action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Lets so much time pass, millisecond by millisecond, and everything happen that falls due. */
  async advance(ms: Millis): Promise<void> {
    const until = this.now + ms;
    while (this.now < until) {
      this.now += 1;
      for (const timer of [...this.#timers].filter(({ due }) => due <= this.now)) {
        if (this.#timers.delete(timer)) timer.action();
      }
      this.#render();
      this.#judge();
      // Promises settle before the next millisecond.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** A new playback context, with new lines to both workers. */
  changePlayer(rate: Hertz = playbackRate): Player {
    this.#playerRate = rate;
    this.#rendered = 0;
    this.#renderedFrom = this.now;
    const player = new Player(rate);
    const port = new WorldPort<PlayerEvent, PlayerCommand>((command) => {
      this.commands.push(command);
      player.command(command);
    });
    player.connect({ postMessage: (event) => port.deliver(event) }, { postMessage: () => undefined });
    this.player = player;
    this.#heardPort = new WorldPort<HeardMessage, never>(() => undefined);
    const heard = this.#heardPort.asPort();
    this.conversation.connect(heard, port.asPort(), rate, (event) => this.events.push(event));
    return player;
  }

  /** Waits for a state of the world, not for a time; fails after a minute of the world. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const limit = this.now + 60_000;
    while (!isSo()) {
      if (this.now >= limit) throw new Error(`never came to pass: ${what}`);
      await this.advance(1);
    }
  }

  /** From the next millisecond on. */
  sound(ms: Millis, sound: Partial<Omit<Sound, 'from' | 'to'>> = {}): void {
    const from = this.now;
    this.#sounds.push({
      from,
      to: from + ms,
      text: '',
      probability: 0.97,
      tailMs,
      db: voiceDb,
      ...sound,
    });
  }

  get phase(): TalkPhase {
    return this.events.findLast((event) => event.type === 'phase')?.phase ?? 'idle';
  }

  /** Latest views, by turn. */
  get turns(): readonly TurnView[] {
    const views = new Map<number, TurnView>();
    for (const event of this.events) if (event.type === 'turn') views.set(event.turn.id, event.turn);
    return [...views.values()];
  }

  turn(id: number): TurnView {
    const view = this.turns.find((turn) => turn.id === id);
    if (view === undefined) throw new Error(`no turn ${id}`);
    return view;
  }

  /** What came out of the loudspeaker. */
  get heard(): readonly HeardRun[] {
    return this.#runs;
  }

  get heardTexts(): readonly string[] {
    return this.#runs.map(({ text }) => text);
  }

  marks(name: string): readonly Millis[] {
    return this.events.flatMap((event) => (event.type === 'mark' && event.name === name ? [event.at] : []));
  }

  #render(): void {
    const due = Math.floor(((this.now - this.#renderedFrom) * this.#playerRate) / 1000);
    while (this.#rendered + quantum <= due) {
      if (this.isDumb) {
        this.#rendered += quantum;
        continue;
      }
      this.player.render(this.#quantum, this.#rendered);
      this.#rendered += quantum;
      this.#listen();
    }
  }

  /** Runs of one synthesis are told apart by their value; fades and ducked stretches belong to the run around them. */
  #listen(): void {
    const value = this.#quantum[quantum - 1] ?? 0;
    const text = value === 0 ? undefined : this.services.textOf(value);
    if (value === 0) this.#current = null;
    if (text === undefined) {
      if (this.#current !== null) this.#current.to = this.now;
      return;
    }
    if (this.#current?.text === text) {
      this.#current.to = this.now;
      return;
    }
    this.#current = { text, from: this.now, to: this.now };
    this.#runs.push(this.#current);
  }

  #judge(): void {
    const capturedAt = this.start + (this.#nextFrame + 1) * frameMs;
    if (this.now < capturedAt + judgingMs) return;
    const { samples, probability } = this.#microphone
      ? recordedFrame(this.#microphone, this.#nextFrame)
      : this.#soundsAt(capturedAt - frameMs);
    const start = this.#nextFrame * frameSamples;
    this.#nextFrame += 1;
    if (this.isDeaf) return;
    this.#heardPort.deliver({
      type: 'frame',
      samples,
      start,
      probability,
      levelDb: rmsDb(samples),
      at: capturedAt,
      judgedAt: this.now,
      suspected: false,
    });
  }

  #soundsAt(from: Millis): { samples: Float32Array; probability: number } {
    const to = from + frameMs;
    const samples = new Float32Array(frameSamples);
    let probability = 0.01;
    for (const sound of this.#sounds) {
      const amplitude = 10 ** (sound.db / 20);
      for (let i = 0; i < frameSamples; i += 1) {
        const at = from + (i * frameMs) / frameSamples;
        if (at >= sound.from && at < sound.to) samples[i] = (i % 2 === 0 ? 1 : -1) * amplitude;
      }
      // Most of a frame must be voice; the model lets go late.
      if (sound.from <= to - frameMs / 2 && from < sound.to + sound.tailMs - frameMs / 2)
        probability = Math.max(probability, sound.probability);
    }
    const room = 10 ** (roomDb / 20);
    for (let i = 0; i < frameSamples; i += 1) if (samples[i] === 0) samples[i] = i % 2 === 0 ? room : -room;
    return { samples, probability };
  }

  /** As a recogniser hears it: words whose sound is there from beginning to end. */
  #spokenIn(start: number, end: number): string {
    if (this.#microphone !== undefined)
      return this.#microphone.utterances
        .filter((utterance) => utterance.start >= start && utterance.end <= end)
        .map(({ text }) => text)
        .join(' ');
    const from = this.start + start / 16;
    const to = this.start + end / 16;
    return this.#sounds
      .filter((sound) => sound.text !== '' && sound.from >= from && sound.to <= to)
      .map(({ text }) => text)
      .join(' ');
  }
}

function recordedFrame(
  { samples, probabilities }: Microphone,
  index: number,
): { samples: Float32Array; probability: number } {
  const frame = new Float32Array(frameSamples);
  frame.set(samples.subarray(index * frameSamples, (index + 1) * frameSamples));
  return { samples: frame, probability: probabilities[index] ?? 0.01 };
}
