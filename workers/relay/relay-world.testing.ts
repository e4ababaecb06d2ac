/**
 * A companion's real hub, simulated boxes and the relay of one tab on one clock that is moved by hand. Services are
 * whatever a test brings: while one of them works, time stands still.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { decodeCompanionMessage, encodeTabMessage } from '../../core/relay/relay-codec.ts';
import { ok } from '../../core/result.ts';
import { frameMs, type Millis } from '../../core/units.ts';
import { defaultTurnSettings, type Profile } from '../../core/profile/profile.ts';
import { createMemoryExchange } from '../../server/relay/bus/memory-bus.ts';
import { createHub } from '../../server/relay/hub/create-hub.ts';
import { defaultHubLimits } from '../../server/relay/hub/hub-limits.ts';
import type { Hub, TabLink } from '../../server/relay/hub/hub-api.ts';
import type { BoxLogEntry } from '../../simulators/box/box-log.ts';
import type { BoxVersion } from '../../simulators/box/firmware.ts';
import type { PlayedSound } from '../../simulators/box/loudspeaker.ts';
import { createMemoryDial } from '../../simulators/box/memory-link.ts';
import { createSimulatedBox, type SimulatedBox } from '../../simulators/box/simulated-box.ts';
import { Tape } from '../../simulators/box/tape.ts';
import { VirtualClock } from '../../simulators/box/virtual-clock.testing.ts';
import type { Engines, PcmChunk } from '../../app/engines/engine.ts';
import type { Host } from '../conversation/host.ts';
import type { Limits } from '../conversation/limits.ts';
import { defaultLimits } from '../conversation/limits.ts';
import type { TurnView } from '../conversation-api.ts';
import type { RelayBox, RelayEvent, RelayFact } from '../relay-api.ts';
import { createEnergyModel } from '../vad/energy-model.ts';
import type { SpeechModel } from '../vad/speech-model.ts';
import type { BoxMemory, BoxSetUp, BoxStore } from './box-store.ts';
import type { OpenTransport } from './companion-line.ts';
import { Relay } from './relay.ts';

export const testProfile: Profile = {
  id: 'test',
  name: 'Test',
  partner: {
    kind: 'pipeline',
    asr: { kind: 'echo' },
    llm: { kind: 'demo' },
    tts: { kind: 'page-voice', voice: 'auto' },
  },
  persona: { systemPrompt: 'Be brief.', greeting: '', language: 'en' },
  turn: defaultTurnSettings,
  vadModel: 'v6',
};

/** Time stands still while a service works: virtual seconds would pass in each real millisecond. */
const patientLimits: Limits = {
  ...defaultLimits,
  asrMs: 1e9,
  firstTokenMs: 1e9,
  localFirstTokenMs: 1e9,
  tokenIdleMs: 1e9,
  firstByteMs: 1e9,
  byteIdleMs: 1e9,
};

/** Survives its relay, as IndexedDB does. */
class MemoryBoxStore implements BoxStore {
  readonly memories = new Map<string, BoxMemory>();
  readonly setUps = new Map<string, BoxSetUp>();

  load() {
    return Promise.resolve({ memories: [...this.memories.values()], setUps: [...this.setUps.values()] });
  }

  saveMemory(memory: BoxMemory): Promise<void> {
    this.memories.set(memory.box, structuredClone(memory));
    return Promise.resolve();
  }

  saveSetUp(setUp: BoxSetUp): Promise<void> {
    this.setUps.set(setUp.box, structuredClone(setUp));
    return Promise.resolve();
  }

  forget(box: string): Promise<void> {
    this.memories.delete(box);
    this.setUps.delete(box);
    return Promise.resolve();
  }
}

/** One life of a tab's relay worker, and all that its page was told. */
class TestTab {
  readonly relay: Relay;
  readonly boxes = new Map<string, RelayBox>();
  readonly turns = new Map<number, TurnView>();
  readonly facts: RelayFact[] = [];
  readonly events: RelayEvent[] = [];
  readonly #locks: { readonly held: number };

