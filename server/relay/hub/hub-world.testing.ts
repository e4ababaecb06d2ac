/** Hubs on one bus with a clock of their own, boxes and tabs that write down what they get. */
import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';
import { decodeServerEvent } from '../../../core/echokit/decode-server-event.ts';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../../../core/echokit/server-event.ts';
import { decodeCompanionMessage, encodeTabMessage } from '../../../core/relay/relay-codec.ts';
import type {
  BoxId,
  BoxView,
  CompanionMessage,
  FrameMessage,
  PairingView,
  SocketId,
  TabMessage,
} from '../../../core/relay/relay-message.ts';
import { err, ok } from '../../../core/result.ts';
import type { BoxSocket } from '../box-socket.ts';
import { createMemoryExchange } from '../bus/memory-bus.ts';
import type { UpstreamRequest } from '../upstream-link.ts';
import { createHub } from './create-hub.ts';
import type { Hub, HubClock, ModeStore, NoticeKind, StoredMode, TabLink } from './hub-api.ts';
import { defaultHubLimits, type HubLimits } from './hub-limits.ts';

type Payload = Uint8Array | string;

export class VirtualClock implements HubClock {
  #now = 1_790_000_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** To the next timer, at most to `until`. @returns false if there was none */
  step(until: number): boolean {
    let next: { readonly at: number; readonly run: () => void } | undefined;
    for (const timer of this.#timers)
      if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
    if (next === undefined) {
      this.#now = Math.max(this.#now, until);
      return false;
    }
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.run();
    return true;
  }

  get timers(): number {
    return this.#timers.size;
  }
}

export const says = (event: KnownServerEvent): Uint8Array => encodeServerEvent(event);
export const startChat = '{"event":"StartChat"}';
export const submit = '{"event":"Submit"}';

/** The name of an event, or the text of a command; `pcm` for what is neither. */
export function named(payload: Payload): string {
  if (typeof payload === 'string') return payload;
  const event = decodeServerEvent(payload);
  return event.ok ? event.value.event : 'pcm';
}

export class FakeBox implements BoxSocket {
  readonly id: BoxId;
  readonly query: string;
  /** Both directions, as they passed: what the box is owed. */
  readonly frames: { readonly direction: 'up' | 'down'; readonly payload: Payload }[] = [];
  bufferedBytes = 0;
  isPaused = false;
  closed: { readonly code: number; readonly reason: string } | null = null;
  onFrame: (payload: Payload) => void = () => undefined;
  onClose: (code: number, reason: string) => void = () => undefined;

  constructor(id: BoxId, query: string) {
    this.id = id;
    this.query = query;
  }

  send(payload: Payload): void {
    if (this.closed !== null) expect.fail(`sent to a closed socket of ${this.id}`);
    this.frames.push({ direction: 'down', payload });
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(code: number, reason: string): void {
    if (this.closed !== null) return;
    this.closed = { code, reason };
    this.onClose(code, reason);
  }

  say(payload: Payload): void {
    if (this.closed !== null) return;
    this.frames.push({ direction: 'up', payload });
    this.onFrame(payload);
  }

  /** Its line breaks. */
  vanish(): void {
    this.close(1006, '');
  }

  /** Names of what it was sent. */
  get heard(): readonly string[] {
    return this.frames.filter(({ direction }) => direction === 'down').map(({ payload }) => named(payload));
  }
}

/** What a tab knows of a socket, over all its links. */
interface Told {
  readonly socket: SocketId;
  /** The frame that comes next. */
  next: number;
  isOpen: boolean;
}

/** One tab through all its reloads; it checks what it is told as it comes. */
export class FakeTab {
  readonly tab: string;
  readonly told = new Map<BoxId, Told>();
  readonly views = new Map<BoxId, BoxView>();
  /** Of the present link. */
  messages: CompanionMessage[] = [];
  bufferedBytes = 0;
  lost = 0;
  /** Every frame ever got, to be compared with what passed. */
  readonly frames: FrameMessage[] = [];
  /** By box and socket. */
  readonly queries = new Map<string, string>();
  closed: { readonly code: number; readonly reason: string } | null = null;
  readonly #lost = new Set<SocketId>();
  #link: TabLink | null = null;

