/**
 * What the relay worker does, without the worker: the companion's messages and those of simulated boxes in, the page's
 * wishes out, and events for the page. Who is answered here is decided in `box-serving.ts`; nothing is about turns.
 */
import { assertNever } from '../../core/assert.ts';
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
import type { Millis } from '../../core/units.ts';
import type { PageEngines } from '../../app/engines/page-engines.ts';
import type { Host } from '../conversation/host.ts';
import { defaultLimits, type Limits } from '../conversation/limits.ts';
import type { ConversationConfig, TurnView } from '../conversation-api.ts';
import type {
  BoxSettings,
  HelloRefusal,
  LinkView,
  RelayApi,
  RelayEvent,
  RelayFact,
  RelayLink,
} from '../relay-api.ts';
import type { ModelStatus } from '../vad-api.ts';
import { BoxFiles } from './box-files.ts';
import { BoxPartners, type CreateEngines } from './box-partners.ts';
import { BoxServing } from './box-serving.ts';
import type { BoxStore } from './box-store.ts';
import { CompanionLine, type OpenTransport } from './companion-line.ts';
import { FactFeed } from './fact-feed.ts';
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

type Told<Type extends CompanionMessage['type']> = Extract<CompanionMessage, { readonly type: Type }>;

export class Relay implements RelayApi {
  readonly #options: RelayOptions;
  readonly #line: CompanionLine;
  readonly #simulated: SimulatedBoxes;
  readonly #files: BoxFiles;
  readonly #serving: BoxServing;
  readonly #feed: FactFeed;
  readonly #boxes = new Map<BoxId, KnownBox>();
  #emit: (event: RelayEvent) => void = () => undefined;
  #config: ConversationConfig | null = null;
  #page: PageEngines | undefined;
  #partners: BoxPartners | null = null;
  #isAnswering = false;
  #link: LinkView = { state: 'off' };
  #pairing: PairingView | null = null;
  #model: ModelStatus | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
    const { host, openTransport, models, store, holdLock, limits = defaultLimits } = options;
    this.#files = new BoxFiles(store);
    this.#feed = new FactFeed(host, (facts) => this.#emit({ type: 'facts', facts }));
    this.#serving = new BoxServing({
      host,
      limits,
      holdLock,
      judge: new SpeechJudge({ ...models, onStatus: (status) => this.#showModel(status) }),
      files: this.#files,
      partners: () => this.#partners,
      send: (known, socket, payload) => this.#sendFrame(known.view.id, socket, payload),
      onTurns: (known, turns) => this.#showTurns(known, turns),
      onReset: ({ view }) => this.#emit({ type: 'history-reset', box: view.id, at: host.now() }),
      onChange: (known) => {
        this.#remember(known);
        this.#showBox(known);
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
  }

  listen(onEvent: (event: RelayEvent) => void): void {
    this.#emit = onEvent;
    onEvent({ type: 'link', link: this.#link });
    if (this.#pairing !== null) onEvent({ type: 'pairing', pairing: this.#pairing });
    if (this.#model !== null) onEvent({ type: 'model', status: this.#model });
    for (const known of this.#boxes.values()) this.#introduce(known);
    this.#showFitness();
  }

  configure(config: ConversationConfig): void {
    this.#config = config;
    this.#makePartners();
    for (const known of this.#boxes.values()) this.#serving.settle(known);
  }

  connectPageEngines(port: MessagePort): void {
    this.#page = this.#options.connectPage(port);
    this.#makePartners();
  }

  connect(link: RelayLink): void {
    // Without what was kept no box could be taken up where it was left.
    void this.#files.loaded.then(() => this.#line.connect(link));
  }

  disconnect(): void {
    const boxes = [...this.#boxes.values()].filter(({ simulated }) => !simulated);
    for (const known of boxes) this.#release(known);
    this.#line.disconnect();
    for (const { view } of boxes) this.#drop(view.id);
  }

  setAnswering(on: boolean): void {
    if (on === this.#isAnswering) return;
    this.#isAnswering = on;
    for (const known of this.#boxes.values()) {
      if (known.simulated) continue;
      if (!on) this.#release(known);
      else if (known.view.owner === 'nobody') this.own(known.view.id, false);
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
    const known = this.#boxes.get(box);
    if (known !== undefined && mode.kind === 'pass-through') this.#serving.dismiss(known, true);
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
    this.#files.change(box, { settings });
    const known = this.#boxes.get(box);
    if (known !== undefined) this.#showBox(known);
  }

  setHello(box: BoxId | null, wav: Uint8Array | null): Promise<HelloRefusal | null> {
    const refusal = this.#files.setHello(box, wav);
    if (refusal === null)
      for (const known of this.#boxes.values())
        if (box === null || known.view.id === box) this.#showBox(known);
    return Promise.resolve(refusal);
  }

  interrupt(box: BoxId): void {
    this.#boxes.get(box)?.session?.interrupt();
  }

  sendText(box: BoxId, text: string): void {
    this.#boxes.get(box)?.session?.sendText(text);
  }

  inspect(on: boolean): void {
    if (on) this.#feed.begin([...this.#boxes.values()].flatMap(({ log }) => log.facts));
    else this.#feed.end();
  }

  attachSimulatedBox(id: BoxId, port: BoxPort): void {
    void this.#files.loaded.then(() => this.#simulated.attach(id, port));
  }

  detachSimulatedBox(id: BoxId): void {
    this.#simulated.detach(id);
  }

  #hear(message: CompanionMessage, simulated: boolean): void {
    switch (message.type) {
      case 'attached':
        return this.#attached(message);
      case 'box':
        return this.#meet(message.box, simulated);
      case 'box-forgotten':
        this.#files.forget(message.box);
        return this.#drop(message.box);
      case 'socket-opened':
        return this.#socketOpened(message, simulated);
      case 'socket-closed':
        return this.#socketClosed(message);
      case 'frame':
        return this.#frame(message);
      case 'gap': {
        const { box, socket, lost } = message;
        return this.#note({ kind: 'gap', box, socket, lost, at: this.#now() });
      }
      case 'pairing':
        return this.#showPairing(message.pairing);
      case 'refused':
        return this.#refused(message);
      default:
        return assertNever(message);
    }
  }

  #attached({ boxes, pairing }: Told<'attached'>): void {
    this.#showPairing(pairing);
    const listed = new Set(boxes.map(({ id }) => id));
    for (const { simulated, view } of this.#boxes.values())
      if (!simulated && !listed.has(view.id))
        this.#meet({ ...view, connected: false, owner: 'nobody' }, false);
    for (const box of boxes) this.#meet(box, false);
  }

  #meet(view: BoxView, simulated: boolean): void {
    const known = this.#boxes.get(view.id);
    if (known === undefined) {
      this.#serving.settle(this.#learn(view, simulated));
      return;
    }
    // A simulated box may have the id of a real one: the first to come keeps it.
    if (known.simulated !== simulated) return;
    known.update(view);
    this.#serving.settle(known);
    this.#showBox(known);
  }

  #learn(view: BoxView, simulated: boolean): KnownBox {
    const known = new KnownBox(view, simulated, simulated ? undefined : this.#files.memory(view.id));
    this.#boxes.set(view.id, known);
    this.#introduce(known);
    return known;
  }

  #drop(box: BoxId): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    this.#serving.dismiss(known, false);
    this.#boxes.delete(box);
    this.#emit({ type: 'box-forgotten', box });
  }

  /** Its view may come later than its socket. */
  #socketOpened({ box, socket, query, at }: Told<'socket-opened'>, simulated: boolean): void {
    const known = this.#boxes.get(box) ?? this.#learn(unseenView(box, at), simulated);
    this.#breakOff(known, at);
    known.noteOpened(socket, query);
    this.#note({ kind: 'opened', box, socket, query, at });
    this.#serving.settle(known);
    this.#showBox(known);
  }

  #socketClosed({ box, socket, code, reason, at }: Told<'socket-closed'>): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    this.#breakOff(known, at);
    known.noteClosed(socket);
    this.#note({ kind: 'closed', box, socket, code, reason, at });
    this.#serving.settle(known);
    this.#showBox(known);
  }

  #frame({ box, socket, seq, at, direction, payload }: FrameMessage): void {
    const known = this.#boxes.get(box);
    if (known === undefined || !known.takePlace(socket, seq)) return;
    this.#note({ kind: 'frame', box, socket, seq, at, direction, payload });
    this.#see(known, frameName(direction, payload));
    if (known.session !== null) {
      if (direction === 'up') known.session.receive({ socket, seq, payload, at: this.#now() });
      return;
    }
    // Whoever is told of a box and does not own it watches it, also after a reload.
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

  #refused({ asked, box, code, message }: Told<'refused'>): void {
    const known = box === undefined ? undefined : this.#boxes.get(box);
    if (asked === 'send') {
      // The others are races: a box that dialled anew, or was taken over.
      if (code !== 'box-too-slow' || known === undefined || !this.#serving.slow(known)) return;
    }
    this.#emit({ type: 'refused', asked, code, message, ...(box === undefined ? {} : { box }) });
  }

  #release(known: KnownBox): void {
    if (known.view.owner !== 'you' || known.simulated) return;
    this.#serving.dismiss(known, true);
    this.#line.send({ type: 'release', box: known.view.id });
  }

  #setWatched(box: BoxId, watched: boolean): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    known.watched = watched;
    this.#send(box, watched ? { type: 'watch', box } : { type: 'unwatch', box });
    this.#showBox(known);
  }

  #sendFrame(box: BoxId, socket: SocketId, payload: Uint8Array): void {
    this.#send(box, { type: 'send', box, socket, payload });
  }

  #send(box: BoxId, message: TabMessage): void {
    if (this.#simulated.has(box)) this.#simulated.send(message);
    else this.#line.send(message);
  }

  #remember(known: KnownBox): void {
    if (!known.simulated) this.#files.remember(known.remember());
  }

  /** The last frame that came, per box: of a former life the last that was dealt with. */
  #places(): Extract<TabMessage, { type: 'attach' }>['after'] {
    const after = new Map<BoxId, { readonly socket: SocketId; readonly seq: number } | null>();
    for (const { box, place } of this.#files.memories) after.set(box, place);
    for (const { view, place, simulated } of this.#boxes.values()) if (!simulated) after.set(view.id, place);
    // A socket of which no frame has come has no place: its opening is told again.
    return Object.fromEntries(
      [...after].flatMap(([box, place]) => (place !== null && place.seq >= 0 ? [[box, place]] : [])),
    );
  }

  #makePartners(): void {
    if (this.#config === null) return;
    const { createEngines, limits = defaultLimits } = this.#options;
    this.#partners = new BoxPartners(this.#config, this.#page, createEngines, limits);
    this.#showFitness();
  }

  #note(fact: RelayFact): void {
    this.#boxes.get(fact.box)?.log.add(fact);
    this.#feed.add(fact);
  }

  #introduce(known: KnownBox): void {
    this.#showBox(known);
    for (const turn of known.turns) this.#emit({ type: 'turn', box: known.view.id, turn });
  }

  #showBox(known: KnownBox): void {
    const { id } = known.view;
    const { settings } = this.#files.setUp(id);
    this.#emit({ type: 'box', box: known.show(this.#now(), settings, this.#files.helloView(id)) });
  }

  #showTurns(known: KnownBox, turns: readonly TurnView[]): void {
    if (turns.length === 0) return;
    known.keepTurns(turns);
    for (const turn of turns) this.#emit({ type: 'turn', box: known.view.id, turn });
    if (known.session !== null && turns.some(isOver)) this.#remember(known);
  }

  #showLink(link: LinkView): void {
    this.#link = link;
    this.#emit({ type: 'link', link });
  }

  #showPairing(pairing: PairingView): void {
    this.#pairing = pairing;
    this.#emit({ type: 'pairing', pairing });
  }

  #showModel(status: ModelStatus): void {
    this.#model = status;
    this.#emit({ type: 'model', status });
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

const isOver = ({ status }: TurnView): boolean =>
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
