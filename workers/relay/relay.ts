/**
 * What the relay worker does, without the worker: the companion's messages and those of simulated boxes in, a session for
 * each box that this tab answers, and events for the page out. It decides who is served, and nothing about turns.
 */
import { assertNever } from '../../core/assert.ts';
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import { makeHelloClip, type HelloClip } from '../../core/echokit/server-session/hello-clip.ts';
import type {
  BoxId,
  BoxMode,
  BoxView,
  CompanionMessage,
  FrameMessage,
  PairingView,
  SocketId,
  TabMessage,
} from '../../core/relay/relay-message.ts';
import { heardRate, type Millis } from '../../core/units.ts';
import { wavHeaderBytes } from '../../core/audio/wav.ts';
import type { PageEngines } from '../../app/engines/page-engines.ts';
import type { Host } from '../conversation/host.ts';
import { defaultLimits, type Limits } from '../conversation/limits.ts';
import type { ConversationConfig, TurnView } from '../conversation-api.ts';
import type {
  BoxSettings,
  HelloRefusal,
  HelloView,
  LinkView,
  RelayApi,
  RelayEvent,
  RelayFact,
  RelayLink,
} from '../relay-api.ts';
import type { ModelStatus } from '../vad-api.ts';
import { BoxPartners, type CreateEngines } from './box-partners.ts';
import { BoxSession } from './box-session.ts';
import { defaultBoxSettings, type BoxMemory, type BoxSetUp, type BoxStore } from './box-store.ts';
import { CompanionLine, type OpenTransport } from './companion-line.ts';
import { frameName } from './frame-name.ts';
import { KnownBox } from './known-box.ts';
import { SimulatedBoxes, type BoxPort } from './simulated-boxes.ts';
import { SpeechJudge, type SpeechJudgeOptions } from './speech-judge.ts';

export interface RelayOptions {
  readonly host: Host;
  readonly openTransport: OpenTransport;
  readonly createEngines: CreateEngines;
  readonly connectPage: (port: MessagePort) => PageEngines;
  readonly models: Pick<SpeechJudgeOptions, 'loadModel' | 'fallbackModel'>;
  readonly store: BoxStore;
  /** While it is held the browser does not freeze the tab. @returns gives it back */
  readonly holdLock: () => () => void;
  readonly limits?: Limits;
}

/** Facts are told a few times a second. */
const factsEveryMs: Millis = 200;
/** A box that does not read is asked again after so long whether it takes the end of its answer. */
const retryEndMs: Millis = 2000;
/** Set-ups of all boxes are kept under this id. */
const allBoxes: BoxId = '';

