/**
 * The real conversation with a Realtime backend, in Node: a microphone that plays what a test says, ears that judge it by
 * script, the real player, and one of the stand-in servers over loopback. Time is the world's own and goes on with the
 * event loop: a machine that is slow slows down everything alike.
 */
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { rmsDb } from '../../../core/audio/level.ts';
import { resample } from '../../../core/audio/resampler.ts';
import {
  defaultTurnSettings,
  type Profile,
  type RealtimePartner,
  type TurnSettings,
} from '../../../core/profile/profile.ts';
import { frameMs, frameSamples, heardRate, type Millis } from '../../../core/units.ts';
import {
  createServices,
  type Services,
  type ServicesOptions,
} from '../../../simulators/services/create-services.ts';
import { excerpt, spoken } from '../../../simulators/services/recogniser/known-speech.testing.ts';
import type { ConversationConfig, ConversationEvent, TalkPhase, TurnView } from '../../conversation-api.ts';
import type { PlayerCommand, PlayerEvent } from '../../player-api.ts';
import type { HeardMessage } from '../../vad-api.ts';
import { Player } from '../../worklet/player.ts';
import { Conversation } from '../conversation.ts';
import { defaultLimits } from '../limits.ts';
import { FakeServices } from '../services.testing.ts';
import type { Fetch } from './find-door.ts';
import { RealtimeBackend } from './realtime-backend.ts';
import type { CreateSocket } from './realtime-socket.ts';

const playbackRate = 24_000;
const quantum = 128;
/** Of the world, per turn of the event loop. */
const tickMs = 16;
const roomLevel = 0.0008;

interface Timer {
  readonly due: Millis;
  readonly action: () => void;
}

interface Utterance {
  readonly from: number;
  readonly samples: Float32Array;
  /** In it. */
  readonly voiceFrom: number;
  readonly voiceTo: number;
}

export interface WorldOptions {
  readonly stand: 'openai' | 'hugging-face' | 'echokit';
  readonly services?: ServicesOptions;
  readonly partner?: Partial<RealtimePartner>;
  readonly turn?: Partial<TurnSettings>;
  readonly systemPrompt?: string;
  readonly keys?: Readonly<Record<string, string>>;
  readonly fetch?: Fetch;
  readonly companion?: ConversationConfig['companion'];
}

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

/** A world with a server of its own. */
export async function createWorld(options: WorldOptions): Promise<RealtimeWorld> {
  const services = await createServices({ ttsRtf: 0, ...options.services });
  onTestFinished(() => services.close());
  return new RealtimeWorld(services, options);
}

export class RealtimeWorld {
  now: Millis = 1_000_000;
  readonly start = this.now;
  readonly services: Services;
  readonly conversation: Conversation;
  readonly events: ConversationEvent[] = [];
  readonly commands: PlayerCommand[] = [];
  /** What the loudspeaker played, sample by sample. */
  readonly output: number[] = [];
  readonly sockets: WebSocket[] = [];
  /** Nobody answers any more. */
  isServerGone = false;
  /** The playback context stands still. */
  isDumb = false;
  readonly #options: WorldOptions;
  readonly #timers = new Set<Timer>();
  readonly #utterances: Utterance[] = [];
  readonly #heardPort = new WorldPort<HeardMessage, never>(() => undefined);
  readonly #quantum = new Float32Array(quantum);
  readonly #player = new Player(playbackRate);
  #nextFrame = 0;
  #rendered = 0;

  constructor(services: Services, options: WorldOptions) {
    this.services = services;
    this.#options = options;
    const host = {
      now: () => this.now,
      after: (ms: Millis, action: () => void) => this.#after(ms, action),
      random: () => 0.5,
    };
    const parts = {
      createSocket: (...door: Parameters<CreateSocket>) => this.#connect(...door),
      fetch: options.fetch ?? fetch,
    };
    this.conversation = new Conversation({
      host,
      connectPage: () => {
        throw new Error('these tests have no page');
      },
      createEngines: () => new FakeServices(host, () => '').engines(false),
      servers: {
        realtime: (tools) => new RealtimeBackend(tools, parts),
        echokit: () => {
          throw new Error('these tests have no EchoKit server');
        },
      },
      limits: defaultLimits,
    });
    const port = new WorldPort<PlayerEvent, PlayerCommand>((command) => {
      this.commands.push(command);
      this.#player.command(command);
    });
    this.#player.connect({ postMessage: (event) => port.deliver(event) }, { postMessage: () => undefined });
    const heard = this.#heardPort.asPort();
    this.conversation.connect(heard, port.asPort(), playbackRate, (event) => this.events.push(event));
    this.conversation.configure(this.config());
    onTestFinished(() => this.conversation.end());
  }