  constructor(tab: string) {
    this.tab = tab;
  }

  get isAttached(): boolean {
    return this.#link !== null;
  }

  /** @param forgetful it has reloaded, and knows nothing of what it dealt with */
  attach(hub: Hub, answers: boolean, forgetful = false): void {
    expect(this.#link).toBeNull();
    const link: TabLink = {
      send: (bytes) => {
        if (this.#link === link) this.#hear(bytes);
        else expect.fail(`sent to a closed link of ${this.tab}`);
      },
      bufferedBytes: 0,
      close: (code, reason) => {
        if (this.#link !== link) return;
        this.#link = null;
        this.closed = { code, reason };
        link.onClose(code, reason);
      },
      onMessage: () => undefined,
      onClose: () => undefined,
    };
    Object.defineProperty(link, 'bufferedBytes', { get: () => this.bufferedBytes });
    this.#link = link;
    this.messages = [];
    this.views.clear();
    this.closed = null;
    if (forgetful) this.told.clear();
    // A socket without a frame has no place: its opening is told again.
    for (const [box, { next }] of this.told) if (next === 0) this.told.delete(box);
    const known = [...this.told].filter(([, { socket }]) => !this.#lost.has(socket));
    const after = Object.fromEntries(
      known.map(([box, { socket, next }]) => [box, { socket, seq: next - 1 }]),
    );
    hub.addTab(link);
    this.say({ type: 'attach', tab: this.tab, answers, after });
  }

  say(message: TabMessage): void {
    this.#link?.onMessage(encodeTabMessage(message));
  }

  sayBytes(bytes: Uint8Array): void {
    this.#link?.onMessage(bytes);
  }

  answer(box: BoxId, ...events: readonly KnownServerEvent[]): void {
    const socket = this.told.get(box)?.socket ?? 0;
    for (const event of events) this.say({ type: 'send', box, socket, payload: says(event) });
  }

  /** The page is gone. */
  vanish(): void {
    const link = this.#link;
    this.#link = null;
    link?.onClose(1006, '');
  }

  of<T extends CompanionMessage['type']>(type: T): readonly Extract<CompanionMessage, { type: T }>[] {
    return this.messages.filter((message) => message.type === type) as Extract<
      CompanionMessage,
      { type: T }
    >[];
  }

  #hear(bytes: Uint8Array): void {
    const read = decodeCompanionMessage(bytes);
    if (!read.ok) throw read.error;
    const message = read.value;
    if (this.messages.length === 0) expect(message.type).toBe('attached');
    this.messages.push(message);
    switch (message.type) {
      case 'attached':
        for (const box of message.boxes) this.views.set(box.id, box);
        return;
      case 'box':
        this.views.set(message.box.id, message.box);
        return;
      case 'box-forgotten':
        this.views.delete(message.box);
        return;
      case 'socket-opened':
        this.queries.set(`${message.box} ${message.socket}`, message.query);
        return this.#open(message.box, message.socket);
      case 'socket-closed':
        // Told again if it was closed when the tab attached.
        expect(this.told.get(message.box)).toMatchObject({ socket: message.socket });
        this.told.get(message.box)!.isOpen = false;
        // It may be open still, and its opening is told again then.
        if (message.reason === 'its companion is lost') this.#lost.add(message.socket);
        return;
      case 'gap':
        expect(message.lost).toBeGreaterThan(0);
        this.lost += message.lost;
        expect(this.told.get(message.box)).toMatchObject({ socket: message.socket, isOpen: true });
        this.told.get(message.box)!.next += message.lost;
        return;
      case 'frame': {
        const told = this.told.get(message.box);
        expect(told).toMatchObject({ socket: message.socket, isOpen: true, next: message.seq });
        told!.next++;
        this.frames.push(message);
        return;
      }
      case 'pairing':
      case 'refused':
        return;
    }
  }

  #open(box: BoxId, socket: SocketId): void {
    const told = this.told.get(box);
    this.#lost.delete(socket);
    if (told?.socket === socket) told.isOpen = true;
    else {
      expect(told?.isOpen ?? false).toBe(false);
      this.told.set(box, { socket, next: 0, isOpen: true });
    }
  }
}

export class FakeUpstream {
  readonly request: UpstreamRequest;
  readonly got: Payload[] = [];
  bufferedBytes = 0;
  isPaused = false;
  isClosed = false;
  isOpen = false;

  constructor(request: UpstreamRequest) {
    this.request = request;
  }

  readonly link = {
    send: (payload: Payload): void => {
      expect(this.isClosed).toBe(false);
      this.got.push(payload);
    },
    close: (): void => {
      this.isClosed = true;
    },
    pause: (): void => {
      this.isPaused = true;
    },
    resume: (): void => {
      this.isPaused = false;
    },
  };
}

export class MemoryModes implements ModeStore {
  modes: ReadonlyMap<BoxId, StoredMode> = new Map();

  load() {
    return Promise.resolve(ok(this.modes));
  }

  save(modes: ReadonlyMap<BoxId, StoredMode>) {
    this.modes = new Map(modes);
    return Promise.resolve(ok(undefined));
  }
}

export const noticeTexts: Readonly<Record<NoticeKind, string>> = {
  'no-tab': 'Open the page.',
  'no-answer': 'The page does not answer.',
  unreachable: 'The server is unreachable.',
};

const pairing: PairingView = { token: '0'.repeat(32), urls: [], lostUrls: [] };

interface Lane {
  readonly from: number;
  readonly to: number;
  readonly waiting: (() => void)[];
}

/** Deliveries of the bus wait in lanes until they are let go: each in order, one against the other as one likes. */
export class HubWorld {
  readonly clock = new VirtualClock();
  readonly lanes = new Map<string, Lane>();
  readonly upstreams: FakeUpstream[] = [];
  readonly notices: NoticeKind[] = [];
  readonly log: string[] = [];
  readonly limits: HubLimits;
  /** Bus lanes between companions that do not hear each other. */
  readonly cut = new Set<string>();
  readonly #exchange = createMemoryExchange((deliver, from, to) => {
    const key = `${from}>${to}`;
    if (this.cut.has(key)) return;
    const lane = this.lanes.get(key) ?? { from, to, waiting: [] };
    this.lanes.set(key, lane);
    lane.waiting.push(deliver);
  });