export class Relay implements RelayApi {
  readonly #options: RelayOptions;
  readonly #limits: Limits;
  readonly #line: CompanionLine;
  readonly #simulated: SimulatedBoxes;
  readonly #judge: SpeechJudge;
  readonly #boxes = new Map<BoxId, KnownBox>();
  #emit: (event: RelayEvent) => void = () => undefined;
  #config: ConversationConfig | null = null;
  #page: PageEngines | undefined;
  #partners: BoxPartners | null = null;
  #isAnswering = false;
  #isInspecting = false;
  #facts: RelayFact[] = [];
  #isFactsDue = false;
  #link: LinkView = { state: 'off' };
  #pairing: PairingView | null = null;
  #model: ModelStatus | null = null;
  /** What a former life of this tab left. */
  readonly #loaded: Promise<void>;
  readonly #memories = new Map<BoxId, BoxMemory>();
  readonly #setUps = new Map<BoxId, BoxSetUp>();
  #releaseLock: (() => void) | null = null;
  readonly #ending = new Set<BoxId>();

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#limits = options.limits ?? defaultLimits;
    const { host, openTransport, models } = options;
    this.#judge = new SpeechJudge({
      ...models,
      onStatus: (status) => {
        this.#model = status;
        this.#emit({ type: 'model', status });
      },
    });
    this.#simulated = new SimulatedBoxes(
      () => host.now(),
      (message) => this.#hear(message, true),
    );
    this.#line = new CompanionLine({
      host,
      open: openTransport,
      attachment: () => ({ answers: this.#isAnswering, after: this.#places() }),
      onMessage: (message) => this.#hear(message, false),
      onLink: (link) => this.#showLink(link),
    });
    this.#loaded = this.#load();
  }

  listen(onEvent: (event: RelayEvent) => void): void {
    this.#emit = onEvent;
    onEvent({ type: 'link', link: this.#link });
    if (this.#pairing !== null) onEvent({ type: 'pairing', pairing: this.#pairing });
    if (this.#model !== null) onEvent({ type: 'model', status: this.#model });
    for (const known of this.#boxes.values()) {
      this.#showBox(known);
      for (const turn of known.turns) onEvent({ type: 'turn', box: known.view.id, turn });
    }
    this.#showFitness();
  }

  configure(config: ConversationConfig): void {
    this.#config = config;
    this.#makePartners();
    for (const known of this.#boxes.values()) this.#settle(known);
  }

  connectPageEngines(port: MessagePort): void {
    this.#page = this.#options.connectPage(port);
    this.#makePartners();
  }

  connect(link: RelayLink): void {
    // Without what was kept no box could be taken up where it was left.
    void this.#loaded.then(() => this.#line.connect(link));
  }

  disconnect(): void {
    for (const known of this.#boxes.values()) if (!known.simulated) this.#release(known);
    this.#line.disconnect();
    for (const known of [...this.#boxes.values()]) if (!known.simulated) this.#lose(known);
    this.#holdLock();
  }

  setAnswering(on: boolean): void {
    if (on === this.#isAnswering) return;
    this.#isAnswering = on;
    for (const known of this.#boxes.values()) {
      if (known.simulated) continue;
      if (!on) this.#release(known);
      else if (known.view.owner === 'nobody')
        this.#line.send({ type: 'own', box: known.view.id, force: false });
    }
    this.#line.reattach();
  }

  own(box: BoxId, force: boolean): void {
    this.#line.send({ type: 'own', box, force });
  }

  release(box: BoxId): void {
    const known = this.#boxes.get(box);
    if (known !== undefined) this.#release(known);
  }

  watch(box: BoxId): void {
    this.#setWatched(box, true);
  }

  unwatch(box: BoxId): void {
    this.#setWatched(box, false);
  }

  setMode(box: BoxId, mode: BoxMode): void {
    if (mode.kind === 'pass-through') this.#dismiss(this.#boxes.get(box), true);
    this.#send(box, { type: 'set-mode', box, mode });
  }

  forget(box: BoxId): void {
    this.#send(box, { type: 'forget', box });
  }

  renewPairing(): void {
    this.#line.send({ type: 'renew-pairing' });
  }

  urlSent(box: BoxId, url: string): void {
    this.#line.send({ type: 'url-sent', box, url });
  }

  setBoxSettings(box: BoxId, settings: BoxSettings): void {
    this.#setUp(box, { settings });
  }

  setHello(box: BoxId | null, wav: Uint8Array | null): Promise<HelloRefusal | null> {
    const clip = wav === null ? null : makeHelloClip(wav);
    if (clip?.ok === false) return Promise.resolve(clip.error.code);
    this.#setUp(box ?? allBoxes, { hello: clip === null ? null : clip.value });
    return Promise.resolve(null);
  }

  interrupt(box: BoxId): void {
    this.#boxes.get(box)?.session?.interrupt();
  }

  sendText(box: BoxId, text: string): void {
    this.#boxes.get(box)?.session?.sendText(text);
  }

  inspect(on: boolean): void {
    if (on === this.#isInspecting) return;
    this.#isInspecting = on;
    this.#facts = [];
    if (!on) return;
    const kept = [...this.#boxes.values()].flatMap(({ log }) => log.facts);
    if (kept.length > 0) this.#emit({ type: 'facts', facts: kept.sort((a, b) => a.at - b.at) });
  }

  attachSimulatedBox(id: BoxId, port: BoxPort): void {
    void this.#loaded.then(() => this.#simulated.attach(id, port));
  }

  detachSimulatedBox(id: BoxId): void {
    this.#simulated.detach(id);
  }

  async #load(): Promise<void> {
    try {
      const { memories, setUps } = await this.#options.store.load();
      for (const memory of memories) this.#memories.set(memory.box, memory);
      for (const setUp of setUps) this.#setUps.set(setUp.box, setUp);
    } catch {
      // A browser that keeps nothing: boxes begin anew with each reload.
    }
  }

  #hear(message: CompanionMessage, simulated: boolean): void {
    switch (message.type) {
      case 'attached':
        return this.#attached(message);
      case 'box':
        return this.#meet(message.box, simulated);
      case 'box-forgotten':
        return this.#forgotten(message.box);
      case 'socket-opened':
        return this.#socketOpened(message, simulated);
      case 'socket-closed':
        return this.#socketClosed(message);
      case 'frame':
        return this.#frame(message);
      case 'gap':
        return this.#note({ ...message, kind: 'gap', at: this.#now() });
      case 'pairing':
        this.#pairing = message.pairing;
        return this.#emit({ type: 'pairing', pairing: message.pairing });
      case 'refused':
        return this.#refused(message);
      default:
        return assertNever(message);
    }
  }

  #attached({ boxes, pairing }: Extract<CompanionMessage, { type: 'attached' }>): void {
    this.#pairing = pairing;
    this.#emit({ type: 'pairing', pairing });
    const listed = new Set(boxes.map(({ id }) => id));
    for (const known of this.#boxes.values())
      if (!known.simulated && !listed.has(known.view.id))
        this.#meet({ ...known.view, connected: false, owner: 'nobody' }, false);
    for (const box of boxes) this.#meet(box, false);
  }

  #meet(view: BoxView, simulated: boolean): void {
    const known = this.#boxes.get(view.id);
    if (known === undefined) this.#learn(view, simulated);
    else if (known.simulated === simulated) {
      known.update(view);
      this.#settle(known);
      this.#showBox(known);
    }
  }

  #learn(view: BoxView, simulated: boolean): KnownBox {
    const { id } = view;
    const memory = simulated ? undefined : this.#memories.get(id);
    const known = new KnownBox(view, simulated, memory, this.#setUps.get(id));
    this.#boxes.set(id, known);
    this.#showBox(known);
    for (const turn of known.turns) this.#emit({ type: 'turn', box: id, turn });
    this.#settle(known);
    return known;
  }

  #forgotten(box: BoxId): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    this.#dismiss(known, false);
    this.#boxes.delete(box);
    this.#memories.delete(box);
    this.#setUps.delete(box);
    void this.#keep(this.#options.store.forget(box));
    this.#emit({ type: 'box-forgotten', box });
    this.#holdLock();
  }

  /** Its view may come later than its socket. */
  #socketOpened(
    { box, socket, query, at }: Extract<CompanionMessage, { type: 'socket-opened' }>,
    simulated: boolean,
  ): void {
    const known = this.#boxes.get(box) ?? this.#learn(unseenView(box, at), simulated);
    this.#breakOff(known, at);
    known.noteOpened(socket, query);
    this.#note({ kind: 'opened', box, socket, query, at });
    this.#settle(known);
    this.#showBox(known);
  }

  #socketClosed({
    box,
    socket,
    code,
    reason,
    at,
  }: Extract<CompanionMessage, { type: 'socket-closed' }>): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    this.#breakOff(known, at);
    known.noteClosed(socket);
    this.#note({ kind: 'closed', box, socket, code, reason, at });
    this.#settle(known);
    this.#showBox(known);
  }

  #frame({ box, socket, seq, at, direction, payload }: FrameMessage): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    if (known.place?.socket === socket && seq <= known.place.seq) return;
    known.place = { socket, seq };
    this.#note({ kind: 'frame', box, socket, seq, at, direction, payload });
    this.#see(known, frameName(direction, payload));
    if (known.session !== null) {
      if (direction === 'up') known.session.receive({ socket, seq, payload, at: this.#now() });
      return;
    }
    if (known.view.owner !== 'you') known.watched = true;
    known.observedTurns.see(direction, payload, at);
    this.#showTurns(known, known.observedTurns.takeChanged());
  }

  #see(known: KnownBox, name: string): void {
    const before = known.stateAt(this.#now());
    known.see({ type: 'frame', name });
    if (known.stateAt(this.#now()) !== before) this.#showBox(known);
  }

  #breakOff(known: KnownBox, at: Millis): void {
    if (known.session !== null) return;
    known.observedTurns.breakOff(at);
    this.#showTurns(known, known.observedTurns.takeChanged());
  }

  #refused({ asked, box, code, message }: Extract<CompanionMessage, { type: 'refused' }>): void {
    const known = box === undefined ? undefined : this.#boxes.get(box);
    if (asked === 'send') {
      // The others are races: a box that dialled anew, or was taken over.
      if (code !== 'box-too-slow' || known === undefined || known.session === null) return;
      if (known.session.isQuiet) {
        this.#endLater(known);
        return;
      }
      known.session.interrupt();
    }
    this.#emit({ type: 'refused', asked, code, message, ...(box === undefined ? {} : { box }) });
  }

  /** It waits for the end of its answer, whatever it missed of it. */
  #endLater(known: KnownBox): void {
    const { id } = known.view;
    const { socket } = known.line;
    if (this.#ending.has(id)) return;
    this.#ending.add(id);
    this.#options.host.after(retryEndMs, () => {
      this.#ending.delete(id);
      const { session } = known;
      if (session?.socket !== socket || !session.isQuiet) return;
      this.#sendBox(known, socket, encodeServerEvent({ event: 'EndResponse' }));
    });
  }

  /** Serves it if it is ours to answer, and lets go of it otherwise. */
  #settle(known: KnownBox): void {
    const { view, line } = known;
    if (view.owner !== 'you' || view.mode.kind !== 'answer' || this.#partners === null) {
      this.#dismiss(known, false);
      return;
    }
    const session = known.session ?? this.#serve(known, this.#partners);
    if (!line.isOpen) {
      if (session.socket !== null) session.closeSocket(session.socket);
    } else if (session.socket !== line.socket) this.#takeUp(known, session);
    this.#holdLock();
  }

  #takeUp(known: KnownBox, session: BoxSession): void {
    const { memory, line } = known;
    known.memory = null;
    if (memory?.place?.socket === line.socket)
      session.resume(line.socket, line.query, memory.was, memory.place.seq);
    else session.open(line.socket, line.query);
  }

  #serve(known: KnownBox, { vadModel }: BoxPartners): BoxSession {
    const { id } = known.view;
    const session: BoxSession = new BoxSession({
      host: this.#options.host,
      limits: this.#limits,
      judge: this.#judge,
      vadModel,
      partner: () => this.#requirePartners().for(known.setUp.settings.persona),
      settings: () => this.#requirePartners().turn,
      prefersSamples: () => known.setUp.settings.voice === 'samples',
      hello: () => this.#helloFor(known),
      past: known.memory?.past ?? [],
      firstTurn: known.nextTurn,
      send: (socket, payload) => this.#sendBox(known, socket, payload),
      onTurns: (turns) => this.#showTurns(known, turns),
      onReset: () => this.#emit({ type: 'history-reset', box: id, at: this.#now() }),
      onPlaysUntil: (until) => this.#noteUntil(known, until),
      onChange: () => this.#remember(known),
    });
    known.serveBy(session);
    void this.#judge.load(vadModel);
    return session;
  }

  #noteUntil(known: KnownBox, until: Millis): void {
    known.see({ type: 'plays-until', until });
    this.#options.host.after(Math.max(0, until - this.#now()), () => {
      if (known.until === until) this.#showBox(known);
    });
  }

  /** @param isOurs it can still be sent what ends its turn */
  #dismiss(known: KnownBox | undefined, isOurs: boolean): void {
    if (known === undefined || known.session === null) return;
    const { session } = known;
    session.dismiss(isOurs);
    known.memory = { ...known.remember(), place: null, was: 'quiet' };
    known.serveBy(null);
    this.#holdLock();
  }

  #release(known: KnownBox): void {
    if (known.view.owner !== 'you' || known.simulated) return;
    this.#dismiss(known, true);
    this.#line.send({ type: 'release', box: known.view.id });
  }

  /** The line is given up: nothing is known of its boxes any more. */
  #lose(known: KnownBox): void {
    this.#dismiss(known, false);
    this.#boxes.delete(known.view.id);
    this.#memories.set(known.view.id, known.remember());
    this.#emit({ type: 'box-forgotten', box: known.view.id });
  }

  #setWatched(box: BoxId, watched: boolean): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    known.watched = watched;
    this.#send(box, watched ? { type: 'watch', box } : { type: 'unwatch', box });
    this.#showBox(known);
  }

  #sendBox(known: KnownBox, socket: SocketId, payload: Uint8Array): void {
    this.#send(known.view.id, { type: 'send', box: known.view.id, socket, payload });
  }

  #send(box: BoxId, message: TabMessage): void {
    if (this.#simulated.has(box)) this.#simulated.send(message);
    else this.#line.send(message);
  }

  #setUp(box: BoxId, changes: Partial<Omit<BoxSetUp, 'box'>>): void {
    const before = this.#setUps.get(box) ?? { box, settings: defaultBoxSettings, hello: null };
    const setUp: BoxSetUp = { ...before, ...changes };
    this.#setUps.set(box, setUp);
    void this.#keep(this.#options.store.saveSetUp(setUp));
    const known = this.#boxes.get(box);
    if (known !== undefined) known.setUp = setUp;
    for (const each of this.#boxes.values()) if (each === known || box === allBoxes) this.#showBox(each);
  }

  #helloFor({ setUp }: KnownBox): HelloClip | null {
    return setUp.hello ?? this.#setUps.get(allBoxes)?.hello ?? null;
  }

  #remember(known: KnownBox): void {
    if (known.simulated) return;
    void this.#keep(this.#options.store.saveMemory(known.remember()));
  }

  /** What cannot be kept is missing after a reload, and nothing else. */
  #keep(saved: Promise<void>): Promise<void> {
    return saved.catch(() => undefined);
  }

  /** The last frame that came, per box: of a former life the last that was dealt with. */
  #places(): Extract<TabMessage, { type: 'attach' }>['after'] {
    const after = new Map<BoxId, { readonly socket: SocketId; readonly seq: number } | null>();
    for (const { box, place } of this.#memories.values()) after.set(box, place);
    for (const { view, place, simulated } of this.#boxes.values()) if (!simulated) after.set(view.id, place);
    // A socket of which no frame has come has no place: its opening is told again.
    return Object.fromEntries(
      [...after].flatMap(([box, place]) => (place && place.seq >= 0 ? [[box, place]] : [])),
    );
  }

  #makePartners(): void {
    if (this.#config === null) return;
    this.#partners = new BoxPartners(this.#config, this.#page, this.#options.createEngines, this.#limits);
    this.#showFitness();
  }

  #requirePartners(): BoxPartners {
    if (this.#partners === null) throw new Error('a box is served before anybody is configured to answer');
    return this.#partners;
  }

  /** A hidden tab must not be frozen while boxes wait for it. */
  #holdLock(): void {
    const isServing = [...this.#boxes.values()].some(({ session }) => session !== null);
    if (isServing) this.#releaseLock ??= this.#options.holdLock();
    else {
      this.#releaseLock?.();
      this.#releaseLock = null;
    }
  }

  #note(fact: RelayFact): void {
    this.#boxes.get(fact.box)?.log.add(fact);
    if (!this.#isInspecting) return;
    this.#facts.push(fact);
    if (this.#isFactsDue) return;
    this.#isFactsDue = true;
    this.#options.host.after(factsEveryMs, () => {
      this.#isFactsDue = false;
      const facts = this.#facts;
      this.#facts = [];
      if (facts.length > 0) this.#emit({ type: 'facts', facts });
    });
  }

  #showLink(link: LinkView): void {
    this.#link = link;
    this.#emit({ type: 'link', link });
  }

  #showBox(known: KnownBox): void {
    const hello = this.#helloFor(known);
    const view: HelloView | undefined =
      hello === null
        ? undefined
        : { bytes: hello.length, seconds: (hello.length - wavHeaderBytes) / 2 / heardRate };
    this.#emit({ type: 'box', box: known.show(this.#now(), view) });
  }

  #showTurns(known: KnownBox, turns: readonly TurnView[]): void {
    if (turns.length === 0) return;
    known.keepTurns(turns);
    for (const turn of turns) this.#emit({ type: 'turn', box: known.view.id, turn });
    if (known.session !== null && turns.some(({ status }) => isOver(status))) this.#remember(known);
  }

  #showFitness(): void {
    if (this.#partners === null) return;
    const { failure } = this.#partners;
    this.#emit({ type: 'unfit', ...(failure === undefined ? {} : { failure }) });
  }

  #now(): Millis {
    return this.#options.host.now();
  }
}

const isOver = (status: TurnView['status']): boolean =>
  status !== 'open' && status !== 'thinking' && status !== 'speaking';

/** A box whose socket is told of before itself. */
const unseenView = (id: BoxId, at: Millis): BoxView => ({
  id,
  instance: '',
  connected: false,
  socket: 0,
  query: '',
  openedAt: at,
  lastFrameAt: at,
  mode: { kind: 'answer' },
  owner: 'nobody',
  watchers: 0,
});
