/** Who of the known boxes is answered here: a session for each, from the moment it is ours until it is not. */
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import type { SocketId } from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import type { Host } from '../conversation/host.ts';
import type { Limits } from '../conversation/limits.ts';
import type { TurnView } from '../conversation-api.ts';
import type { BoxFiles } from './box-files.ts';
import type { BoxPartners } from './box-partners.ts';
import { BoxSession } from './box-session.ts';
import type { KnownBox } from './known-box.ts';
import type { SpeechJudge } from './speech-judge.ts';

export interface BoxServingOptions {
  readonly host: Host;
  readonly limits: Limits;
  readonly judge: SpeechJudge;
  readonly files: BoxFiles;
  /** Null before anybody is configured to answer. */
  readonly partners: () => BoxPartners | null;
  /** While it is held the browser does not freeze the tab. @returns gives it back */
  readonly holdLock: () => () => void;
  readonly send: (known: KnownBox, socket: SocketId, payload: Uint8Array) => void;
  readonly onTurns: (known: KnownBox, turns: readonly TurnView[]) => void;
  readonly onReset: (known: KnownBox) => void;
  /** Its state, or what is kept of it. */
  readonly onChange: (known: KnownBox) => void;
}

/** A box that does not read is asked again after so long whether it takes the end of its answer. */
const retryEndMs: Millis = 2000;

export class BoxServing {
  readonly #options: BoxServingOptions;
  readonly #served = new Set<KnownBox>();
  /** Boxes whose answer is to be ended once more. */
  readonly #ending = new Set<KnownBox>();
  #releaseLock: (() => void) | null = null;

  constructor(options: BoxServingOptions) {
    this.#options = options;
  }

  /** Serves it if it is ours to answer, and lets go of it otherwise. */
  settle(known: KnownBox): void {
    const { view, line } = known;
    const partners = this.#options.partners();
    if (view.owner !== 'you' || view.mode.kind !== 'answer' || partners === null) {
      this.dismiss(known, false);
      return;
    }
    const session = known.session ?? this.#serve(known, partners);
    if (!line.isOpen) {
      if (session.socket !== null) session.closeSocket(session.socket);
    } else if (session.socket !== line.socket) this.#takeUp(known, session);
  }

  /** @param isOurs it can still be sent what ends its turn */
  dismiss(known: KnownBox, isOurs: boolean): void {
    const { session } = known;
    if (session === null) return;
    session.dismiss(isOurs);
    // It may come back on the same socket, and goes on then.
    known.memory = { ...known.remember(), place: known.place, was: 'quiet' };
    known.serveBy(null);
    this.#served.delete(known);
    this.#holdLock();
  }

  /**
   * The box reads more slowly than it is sent to, and lost something.
   * @returns whether that is news
   */
  slow(known: KnownBox): boolean {
    const { session } = known;
    if (session === null) return false;
    // Every frame that does not fit is refused.
    if (this.#ending.has(known)) return false;
    this.#endLater(known);
    if (session.isQuiet) return false;
    session.interrupt();
    return true;
  }

  /** It waits for the end of its answer, whatever it missed of it, and may not take that either. */
  #endLater(known: KnownBox): void {
    const { host, send } = this.#options;
    const { socket } = known.line;
    this.#ending.add(known);
    host.after(retryEndMs, () => {
      this.#ending.delete(known);
      const { session } = known;
      if (session?.socket === socket && session.isQuiet)
        send(known, socket, encodeServerEvent({ event: 'EndResponse' }));
    });
  }

  #takeUp(known: KnownBox, session: BoxSession): void {
    const { memory, line } = known;
    known.memory = null;
    if (memory?.place?.socket === line.socket)
      session.resume(line.socket, line.query, memory.was, memory.place.seq);
    else session.open(line.socket, line.query);
  }

  #serve(known: KnownBox, { vadModel, turn }: BoxPartners): BoxSession {
    const { host, limits, judge, files, partners, send, onTurns, onReset, onChange } = this.#options;
    const { id } = known.view;
    const current = (): BoxPartners => {
      const now = partners();
      if (now === null) throw new Error('nobody is configured to answer any more');
      return now;
    };
    const session = new BoxSession({
      host,
      limits,
      judge,
      vadModel,
      partner: () => current().for(files.setUp(id).settings.persona),
      settings: () => partners()?.turn ?? turn,
      prefersSamples: () => files.setUp(id).settings.voice === 'samples',
      hello: () => files.helloOf(id),
      past: known.memory?.past ?? [],
      firstTurn: known.nextTurn,
      send: (socket, payload) => send(known, socket, payload),
      onTurns: (turns) => onTurns(known, turns),
      onReset: () => onReset(known),
      onPlaysUntil: (until) => this.#noteUntil(known, until),
      onChange: () => onChange(known),
    });
    known.serveBy(session);
    this.#served.add(known);
    this.#holdLock();
    void judge.load(vadModel);
    return session;
  }

  #noteUntil(known: KnownBox, until: Millis): void {
    const { host, onChange } = this.#options;
    known.see({ type: 'plays-until', until });
    host.after(Math.max(0, until - host.now()), () => {
      if (known.until === until) onChange(known);
    });
  }

  /** A hidden tab must not be frozen while boxes wait for it. */
  #holdLock(): void {
    if (this.#served.size > 0) this.#releaseLock ??= this.#options.holdLock();
    else {
      this.#releaseLock?.();
      this.#releaseLock = null;
    }
  }
}