  config(more: Partial<RealtimePartner> = {}): ConversationConfig {
    const { stand, partner, turn, systemPrompt = '', keys, companion } = this.#options;
    const server: RealtimePartner = {
      kind: 'realtime',
      dialect: stand,
      url: `${this.services.url.replace('http', 'ws')}/realtime/${stand}/v1/realtime`,
      model: '',
      voice: '',
      turnTaking: 'server',
      transcriptionModel: 'gpt-4o-mini-transcribe',
      key: 'browser',
      ...partner,
      ...more,
    };
    const profile: Profile = {
      id: 'test',
      name: 'test',
      partner: {
        kind: 'pipeline',
        asr: { kind: 'browser-asr', onDevice: false },
        llm: { kind: 'demo' },
        tts: { kind: 'browser-voice' },
      },
      server,
      persona: { systemPrompt, greeting: '', language: 'en' },
      turn: { ...defaultTurnSettings, ...turn },
      vadModel: 'v6',
    };
    return {
      profile,
      keys: keys ?? { [this.services.url]: 'sk-test' },
      debug: true,
      ...(companion === undefined ? {} : { companion }),
    };
  }

  /** Begins, and waits until both sides have agreed. */
  async begin(past: Parameters<Conversation['begin']>[0] = []): Promise<void> {
    this.conversation.begin(past, { greet: false, firstTurnId: 1 });
    await this.until('the line is open', () => this.link === 'open');
  }

  /** Somebody says one of the recordings' sentences from now on; resolves when it was said. */
  async says(text: string): Promise<void> {
    const around = 100;
    const samples = excerpt(spoken(text), around, around);
    const lead = (around * heardRate) / 1000;
    const from = Math.ceil(((this.now - this.start) * heardRate) / 1000);
    this.#utterances.push({ from, samples, voiceFrom: lead, voiceTo: samples.length - lead });
    await this.advance((samples.length * 1000) / heardRate);
  }

  /** A voice that says nothing anybody could understand. */
  async utters(ms: Millis): Promise<void> {
    const samples = excerpt(spoken('And please book two seats by the window.'), 0, 0);
    const from = Math.ceil(((this.now - this.start) * heardRate) / 1000);
    const voiceTo = (ms * heardRate) / 1000;
    this.#utterances.push({ from, samples: samples.slice(0, voiceTo), voiceFrom: 0, voiceTo });
    await this.advance(ms);
  }

  async advance(ms: Millis): Promise<void> {
    const until = this.now + ms;
    while (this.now < until) await this.#tick();
  }

  /** Waits for a state of the world; fails after a minute of the world. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const limit = this.now + 60_000;
    while (!isSo()) {
      if (this.now >= limit) throw new Error(`never came to pass: ${what}; phase ${this.phase}`);
      await this.#tick();
    }
  }

  get phase(): TalkPhase {
    return this.events.findLast((event) => event.type === 'phase')?.phase ?? 'idle';
  }

  get link(): string {
    return this.events.findLast((event) => event.type === 'link')?.link.state ?? 'closed';
  }

  get links(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'link' ? [event.link.state] : []));
  }

  get notices(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'notice' ? [event.notice.code] : []));
  }

  get phases(): readonly TalkPhase[] {
    return this.events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
  }

  /** Latest views, by turn. */
  get turns(): readonly TurnView[] {
    const views = new Map<number, TurnView>();
    for (const event of this.events) if (event.type === 'turn') views.set(event.turn.id, event.turn);
    return [...views.values()];
  }

