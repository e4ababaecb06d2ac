/** A tab that checks what it is told as it comes. */
import { expect } from 'vitest';
import type { KnownServerEvent } from '../../../core/echokit/server-event.ts';
import { decodeCompanionMessage, encodeTabMessage } from '../../../core/relay/relay-codec.ts';
import type {
  BoxId,
  BoxView,
  CompanionMessage,
  FrameMessage,
  SocketId,
  TabMessage,
} from '../../../core/relay/relay-message.ts';
import { says } from './fake-box.testing.ts';
import type { Hub, TabLink } from './hub-api.ts';

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