  constructor(relay: Relay, locks: { readonly held: number }) {
    this.relay = relay;
    this.#locks = locks;
    relay.listen((event) => this.#hear(event));
  }

  /** Web Locks that are held. */
  get locks(): number {
    return this.#locks.held;
  }

  get turnList(): readonly TurnView[] {
    return [...this.turns.values()].sort((a, b) => a.id - b.id);
  }

  of<Type extends RelayEvent['type']>(type: Type): readonly Extract<RelayEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<RelayEvent, { type: Type }> => event.type === type);
  }

  #hear(event: RelayEvent): void {
    this.events.push(event);
    if (event.type === 'box') this.boxes.set(event.box.id, event.box);
    if (event.type === 'turn') this.turns.set(event.turn.id, event.turn);
    if (event.type === 'facts') this.facts.push(...event.facts);
  }
}

export interface TestBox {
  readonly box: SimulatedBox;
  readonly tape: Tape;
  readonly played: PlayedSound[];
  readonly log: BoxLogEntry[];
}

export interface WorldOptions {
  readonly engines: (world: RelayWorld) => Engines;
  readonly loadModel?: () => Promise<SpeechModel>;
  readonly profile?: Profile;
}

export class RelayWorld {
  readonly clock = new VirtualClock();
  readonly store = new MemoryBoxStore();
  readonly host: Host;
  /** What the voice has made of each text, newest last. */
  readonly spoken: { readonly text: string; readonly chunks: readonly PcmChunk[] }[] = [];
  readonly hubLog: string[] = [];
  hub!: Hub;
  /** The companion refuses everybody. */
  isDown = false;
  tab!: TestTab;
  /** Time goes on while a service works. */
  isImpatient = false;
  readonly #options: WorldOptions;
  readonly #engines: Engines;
  #working = 0;
  /** Every line that a tab has dialled. */
  readonly #lines: { readonly hangUp: () => void; readonly tell: (code: number, reason: string) => void }[] =
    [];

  private constructor(options: WorldOptions) {
    this.#options = options;
    const { clock } = this;
    this.host = { now: () => clock.now(), after: (ms, act) => clock.after(ms, act), random: () => 0.5 };
    this.#engines = this.#watched(options.engines(this));
  }

  static async start(options: WorldOptions): Promise<RelayWorld> {
    const world = new RelayWorld(options);
    world.hub = await createHub({
      bus: createMemoryExchange().connect(),
      instance: 'one',
      clock: world.clock,
      limits: defaultHubLimits,
      log: (level, message) => world.hubLog.push(`${level} ${message}`),
      modes: { load: () => Promise.resolve(ok(new Map())), save: () => Promise.resolve(ok(undefined)) },
      openUpstream: () => {
        throw new Error('nobody is passed through here');
      },
      checkUpstream: () => Promise.resolve(ok(undefined)),
      speakNotice: (notice) => Promise.resolve({ text: notice, audio: [] }),
      pairing: {
        view: () => ({ token: '0'.repeat(32), urls: [], lostUrls: [] }),
        renew: () => undefined,
        urlSent: () => undefined,
      },
    });
    await world.openTab();
    return world;
  }

