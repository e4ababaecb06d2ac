/** Random walks over hubs, boxes, tabs and upstreams; what is promised whatever happens is checked on the way. */
import { expect } from 'vitest';
import { createRandom, type Random } from '../../../core/audio/random.testing.ts';
import { decodeServerEvent } from '../../../core/echokit/decode-server-event.ts';
import type { KnownServerEvent } from '../../../core/echokit/server-event.ts';
import type { BoxMode } from '../../../core/relay/relay-message.ts';
import type { Hub } from './hub-api.ts';
import { FakeBox, named, says, startChat, submit } from './fake-box.testing.ts';
import { FakeTab } from './fake-tab.testing.ts';
import { HubWorld, noticeTexts } from './hub-world.testing.ts';

const queries = [
  'opus=true&vowel=true&stream_asr=true',
  'reconnect=true&opus=true&vowel=true&stream_asr=true',
  'opus=true&vowel=true',
  '',
];
const replies: readonly KnownServerEvent[] = [
  { event: 'ASR', text: 'hi' },
  { event: 'EndVad' },
  { event: 'StartAudio', text: 'Hi.' },
  { event: 'AudioChunk', data: Uint8Array.of(1, 2, 3) },
  { event: 'EndAudio' },
  { event: 'EndResponse' },
];
const text = '{"event":"Text","input":"hi"}';

const pick = <T>(random: Random, choices: readonly T[]): T => choices[random.integer(0, choices.length - 1)]!;

interface Running {
  readonly name: string;
  hub: Hub;
  readonly tabs: readonly FakeTab[];
}

export interface WalkOptions {
  readonly companions: number;
  readonly steps: number;
  /** Companions break down, and links between them. */
  readonly breakdowns: boolean;
}

export class Walk {
  readonly world: HubWorld;
  readonly random: Random;
  readonly sockets: FakeBox[] = [];
  readonly companions: Running[] = [];
  readonly #options: WalkOptions;
  #marks = 0;
  #restarts = 0;

  constructor(seed: number, options: WalkOptions) {
    this.random = createRandom(seed);
    this.#options = options;
    this.world = new HubWorld({ keptFrames: 40, keptBytes: 60_000, passBytes: 5_000 });
  }

