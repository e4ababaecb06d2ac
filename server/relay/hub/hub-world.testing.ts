/** Hubs on one bus with a clock of their own. */
import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';
import type { BoxId, PairingView } from '../../../core/relay/relay-message.ts';
import { err, ok } from '../../../core/result.ts';
import { createMemoryExchange } from '../bus/memory-bus.ts';
import type { UpstreamRequest } from '../upstream-link.ts';
import { createHub } from './create-hub.ts';
import { says, type Payload } from './fake-box.testing.ts';
import type { Hub, HubClock, ModeStore, NoticeKind, StoredMode } from './hub-api.ts';
import { defaultHubLimits, type HubLimits } from './hub-limits.ts';

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

export class FakeUpstream {
  readonly request: UpstreamRequest;
  readonly got: Payload[] = [];
  onSend: () => void = () => undefined;
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
      this.onSend();
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