  /** A tab, or a new life of the one before with the same id. It takes the place of `world.tab`. */
  async openTab(id = 'tab-1', answers = true): Promise<TestTab> {
    const locks = { held: 0 };
    const relay = new Relay({
      host: this.host,
      openTransport: this.#openTransport,
      createEngines: () => this.#engines,
      connectPage: () => {
        throw new Error('there is no page');
      },
      models: {
        loadModel: this.#options.loadModel ?? (() => Promise.reject(new Error('no model here'))),
        fallbackModel: () => createEnergyModel(),
      },
      store: this.store,
      holdLock: () => {
        locks.held += 1;
        return () => (locks.held -= 1);
      },
      limits: patientLimits,
    });
    const tab = new TestTab(relay, locks);
    this.tab = tab;
    relay.configure({ profile: this.#options.profile ?? testProfile, keys: {}, debug: false });
    relay.setAnswering(answers);
    relay.connect({ origin: 'http://companion', session: 'secret', tab: id });
    await this.until('attached', () => tab.of('link').at(-1)?.link.state === 'open');
    return tab;
  }

  /** The page is reloaded or crashes: nobody says goodbye, and nothing of it goes on. */
  crashTab(): void {
    this.#lines.at(-1)?.hangUp();
  }

  /** The line to the companion breaks, and both ends notice. */
  breakLine(): void {
    const line = this.#lines.at(-1);
    line?.hangUp();
    line?.tell(1006, '');
  }

  async box(version: BoxVersion, sound = new Float32Array(0), id = 'aabbccddeeff'): Promise<TestBox> {
    const tape = new Tape(sound);
    const played: PlayedSound[] = [];
    const log: BoxLogEntry[] = [];
    const box = await createSimulatedBox({
      server: 'ws://companion/box',
      id,
      version,
      clock: this.clock,
      dial: createMemoryDial({
        onBox: (socket) => {
          if (!this.isDown) this.hub.addBox(socket);
          return !this.isDown;
        },
        defer: (work) => void this.clock.after(0, work),
      }),
      microphone: (state) => tape.read(state === 'listening'),
      detectSpeech: (frame) => (frame.some((sample) => Math.abs(sample) > 0.02) ? 0.9 : 0.05),
      onPlayed: (sound) => played.push(sound),
      onLog: (entry) => log.push(entry),
    });
    box.powerOn();
    await this.until('it is served', () => box.state === 'idle' && this.tab.boxes.get(id)?.owner === 'you');
    return { box, tape, played, log };
  }

  /** Moves time until something holds. */
  async until(what: string, holds: () => boolean, mostMs: Millis = 300_000): Promise<void> {
    const end = this.clock.now() + mostMs;
    for (let waits = 0; ;) {
      await setImmediate();
      if (holds()) return;
      if (this.#working > 0 && !this.isImpatient) {
        waits += 1;
        if (waits > 20_000) throw new Error(`a service does not answer: ${what}`);
        await setTimeout(1);
        continue;
      }
      if (this.clock.now() >= end) throw new Error(`did not happen in ${mostMs} ms: ${what}`);
      this.clock.advance(frameMs / 2);
    }
  }

  async pass(ms: Millis): Promise<void> {
    const end = this.clock.now() + ms;
    await this.until('time', () => this.clock.now() >= end, ms + 1000);
  }

  readonly #openTransport: OpenTransport = (link, events) => {
    if (this.isDown) {
      this.clock.after(1, () => events.onClose(1006, ''));
      return { send: () => undefined, close: () => undefined };
    }
    let isOpen = true;
    const tabLink: TabLink = {
      send: (bytes) => {
        const message = decodeCompanionMessage(bytes.slice());
        if (!message.ok) throw message.error;
        this.clock.after(0, () => {
          if (isOpen) events.onMessage(message.value);
        });
      },
      bufferedBytes: 0,
      close: (code, reason) => {
        isOpen = false;
        events.onClose(code, reason);
      },
      onMessage: () => undefined,
      onClose: () => undefined,
    };
    const hangUp = (): void => {
      if (!isOpen) return;
      isOpen = false;
      tabLink.onClose(1006, '');
    };
    this.#lines.push({ hangUp, tell: events.onClose });
    this.hub.addTab(tabLink);
    this.clock.after(0, events.onOpen);
    return {
      send: (message) => {
        if (isOpen) tabLink.onMessage(encodeTabMessage(message));
      },
      close: hangUp,
    };
  };

  #watched({ asr, llm, tts }: Engines): Engines {
    return {
      asr: { ...asr, transcribe: (utterance, options) => this.#busy(asr.transcribe(utterance, options)) },
      llm: {
        ...llm,
        reply: (messages, options) => this.#busyStream(llm.reply(messages, options), options.signal),
      },
      tts:
        tts.output === 'pcm'
          ? {
              ...tts,
              synthesize: (text, options) => {
                const chunks: PcmChunk[] = [];
                this.spoken.push({ text, chunks });
                return this.#busyStream(tts.synthesize(text, options), options.signal, (chunk) => {
                  chunks.push({ ...chunk, samples: chunk.samples.slice() });
                });
              },
            }
          : tts,
    };
  }

  async #busy<T>(work: Promise<T>): Promise<T> {
    this.#working += 1;
    try {
      return await work;
    } finally {
      this.#working -= 1;
    }
  }

  /** A stream that nobody reads any more is not busy: whoever leaves it aborts it. */
  async *#busyStream<T>(
    stream: AsyncIterable<T>,
    signal: AbortSignal,
    see: (part: T) => void = () => undefined,
  ): AsyncGenerator<T> {
    let isBusy = true;
    this.#working += 1;
    const end = (): void => {
      if (isBusy) this.#working -= 1;
      isBusy = false;
    };
    signal.addEventListener('abort', end, { once: true });
    try {
      for await (const part of stream) {
        see(part);
        yield part;
      }
    } finally {
      end();
    }
  }
}