  constructor(limits: Partial<HubLimits> = {}) {
    this.limits = { ...defaultHubLimits, ...limits };
  }

  async hub(instance: string, modes: ModeStore = new MemoryModes()): Promise<Hub> {
    return createHub({
      bus: this.#exchange.connect(),
      instance,
      clock: this.clock,
      limits: this.limits,
      log: (level, message) => this.log.push(`${level} ${instance}: ${message}`),
      modes,
      openUpstream: (request) => {
        const upstream = new FakeUpstream(request);
        this.upstreams.push(upstream);
        return Object.defineProperty({ ...upstream.link, bufferedBytes: 0 }, 'bufferedBytes', {
          get: () => upstream.bufferedBytes,
        });
      },
      checkUpstream: (url) => Promise.resolve(url.startsWith('ws') ? ok(undefined) : err('no WebSocket')),
      speakNotice: (notice, { opus }) => {
        this.notices.push(notice);
        const chunk = says({ event: 'AudioChunk', data: Uint8Array.of(opus ? 1 : 0) });
        return Promise.resolve({ text: noticeTexts[notice], audio: [chunk] });
      },
      pairing: { view: () => pairing, renew: () => undefined, urlSent: () => undefined },
    });
  }

  /** Everything on the bus arrives, promises included. */
  async calm(): Promise<void> {
    for (;;) {
      await setImmediate();
      const busy = [...this.lanes.values()].filter(({ waiting }) => waiting.length > 0);
      if (busy.length === 0) return;
      for (const { waiting } of busy) for (let left = waiting.length; left > 0; left--) waiting.shift()!();
    }
  }

  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    await this.calm();
    // A clock that stands still is one that somebody winds for ever.
    let [last, still] = [this.clock.now(), 0];
    while (this.clock.step(until)) {
      still = this.clock.now() === last ? still + 1 : 0;
      last = this.clock.now();
      if (still > 10_000) expect.fail(`timers fire for ever: ${this.log.slice(-3).join('; ')}`);
      await this.calm();
    }
    await this.calm();
  }
}
