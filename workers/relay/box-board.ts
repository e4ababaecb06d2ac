/** The boxes as they are known here, kept up to date by what the companion and the ports of simulated boxes tell. */
import { assertNever } from '../../core/assert.ts';
import type {
  BoxId,
  BoxView,
  CompanionMessage,
  FrameMessage,
  PairingView,
  SocketId,
  TabMessage,
} from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import type { Host } from '../conversation/host.ts';
import type { TurnView } from '../conversation-api.ts';
import type { RelayEvent, RelayFact } from '../relay-api.ts';
import type { BoxFiles } from './box-files.ts';
import { FactFeed } from './fact-feed.ts';
import { frameName } from './frame-name.ts';
import { KnownBox } from './known-box.ts';

export interface BoxBoardOptions {
  readonly host: Host;
  readonly files: BoxFiles;
  readonly emit: (event: RelayEvent) => void;
  readonly onPairing: (pairing: PairingView) => void;
  /** Whose it is, or its socket, may have changed. */
  readonly onNews: (known: KnownBox) => void;
  /** It is not known any more. */
  readonly onGone: (known: KnownBox) => void;
  /**
   * It reads more slowly than it is sent to, and lost something.
   * @returns whether that is news
   */
  readonly onSlow: (known: KnownBox) => boolean;
}

type Told<Type extends CompanionMessage['type']> = Extract<CompanionMessage, { readonly type: Type }>;

export class BoxBoard {
  readonly #options: BoxBoardOptions;
  readonly #boxes = new Map<BoxId, KnownBox>();
  readonly #feed: FactFeed;

  constructor(options: BoxBoardOptions) {
    this.#options = options;
    this.#feed = new FactFeed(options.host, (facts) => options.emit({ type: 'facts', facts }));
  }

  get(box: BoxId): KnownBox | undefined {
    return this.#boxes.get(box);
  }

  /** As of now: boxes may come and go while somebody goes through them. */
  get all(): readonly KnownBox[] {
    return [...this.#boxes.values()];
  }

  inspect(on: boolean): void {
    if (on) this.#feed.begin(this.all.flatMap(({ log }) => log.facts));
    else this.#feed.end();
  }

  /** @param simulated it comes from the port of a box in the page */
  hear(message: CompanionMessage, simulated: boolean): void {
    switch (message.type) {
      case 'attached':
        return this.#attached(message);
      case 'box':
        return this.#meet(message.box, simulated);
      case 'box-forgotten':
        this.#options.files.forget(message.box);
        return this.drop(message.box);
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
        return this.#options.onPairing(message.pairing);
      case 'refused':
        return this.#refused(message);
      default:
        return assertNever(message);
    }
  }

  drop(box: BoxId): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    this.#options.onGone(known);
    this.#boxes.delete(box);
    this.#options.emit({ type: 'box-forgotten', box });
  }

  /** The last frame that came, per box: of a former life the last that was dealt with. */
  places(): Extract<TabMessage, { type: 'attach' }>['after'] {
    const after = new Map<BoxId, { readonly socket: SocketId; readonly seq: number } | null>();
    for (const { box, place } of this.#options.files.memories) after.set(box, place);
    for (const { view, place, simulated } of this.#boxes.values()) if (!simulated) after.set(view.id, place);
    // A socket of which no frame has come has no place: its opening is told again.
    return Object.fromEntries(
      [...after].flatMap(([box, place]) => (place !== null && place.seq >= 0 ? [[box, place]] : [])),
    );
  }

  /** Everything that is known of it, to somebody who has just come. */
  introduce(known: KnownBox): void {
    this.show(known);
    for (const turn of known.turns) this.#options.emit({ type: 'turn', box: known.view.id, turn });
  }

  show(known: KnownBox): void {
    const { files, emit } = this.#options;
    const { id } = known.view;
    emit({ type: 'box', box: known.show(this.#now(), files.setUp(id).settings, files.helloView(id)) });
  }

  showTurns(known: KnownBox, turns: readonly TurnView[]): void {
    if (turns.length === 0) return;
    known.keepTurns(turns);
    for (const turn of turns) this.#options.emit({ type: 'turn', box: known.view.id, turn });
    if (known.session !== null && turns.some(isOver)) this.remember(known);
  }

  remember(known: KnownBox): void {
    if (!known.simulated) this.#options.files.remember(known.remember());
  }

  #attached({ boxes, pairing }: Told<'attached'>): void {
    this.#options.onPairing(pairing);
    const listed = new Set(boxes.map(({ id }) => id));
    for (const { simulated, view } of this.all)
      if (!simulated && !listed.has(view.id))
        this.#meet({ ...view, connected: false, owner: 'nobody' }, false);
    for (const box of boxes) this.#meet(box, false);
  }

  #meet(view: BoxView, simulated: boolean): void {
    const known = this.#boxes.get(view.id);
    if (known === undefined) {
      this.#options.onNews(this.#learn(view, simulated));
      return;
    }
    // A simulated box may have the id of a real one: the first to come keeps it.
    if (known.simulated !== simulated) return;
    known.update(view);
    this.#options.onNews(known);
    this.show(known);
  }

  #learn(view: BoxView, simulated: boolean): KnownBox {
    const memory = simulated ? undefined : this.#options.files.memory(view.id);
    const known = new KnownBox(view, simulated, memory);
    this.#boxes.set(view.id, known);
    this.introduce(known);
    return known;
  }

  /** Its view may come later than its socket. */
  #socketOpened({ box, socket, query, at }: Told<'socket-opened'>, simulated: boolean): void {
    const known = this.#boxes.get(box) ?? this.#learn(unseenView(box, at), simulated);
    this.#breakOff(known, at);
    known.noteOpened(socket, query);
    this.#note({ kind: 'opened', box, socket, query, at });
    this.#options.onNews(known);
    this.show(known);
  }

  #socketClosed({ box, socket, code, reason, at }: Told<'socket-closed'>): void {
    const known = this.#boxes.get(box);
    if (known === undefined) return;
    this.#breakOff(known, at);
    known.noteClosed(socket);
    this.#note({ kind: 'closed', box, socket, code, reason, at });
    this.#options.onNews(known);
    this.show(known);
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
    this.showTurns(known, known.observedTurns.takeChanged());
  }

  #see(known: KnownBox, name: string): void {
    const before = known.stateAt(this.#now());
    known.see({ type: 'frame', name });
    if (known.stateAt(this.#now()) !== before) this.show(known);
  }

  #breakOff(known: KnownBox, at: Millis): void {
    if (known.session !== null) return;
    known.observedTurns.breakOff(at);
    this.showTurns(known, known.observedTurns.takeChanged());
  }

  #refused({ asked, box, code, message }: Told<'refused'>): void {
    const known = box === undefined ? undefined : this.#boxes.get(box);
    if (asked === 'send') {
      // The others are races: a box that dialled anew, or was taken over.
      if (code !== 'box-too-slow' || known === undefined || !this.#options.onSlow(known)) return;
    }
    this.#options.emit({ type: 'refused', asked, code, message, ...(box === undefined ? {} : { box }) });
  }

  #note(fact: RelayFact): void {
    this.#boxes.get(fact.box)?.log.add(fact);
    this.#feed.add(fact);
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