  /** Resolves when the turn has this status, and shows it. */
  async turnIs(id: number, ...statuses: readonly TurnView['status'][]): Promise<TurnView> {
    const find = () => this.turns.find((turn) => turn.id === id && statuses.includes(turn.status));
    await this.until(`turn ${id} is ${statuses.join(' or ')}`, () => find() !== undefined);
    // What is told last, is told with the next views.
    await this.advance(80);
    return find()!;
  }

  /** Names of what the server got on its newest connection, appends left out. */
  get sent(): readonly string[] {
    const entry = this.services.log.findLast(({ route }) => route === 'realtime');
    const { received } = entry?.body as { received: { type: string }[] };
    return received.map(({ type }) => type).filter((type) => type !== 'input_audio_buffer.append');
  }

  /** The line breaks: the server's end, without a close. */
  cutLine(): void {
    this.sockets.at(-1)?.terminate();
  }

  #after(ms: Millis, action: () => void): () => void {
    const timer = { due: this.now + ms, action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  #connect(url: string, protocols: readonly string[]): WebSocket {
    // A port on which nobody listens.
    const socket = new WebSocket(this.isServerGone ? 'ws://127.0.0.1:9' : url, [...protocols]);
    socket.on('error', () => undefined);
    this.sockets.push(socket);
    return socket;
  }

  async #tick(): Promise<void> {
    for (let ms = 0; ms < tickMs; ms += 1) {
      this.now += 1;
      for (const timer of [...this.#timers].filter(({ due }) => due <= this.now)) {
        if (this.#timers.delete(timer)) timer.action();
      }
      this.#render();
      this.#judge();
    }
    // The server is in this process: it has its turn. Where it waits by the clock, this world keeps its pace.
    const isPaced = this.#options.services?.ttsRtf !== undefined;
    await new Promise((resolve) => (isPaced ? setTimeout(resolve, 2) : setImmediate(resolve)));
  }

  #render(): void {
    const due = Math.floor(((this.now - this.start) * playbackRate) / 1000);
    for (; this.#rendered + quantum <= due; this.#rendered += quantum) {
      if (this.isDumb) continue;
      this.#player.render(this.#quantum, this.#rendered);
      for (const sample of this.#quantum) this.output.push(sample);
    }
  }

  #judge(): void {
    const capturedAt = this.start + (this.#nextFrame + 1) * frameMs;
    if (this.now < capturedAt) return;
    const start = this.#nextFrame * frameSamples;
    this.#nextFrame += 1;
    const samples = new Float32Array(frameSamples);
    let voiced = 0;
    for (let i = 0; i < frameSamples; i += 1) {
      samples[i] = i % 2 === 0 ? roomLevel : -roomLevel;
      for (const { from, samples: sound, voiceFrom, voiceTo } of this.#utterances) {
        const at = start + i - from;
        if (at >= 0 && at < sound.length) samples[i] = sound[at]!;
        if (at >= voiceFrom && at < voiceTo) voiced += 1;
      }
    }
    const isVoice = voiced > frameSamples / 2;
    this.#heardPort.deliver({
      type: 'frame',
      samples,
      start,
      probability: isVoice ? 0.97 : 0.01,
      levelDb: rmsDb(samples),
      at: capturedAt,
      judgedAt: this.now,
      suspected: isVoice && (this.phase === 'speaking' || this.phase === 'interrupted'),
    });
  }
}

/** Samples that are not silence, from the first to the last. */
export function soundIn(output: readonly number[]): readonly number[] {
  const first = output.findIndex((sample) => sample !== 0);
  const last = output.findLastIndex((sample) => sample !== 0);
  return first === -1 ? [] : output.slice(first, last + 1);
}

/** How much alike two stretches are, at the best offset within the slack. */
export function likeness(heard: readonly number[], made: Float32Array, slack: number): number {
  let best = 0;
  for (let offset = -slack; offset <= slack; offset += 1) {
    let dot = 0;
    let a = 0;
    let b = 0;
    for (let i = 0; i < made.length; i += 7) {
      const x = heard[i + offset] ?? 0;
      const y = made[i]!;
      dot += x * y;
      a += x * x;
      b += y * y;
    }
    best = Math.max(best, dot / Math.sqrt(a * b + 1e-12));
  }
  return best;
}

export const at24k = (samples: Float32Array): Float32Array => resample(samples, heardRate, playbackRate);