  async go(): Promise<void> {
    for (let n = 0; n < this.#options.companions; n++) {
      const name = `c${n}`;
      const tabs = ['x', 'y'].map((letter) => new FakeTab(`${name}${letter}`));
      this.companions.push({ name, hub: await this.#open(name), tabs });
    }
    for (let step = 0; step < this.#options.steps; step++) await this.#step();
    await this.#settle();
  }

  /** Its start waits for promises only. */
  #open(name: string): Promise<Hub> {
    return this.world.hub(`${name}-${this.#restarts}`);
  }

  async #step(): Promise<void> {
    const { random, world } = this;
    const chance = random.next();
    if (chance < 0.32) this.#speak();
    else if (chance < 0.52) this.#answer();
    else if (chance < 0.56) this.#dial();
    else if (chance < 0.58) pick(random, [...this.#open_(), undefined])?.vanish();
    else if (chance < 0.7) this.#tab();
    else if (chance < 0.8) this.#upstream();
    else if (chance < 0.82) this.#slow();
    else if (chance < 0.825 && this.#options.breakdowns) await this.#breakDown();
    else if (chance < 0.93) this.#deliver();
    else await world.pass(pick(random, [10, 500, 3_000, 3_000, 6_000, 20_000]));
    if (random.chance(0.003)) await world.pass(400_000);
    if (random.chance(0.2)) await world.calm();
  }

  #open_(): readonly FakeBox[] {
    return this.sockets.filter(({ closed }) => closed === null);
  }

  #dial(): void {
    const { random } = this;
    // Its number tells the socket from all others; servers ignore what they do not know.
    const query = `${pick(random, queries)}&n=${this.sockets.length}`.replace(/^&/, '');
    const box = new FakeBox(`b${random.integer(1, 4)}`, query);
    this.sockets.push(box);
    pick(random, this.companions).hub.addBox(box);
  }

  #speak(): void {
    const { random } = this;
    const box = pick(random, [...this.#open_(), undefined]);
    if (box === undefined) return this.#dial();
    const pcm = new Uint8Array(pick(random, [1_024, 16_384, 16_384]));
    new DataView(pcm.buffer).setUint32(0, ++this.#marks);
    box.say(
      pick<Uint8Array | string>(random, [
        startChat,
        pcm,
        pcm,
        pcm,
        pcm,
        submit,
        random.chance(0.2) ? text : pcm,
      ]),
    );
  }

  #answer(): void {
    const { random } = this;
    const tab = this.#someTab();
    const box = pick(random, [...tab.told.keys(), 'b1']);
    const socket = (tab.told.get(box)?.socket ?? 0) - (random.chance(0.02) ? 1 : 0);
    for (let left = random.integer(1, 4); left > 0; left--)
      tab.say({ type: 'send', box, socket: Math.max(0, socket), payload: says(pick(random, replies)) });
  }

  #someTab(): FakeTab {
    return pick(this.random, pick(this.random, this.companions).tabs);
  }

  #tab(): void {
    const { random } = this;
    const companion = pick(random, this.companions);
    const tab = pick(random, companion.tabs);
    const box = `b${random.integer(1, 5)}`;
    if (!tab.isAttached) return tab.attach(companion.hub, random.chance(0.6), random.chance(0.2));
    const owned = [...tab.views.values()].find(({ owner }) => owner === 'you')?.id;
    const modes: readonly BoxMode[] = [
      { kind: 'answer' },
      { kind: 'pass-through', upstream: 'ws://up/ws' },
      { kind: 'pass-through', upstream: 'ftp://no' },
    ];
    switch (random.integer(0, 10)) {
      case 0:
      case 1:
        return tab.vanish();
      case 2:
        return tab.say({ type: 'own', box, force: random.chance(0.4) });
      case 3:
        return tab.say({ type: 'release', box });
      case 4:
      case 5:
        return tab.say({ type: 'watch', box });
      case 6:
        return tab.say({ type: 'unwatch', box });
      case 7:
      case 9:
        return tab.say({ type: 'set-mode', box: owned ?? box, mode: pick(random, modes) });
      case 8:
        if (random.chance(0.3)) tab.say({ type: 'forget', box });
        return;
      default:
        if (random.chance(0.2)) tab.sayBytes(Uint8Array.of(0xc1));
        return tab.vanish();
    }
  }

  #upstream(): void {
    const { random, world } = this;
    const line = pick(random, [...world.upstreams.filter(({ isClosed }) => !isClosed), undefined]);
    if (line === undefined) return;
    const { onOpen, onLost, onRetry, onFrame } = line.request;
    const chance = random.next();
    if (chance < 0.3) {
      if (!line.isOpen) onOpen();
      line.isOpen = true;
    } else if (chance < 0.4) {
      line.isOpen = false;
      onLost('it broke');
      if (!line.isClosed) onRetry(world.clock.now() + 1_000);
    } else if (line.isOpen) onFrame(says(pick(random, replies)));
  }

  /** Somebody reads nothing for a while. */
  #slow(): void {
    const { random, world } = this;
    const tab = this.#someTab();
    tab.bufferedBytes = random.chance(0.4) ? world.limits.tabBytes + 1 : 0;
    for (const box of this.#open_()) box.bufferedBytes = random.chance(0.2) ? 9_000_000 : 0;
    for (const line of world.upstreams) line.bufferedBytes = random.chance(0.2) ? 9_000_000 : 0;
  }

