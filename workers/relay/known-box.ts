/** One box as the relay worker knows it: what the companion says of it, what its frames tell, and who serves it. */
import { guessFirmware, parseConnectionQuery } from '../../core/echokit/connection-query.ts';
import {
  boxStateAt,
  observeBox,
  unseenBox,
  type BoxSight,
  type ObservedBox,
} from '../../core/echokit/server-session/observed-box.ts';
import type { BoxView, SocketId } from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import type { TurnView } from '../conversation-api.ts';
import type { BoxSettings, HelloView, RelayBox } from '../relay-api.ts';
import type { BoxSession } from './box-session.ts';
import type { BoxMemory } from './box-store.ts';
import { FactLog } from './fact-log.ts';
import { ObservedTurns } from './observed-turns.ts';

/** Of the page's list, through a reload. */
const keptTurns = 30;

export class KnownBox {
  view: BoxView;
  readonly simulated: boolean;
  readonly log = new FactLog();
  /** Its newest socket, as of what was told last: views may come late. */
  line: { readonly socket: SocketId; readonly query: string; readonly isOpen: boolean };
  /** The last frame that came. */
  place: { readonly socket: SocketId; readonly seq: number } | null;
  watched = false;
  session: BoxSession | null = null;
  /** What a former life of this tab left, until a session goes on from it. */
  memory: BoxMemory | null;
  turns: readonly TurnView[];
  #observed: ObservedBox = unseenBox;
  #observedTurns: ObservedTurns | null = null;
  #nextTurn: number;

  constructor(view: BoxView, simulated: boolean, memory: BoxMemory | undefined) {
    this.view = view;
    this.simulated = simulated;
    this.memory = memory ?? null;
    this.turns = memory?.turns ?? [];
    this.#nextTurn = memory?.nextTurn ?? 1;
    this.line = { socket: view.socket, query: view.query, isOpen: view.connected };
    // What was dealt with in that life is not told again.
    this.place = memory?.place?.socket === view.socket ? memory.place : null;
    if (view.connected) this.#sightOpening(view.query);
  }

  /** The companion's latest word about it. */
  update(view: BoxView): void {
    this.view = view;
    const { socket, query, connected } = view;
    if (socket > this.line.socket) {
      this.line = { socket, query, isOpen: connected };
      if (connected) this.#sightOpening(query);
    } else if (socket === this.line.socket && !connected && this.line.isOpen) this.noteClosed(socket);
  }

  noteOpened(socket: SocketId, query: string): void {
    // Told again, to a tab that has just become its owner.
    if (this.place?.socket === socket && this.line.isOpen) return;
    this.line = { socket, query, isOpen: true };
    this.place = { socket, seq: -1 };
    this.#sightOpening(query);
  }

  noteClosed(socket: SocketId): void {
    if (socket !== this.line.socket) return;
    this.line = { ...this.line, isOpen: false };
    this.see({ type: 'closed' });
  }

  /** A frame has come. @returns whether it is a new one */
  takePlace(socket: SocketId, seq: number): boolean {
    if (this.place?.socket === socket && seq <= this.place.seq) return false;
    this.place = { socket, seq };
    return true;
  }

  see(sight: BoxSight): void {
    this.#observed = observeBox(this.#observed, sight);
  }

  /** When its state will change by itself. */
  get until(): Millis | null {
    return this.#observed.until;
  }

  stateAt(now: Millis): RelayBox['state'] {
    return boxStateAt(this.#observed, now);
  }

  /** Turns of before have lower numbers, whoever served them. */
  get nextTurn(): number {
    return Math.max(this.#nextTurn, this.session?.nextTurn ?? 1, this.#observedTurns?.nextTurn ?? 1);
  }

  /** Of a box that somebody else answers. */
  get observedTurns(): ObservedTurns {
    return (this.#observedTurns ??= new ObservedTurns(this.nextTurn));
  }

  /** It is answered here from now on, or no more. */
  serveBy(session: BoxSession | null): void {
    this.#nextTurn = this.nextTurn;
    this.session = session;
    this.#observedTurns = null;
  }

  keepTurns(turns: readonly TurnView[]): void {
    const changed = new Set(turns.map(({ id }) => id));
    const others = this.turns.filter(({ id }) => !changed.has(id));
    this.turns = [...others, ...turns].sort((a, b) => a.id - b.id).slice(-keptTurns);
  }

  /** What is kept of it for another life of this tab. */
  remember(): BoxMemory {
    const { session, turns, nextTurn, view, line } = this;
    const past = session?.past ?? this.memory?.past ?? [];
    const position = session?.position;
    const place =
      position === undefined || session?.socket !== line.socket
        ? null
        : { socket: line.socket, seq: position.seq };
    return { box: view.id, past, turns, nextTurn, place, was: position?.was ?? 'quiet' };
  }

  /** @param hello of its own, or the one for all */
  show(now: Millis, settings: BoxSettings, hello: HelloView | undefined): RelayBox {
    const { view, simulated, watched, line } = this;
    const query = parseConnectionQuery(line.query);
    const firmware =
      line.query === '' && line.socket === 0 ? undefined : query.ok ? guessFirmware(query.value) : undefined;
    return {
      ...view,
      connected: line.isOpen,
      socket: line.socket,
      query: line.query,
      simulated,
      watched,
      state: this.stateAt(now),
      settings,
      ...(firmware === undefined ? {} : { firmware }),
      ...(hello === undefined ? {} : { hello }),
    };
  }

  #sightOpening(query: string): void {
    const parsed = parseConnectionQuery(query);
    this.see({ type: 'opened', reconnect: parsed.ok && parsed.value.reconnect });
  }
}
