/**
 * Keeps a line to the companion open: dials, attaches, dials again with growing pauses. While it is lost, what boxes are
 * to be sent waits here, for as long as their sockets may still be there.
 */
import type { CompanionMessage, TabMessage } from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import type { Host } from '../conversation/host.ts';
import type { LinkView, RelayLink } from '../relay-api.ts';
import type { RelayTransport, TransportEvents } from './transport.ts';

export type OpenTransport = (link: RelayLink, events: TransportEvents) => RelayTransport;
type Attach = Extract<TabMessage, { type: 'attach' }>;

export interface CompanionLineOptions {
  readonly host: Host;
  readonly open: OpenTransport;
  /** What `attach` says about boxes; asked each time. */
  readonly attachment: () => Pick<Attach, 'answers' | 'after'>;
  readonly onMessage: (message: CompanionMessage) => void;
  readonly onLink: (link: LinkView) => void;
}

const firstPauseMs: Millis = 500;
const longestPauseMs: Millis = 10_000;
/** Messages that wait for the line. A whole answer of plain samples has some 500. */
const mostWaiting = 2000;
/** The same tab attached elsewhere: dialling again would only throw the other one out. Source: the companion's hub. */
const replacedCode = 4409;

export class CompanionLine {
  readonly #options: CompanionLineOptions;
  #link: RelayLink | null = null;
  #transport: RelayTransport | null = null;
  #isAttached = false;
  #failures = 0;
  #waiting: TabMessage[] = [];
  #cancelRetry: () => void = () => undefined;

  constructor(options: CompanionLineOptions) {
    this.#options = options;
  }

  get isOn(): boolean {
    return this.#link !== null;
  }

  connect(link: RelayLink): void {
    this.disconnect();
    this.#link = link;
    this.#dial(link);
  }

  /** Attaches anew at once: what `attach` says has changed. */
  reattach(): void {
    const link = this.#link;
    if (link === null) return;
    this.#hangUp();
    this.#dial(link);
  }

  disconnect(): void {
    if (this.#link === null) return;
    this.#link = null;
    this.#waiting = [];
    this.#hangUp();
    this.#options.onLink({ state: 'off' });
  }

  send(message: TabMessage): void {
    if (this.#link === null) return;
    if (this.#isAttached && this.#transport !== null) this.#transport.send(message);
    else if (this.#waiting.length < mostWaiting) this.#waiting.push(message);
  }

  #hangUp(): void {
    this.#cancelRetry();
    this.#isAttached = false;
    this.#transport?.close();
    this.#transport = null;
  }

  #dial(link: RelayLink): void {
    const { open, onLink, attachment } = this.#options;
    onLink({ state: 'connecting' });
    const transport = open(link, {
      onOpen: () => transport.send({ type: 'attach', tab: link.tab, ...attachment() }),
      onMessage: (message) => this.#hear(message),
      onClose: (code, reason) => this.#lose(link, code, reason),
    });
    this.#transport = transport;
  }

  #hear(message: CompanionMessage): void {
    const { onLink, onMessage } = this.#options;
    const isFirst = message.type === 'attached';
    if (isFirst) {
      this.#failures = 0;
      this.#isAttached = true;
      onLink({ state: 'open', instance: message.instance });
    }
    onMessage(message);
    if (isFirst) for (const waiting of this.#waiting.splice(0)) this.send(waiting);
  }

  #lose(link: RelayLink, code: number, reason: string): void {
    const { host, onLink } = this.#options;
    this.#transport = null;
    this.#isAttached = false;
    if (code === replacedCode) {
      this.#link = null;
      this.#waiting = [];
      onLink({ state: 'replaced' });
      return;
    }
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures) * (0.75 + host.random() / 2);
    this.#failures += 1;
    onLink({ state: 'lost', code, reason, retryAt: host.now() + pauseMs });
    this.#cancelRetry = host.after(pauseMs, () => this.#dial(link));
  }
}
