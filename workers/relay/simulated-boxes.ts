/**
 * Boxes that live in the page, each at the other end of a MessagePort. To the tab they look like boxes of a companion:
 * the same messages, the same numbering of sockets and frames, the copies of what is sent down included.
 */
import type {
  BoxId,
  BoxView,
  CompanionMessage,
  SocketId,
  TabMessage,
} from '../../core/relay/relay-message.ts';
import type { Millis } from '../../core/units.ts';
import type { SimulatedBoxMessage, SimulatedServerMessage } from '../relay-api.ts';
import type { RelayTransport } from './transport.ts';

/** What of a MessagePort is needed. */
export interface BoxPort {
  postMessage(message: SimulatedServerMessage): void;
  onmessage: ((event: MessageEvent<SimulatedBoxMessage>) => void) | null;
  close(): void;
}

interface SimulatedBox {
  readonly id: BoxId;
  readonly port: BoxPort;
  query: string;
  /** Of the newest socket. */
  socket: SocketId;
  isOpen: boolean;
  openedAt: Millis;
  lastFrameAt: Millis;
  nextSeq: number;
  /** Frames that the box has been sent and has not read. */
  unread: number;
}

/** A box reads no further while it plays: so many frames may wait, a minute of Opus and more. */
const mostUnread = 4000;

export class SimulatedBoxes implements RelayTransport {
  readonly #boxes = new Map<BoxId, SimulatedBox>();
  readonly #now: () => Millis;
  readonly #tell: (message: CompanionMessage) => void;
  #nextSocket = 1;

  constructor(now: () => Millis, tell: (message: CompanionMessage) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  has(box: BoxId): boolean {
    return this.#boxes.has(box);
  }

  attach(id: BoxId, port: BoxPort): void {
    this.detach(id);
    const now = this.#now();
    const box: SimulatedBox = {
      id,
      port,
      query: '',
      socket: 0,
      isOpen: false,
      openedAt: now,
      lastFrameAt: now,
      nextSeq: 0,
      unread: 0,
    };
    this.#boxes.set(id, box);
    port.onmessage = ({ data }) => this.#hear(box, data);
    this.#show(box);
  }

  detach(id: BoxId): void {
    const box = this.#boxes.get(id);
    if (box === undefined) return;
    this.#closeSocket(box, 1000, 'detached');
    box.port.onmessage = null;
    box.port.close();
    this.#boxes.delete(id);
    this.#tell({ type: 'box-forgotten', box: id });
  }

  send(message: TabMessage): void {
    if (message.type === 'forget') this.detach(message.box);
    if (message.type !== 'send') return;
    const { box: id, socket, payload } = message;
    const box = this.#boxes.get(id);
    if (box === undefined || !box.isOpen || box.socket !== socket) {
      this.#refuse(id, 'socket-closed', 'the box has dialled anew, or is gone');
      return;
    }
    if (box.unread >= mostUnread) {
      this.#refuse(id, 'box-too-slow', 'the box does not read what it is sent');
      return;
    }
    box.unread += 1;
    box.port.postMessage({ type: 'frame', payload });
    this.#tellFrame(box, 'down', payload);
  }

  close(): void {
    for (const id of [...this.#boxes.keys()]) this.detach(id);
  }

  #hear(box: SimulatedBox, message: SimulatedBoxMessage): void {
    switch (message.type) {
      case 'open':
        this.#openSocket(box, message.query);
        return;
      case 'frame':
        if (box.isOpen) this.#tellFrame(box, 'up', message.payload);
        return;
      case 'read':
        box.unread = Math.max(0, box.unread - message.frames);
        return;
      case 'close':
        this.#closeSocket(box, message.code, message.reason);
        return;
    }
  }

  #openSocket(box: SimulatedBox, query: string): void {
    this.#closeSocket(box, 1006, '');
    const at = this.#now();
    const socket = this.#nextSocket++;
    Object.assign(box, { query, socket, isOpen: true, openedAt: at, lastFrameAt: at, nextSeq: 0, unread: 0 });
    box.port.postMessage({ type: 'opened', socket });
    this.#tell({ type: 'socket-opened', box: box.id, socket, query, at });
    this.#show(box);
  }

  #closeSocket(box: SimulatedBox, code: number, reason: string): void {
    if (!box.isOpen) return;
    box.isOpen = false;
    box.port.postMessage({ type: 'closed', code, reason });
    this.#tell({ type: 'socket-closed', box: box.id, socket: box.socket, code, reason, at: this.#now() });
    this.#show(box);
  }

  #tellFrame(box: SimulatedBox, direction: 'up' | 'down', payload: string | Uint8Array): void {
    const at = this.#now();
    box.lastFrameAt = at;
    const { id, socket } = box;
    this.#tell({ type: 'frame', box: id, socket, seq: box.nextSeq++, at, direction, payload });
  }

  #refuse(box: BoxId, code: 'socket-closed' | 'box-too-slow', message: string): void {
    this.#tell({ type: 'refused', asked: 'send', box, code, message });
  }

  #show({ id, socket, isOpen, query, openedAt, lastFrameAt }: SimulatedBox): void {
    const box: BoxView = {
      id,
      instance: 'page',
      connected: isOpen,
      socket,
      query,
      openedAt,
      lastFrameAt,
      mode: { kind: 'answer' },
      owner: 'you',
      watchers: 0,
    };
    this.#tell({ type: 'box', box });
  }
}
