/**
 * The real conversation with an EchoKit server, in Node: a microphone that is loud when a test says so, ears that judge
 * it, the real player, and the stand-in server over loopback. Time is the world's own and goes on with the event loop, in
 * which the server lives as well: a machine that is slow slows down everything alike.
 */
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { rmsDb } from '../../../core/audio/level.ts';
import type { TurnEnd } from '../../../core/echokit/box-session/session-settings.ts';
import {
  defaultTurnSettings,
  type EchokitPartner,
  type Profile,
  type TurnSettings,
} from '../../../core/profile/profile.ts';
import { frameMs, frameSamples, type Millis } from '../../../core/units.ts';
import {
  createEchokitServer,
  type EchokitServer,
} from '../../../simulators/echokit-server/create-echokit-server.ts';
import { ScriptedEngines } from '../../../simulators/echokit-server/server.testing.ts';
import type { EchokitServerOptions } from '../../../simulators/echokit-server/server-options.ts';
import type { ConversationConfig, ConversationEvent, TalkPhase, TurnView } from '../../conversation-api.ts';
import type { PlayerCommand, PlayerEvent } from '../../player-api.ts';
import type { HeardMessage } from '../../vad-api.ts';
import { Player } from '../../worklet/player.ts';
import { Conversation } from '../conversation.ts';
import { defaultLimits, type Limits } from '../limits.ts';
import { FakeServices } from '../services.testing.ts';
import { BoxBackend, type BoxParts } from './box-backend.ts';
import { choosePacketDecoder } from './choose-packet-decoder.ts';

/** Of the voices as well: what is played can be compared sample by sample. */
const playbackRate = 16_000;
const quantum = 128;
/** Of the world, per turn of the event loop. */
const tickMs = 8;
const voiceLevel = 0.1;
const roomLevel = 0.0008;

interface Timer {
  readonly due: Millis;
  readonly action: () => void;
}

export interface BoxWorldOptions {
  readonly server?: Partial<EchokitServerOptions>;
  readonly partner?: Partial<EchokitPartner>;
  readonly turn?: Partial<TurnSettings>;
  readonly parts?: Partial<BoxParts>;
  readonly limits?: Partial<Limits>;
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
export async function createBoxWorld(options: BoxWorldOptions = {}): Promise<BoxWorld> {
  const engines = new ScriptedEngines();
  engines.sound = (text) => [humOf(text)];
  const server = await createEchokitServer({ services: engines, ...options.server });
  onTestFinished(() => server.close());
  return new BoxWorld(server, engines, options);
}

/** What the voice makes of a text: 80 ms a letter, whole packets of 120 ms, louder than nothing everywhere. */
export function humOf(text: string): Uint8Array {
  const samples = Math.ceil((text.length * 1280) / 1920) * 1920;
  const pcm = new Int16Array(samples);
  for (let n = 0; n < samples; n += 1) {
    const hum = Math.sin((2 * Math.PI * 220 * n) / 16_000) + 0.5 * Math.sin((2 * Math.PI * 440 * n) / 16_000);
    pcm[n] = Math.round(6000 * hum) || 1;
  }
  return new Uint8Array(pcm.buffer);
}

export class BoxWorld {
  now: Millis = 1_000_000;
  readonly start = this.now;
  readonly server: EchokitServer;
  readonly engines: ScriptedEngines;
  readonly conversation: Conversation;
  readonly events: ConversationEvent[] = [];
  readonly commands: PlayerCommand[] = [];
  readonly learned = new Map<string, TurnEnd>();
  /** What the loudspeaker played, sample by sample. */
  readonly output: number[] = [];
  readonly sockets: WebSocket[] = [];
  /** The playback context stands still. */
  isDumb = false;
  isLoud = false;
  readonly #options: BoxWorldOptions;
  readonly #timers = new Set<Timer>();
  readonly #heardPort = new WorldPort<HeardMessage, never>(() => undefined);
  readonly #quantum = new Float32Array(quantum);
  readonly #player = new Player(playbackRate);
  #nextFrame = 0;
  #rendered = 0;

  constructor(server: EchokitServer, engines: ScriptedEngines, options: BoxWorldOptions) {
    this.server = server;
    this.engines = engines;
    this.#options = options;
    const host = {
      now: () => this.now,
      after: (ms: Millis, action: () => void) => this.#after(ms, action),
      random: () => 0.5,
    };
    const parts: BoxParts = {
      createSocket: (url) => {
        const socket = new WebSocket(url);
        this.sockets.push(socket);
        return socket;
      },
      fetch: () => Promise.reject(new Error('nobody is there')),
      createDecoder: () => choosePacketDecoder(undefined),
      pageIsSecure: false,
      ownId: 'aabbccddeeff',
      learned: this.learned,
      ...options.parts,
    };
    this.conversation = new Conversation({
      host,
      connectPage: () => {
        throw new Error('these tests have no page');
      },
      createEngines: () => new FakeServices(host, () => '').engines(false),
      servers: {
        echokit: (tools) => new BoxBackend(tools, parts),
        realtime: () => {
          throw new Error('these tests have no Realtime server');
        },
      },
      limits: { ...defaultLimits, ...options.limits },
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

  config(more: Partial<EchokitPartner> = {}): ConversationConfig {
    const { partner, turn, companion } = this.#options;
    const server: EchokitPartner = {
      kind: 'echokit',
      url: this.server.url,
      turnEnd: 'server',
      opus: false,
      record: false,
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
      persona: { systemPrompt: '', greeting: '', language: 'en' },
      turn: { ...defaultTurnSettings, ...turn },
      vadModel: 'v6',
    };
    return { profile, keys: {}, debug: true, ...(companion === undefined ? {} : { companion }) };
  }

  /** Begins, and waits for the line. */
  async begin(greet = false): Promise<void> {
    this.conversation.begin([], { greet, firstTurnId: 1 });
    await this.until('the line is open', () => this.link === 'open');
    // Whoever speaks has been there for a moment.
    await this.advance(500);
  }

  /** Somebody speaks for so long, and falls silent. */
  async says(ms: Millis): Promise<void> {
    this.isLoud = true;
    await this.advance(ms);
    this.isLoud = false;
  }

  async advance(ms: Millis): Promise<void> {
    const until = this.now + ms;
    while (this.now < until) await this.#tick();
  }

  /** Waits for a state of the world; fails after two minutes of the world. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const limit = this.now + 120_000;
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

  get notices(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'notice' ? [event.notice.code] : []));
  }

  get shapes(): readonly number[] {
    return this.events.flatMap((event) => (event.type === 'mouth-shape' ? [event.shape] : []));
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
    await this.advance(600);
    return this.turns.find((turn) => turn.id === id)!;
  }

  /** What was heard that is not silence. */
  get sound(): readonly number[] {
    return this.output.filter((sample) => sample !== 0);
  }

  #after(ms: Millis, action: () => void): () => void {
    const timer = { due: this.now + ms, action };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
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
    // The server and its sockets are in this process: they have their turn.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
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
    const level = this.isLoud ? voiceLevel : roomLevel;
    const samples = Float32Array.from({ length: frameSamples }, (_, n) => (n % 2 === 0 ? level : -level));
    this.#heardPort.deliver({
      type: 'frame',
      samples,
      start,
      probability: this.isLoud ? 0.97 : 0.01,
      levelDb: rmsDb(samples),
      at: capturedAt,
      judgedAt: this.now,
      suspected: false,
    });
  }
}