  #deliver(): void {
    const { random } = this;
    const lane = pick(random, [...this.world.lanes.values(), undefined]);
    for (let left = random.integer(1, 30); left > 0; left--) lane?.waiting.shift()?.();
  }

  async #breakDown(): Promise<void> {
    const { random, world } = this;
    if (random.chance(0.5)) {
      const [one, other] = [random.integer(0, 2), random.integer(0, 2)];
      if (one !== other) for (const lane of [`${one}>${other}`, `${other}>${one}`]) world.cut.add(lane);
      return;
    }
    if (random.chance(0.6)) return world.cut.clear();
    const companion = pick(random, this.companions);
    // Its process ends: boxes and tabs see their lines break, the others see nothing for a while.
    await companion.hub.close();
    this.#restarts++;
    companion.hub = await this.#open(companion.name);
  }

  /** Everything is whole again and nobody does anything more. */
  async #settle(): Promise<void> {
    const { world } = this;
    world.cut.clear();
    for (const { tabs } of this.companions) for (const tab of tabs) tab.bufferedBytes = 0;
    for (const peer of [...this.#open_(), ...world.upstreams]) peer.bufferedBytes = 0;
    await world.pass(30_000);
    for (const line of world.upstreams) if (!line.isClosed) line.request.onLost('the end');
    await world.pass(60_000);
    this.#checkOwners();
    for (const box of this.sockets) this.#checkUtterances(box);
    for (const { tabs } of this.companions) for (const tab of tabs) this.#checkFrames(tab);
    for (const box of this.#open_()) expect(box.isPaused).toBe(false);
    for (const { hub, tabs } of this.companions) {
      await hub.close();
      for (const tab of tabs) expect(tab.isAttached).toBe(false);
    }
    await world.calm();
    expect(this.#open_()).toEqual([]);
    expect(world.upstreams.filter(({ isClosed }) => !isClosed)).toEqual([]);
    expect(world.clock.timers).toBe(0);
  }

  /** [H1] [H5] One socket and one owner of each box, and everybody sees the same. */
  #checkOwners(): void {
    const tabs = this.companions.flatMap((companion) =>
      companion.tabs.filter(({ isAttached }) => isAttached),
    );
    const ids = this.#open_().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      const views = tabs.map((tab) => tab.views.get(id));
      expect(views.filter((view) => view?.owner === 'you').length).toBeLessThanOrEqual(1);
      expect(new Set(views.map((view) => view?.socket)).size).toBeLessThanOrEqual(1);
      expect(new Set(views.map((view) => view?.owner === 'nobody')).size).toBeLessThanOrEqual(1);
      for (const view of views) expect(view?.connected).toBe(true);
    }
    for (const tab of tabs)
      for (const view of tab.views.values()) if (!ids.includes(view.id)) expect(view.connected).toBe(false);
  }

  /** [H13] [H16] Each utterance came to its end, and the hub answered it once at most. */
  #checkUtterances({ frames, query, closed }: FakeBox): void {
    let open: 'no' | 'speaking' | 'waiting' = 'no';
    let notices = 0;
    for (const { direction, payload } of frames) {
      const name = named(payload);
      if (direction === 'up') {
        if (name === startChat || name === text || (name === submit && open === 'no')) notices = 0;
        if (name === startChat) open = 'speaking';
        else if (name === submit || name === text) open = 'waiting';
      } else if (name === 'EndResponse') open = 'no';
      else if (name === 'ASR' && typeof payload !== 'string') {
        const event = decodeServerEvent(payload);
        const isNotice =
          event.ok && 'text' in event.value && Object.values(noticeTexts).includes(event.value.text);
        if (isNotice) expect(++notices).toBe(1);
      }
    }
    if (closed !== null) return;
    // A box that sends Submit and has not yet is still speaking, as far as anybody knows.
    if (query.includes('stream_asr')) expect(open).toBe('no');
    else expect(open).not.toBe('waiting');
  }

  /** [H10] What a tab got is what passed, byte by byte. Its order and gaps were checked as it came. */
  #checkFrames(tab: FakeTab): void {
    for (const { box, socket, seq, direction, payload } of tab.frames) {
      const n = /n=(\d+)$/.exec(tab.queries.get(`${box} ${socket}`) ?? '')?.[1];
      const passed = this.sockets[Number(n)]?.frames[seq];
      expect(passed?.direction).toBe(direction);
      if (typeof payload === 'string') expect(passed?.payload).toBe(payload);
      else expect(Buffer.compare(payload, passed?.payload as Uint8Array)).toBe(0);
    }
  }
}
