/** One WebSocket of a box or a page: what it says waits in a bounded queue, what it is told goes out in order. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ConnectionQuery } from '../../core/echokit/connection-query.ts';
import { decodeClientCommand } from '../../core/echokit/client-command.ts';
import { encodeServerEvent } from '../../core/echokit/encode-server-event.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import { createDownlinkAudio, type DownlinkAudio } from './downlink-audio.ts';
import type { TurnCommand } from './turn-step.ts';

/** What a socket is told: an event, or speech that its query says how to send. */
export type Downlink = KnownServerEvent | { readonly event: 'speech'; readonly pcm: Uint8Array };

export type Uplink =
  | { readonly type: 'audio'; readonly bytes: Uint8Array }
  | { readonly type: 'command'; readonly command: TurnCommand };

/** A socket as tests and benches see it. */
export interface ConnectionView {
  readonly id: string;
  readonly path: string;
  readonly query: ConnectionQuery;
  /** Every binary message, to the byte, in the order of sending; empty where the server keeps none. */
  readonly sent: readonly Uint8Array[];
  /** Messages that came. */
  readonly received: { readonly binary: number; readonly text: number; readonly bytes: number };
  readonly isOpen: boolean;
}

export interface ConnectionOptions {
  readonly id: string;
  readonly path: string;
  readonly query: ConnectionQuery;
  readonly opusLoss: boolean;
  readonly withoutEndVad: boolean;
  readonly keepsSent: boolean;
  readonly onMessage?: ((message: Uint8Array | string, view: ConnectionView) => void) | undefined;
}

/** Source: echokit_server's channel of client messages. A full one stops the reading of the socket. */
const longestQueue = 1024;

export class Connection implements ConnectionView {
  readonly id: string;
  readonly path: string;
  readonly query: ConnectionQuery;
  readonly sent: Uint8Array[] = [];
  readonly received = { binary: 0, text: 0, bytes: 0 };
  isOpen = true;
  /** Something waits to be taken. Set by the owner. */
  onQueued: () => void = () => undefined;
  /** The other side is gone, or this one hung up. */
  onClosed: () => void = () => undefined;

  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #options: ConnectionOptions;
  #audio: Promise<DownlinkAudio> | undefined;
  readonly #queue: Uplink[] = [];
  #line: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, stream: Duplex, options: ConnectionOptions) {
    this.id = options.id;
    this.path = options.path;
    this.query = options.query;
    this.#socket = socket;
    this.#stream = stream;
    this.#options = options;
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('close', () => this.#closed());
    // Whatever broke the protocol or the line: upstream drops the socket and tells nobody.
    socket.on('error', () => socket.terminate());
  }

  /** The next message, in the order of arrival. */
  take(): Uplink | undefined {
    const first = this.#queue.shift();
    if (this.#queue.length < longestQueue && this.#socket.isPaused) this.#socket.resume();
    return first;
  }

  /** Makes the encoder now, so that the first segment does not wait for it. */
  warmUp(): void {
    void this.#encoder();
  }

  /** In order, after what was sent before; to a closed socket nothing is sent. */
  send(message: Downlink): void {
    if (message.event === 'EndVad' && this.#options.withoutEndVad) return;
    this.#inLine(async () => {
      for (const event of await this.#eventsOf(message)) this.#write(encodeServerEvent(event, asRust));
    });
  }

  /** Messages that were encoded before. */
  sendEncoded(messages: readonly Uint8Array[]): void {
    this.#inLine(() => messages.forEach((bytes) => this.#write(bytes)));
  }

  /** Drops the line without a Close frame, after all that was sent has left. */
  hangUp(): void {
    this.#inLine(() => {
      this.#stream.end(() => this.#stream.destroy());
      this.#closed();
    });
  }

  /** Drops the line at once, as a process that dies. */
  cut(): void {
    this.#socket.terminate();
    this.#closed();
  }

  /** Resolves when all that was sent so far has been written, if not yet taken by the network. */
  written(): Promise<void> {
    return this.#line;
  }

  /** Resolves when the network has taken it, or never will. */
  async flushed(): Promise<void> {
    await this.#line;
    if (this.isOpen) await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
  }

  async #eventsOf(message: Downlink): Promise<KnownServerEvent[]> {
    if (message.event !== 'speech' && message.event !== 'StartAudio' && message.event !== 'EndAudio') {
      return [message];
    }
    const audio = await this.#encoder();
    // An encoder is renewed from spares, which are made in pauses.
    if (message.event === 'StartAudio') await new Promise((resolve) => setImmediate(resolve));
    if (!this.isOpen) return [];
    switch (message.event) {
      case 'speech':
        return audio.push(message.pcm);
      case 'StartAudio':
        audio.begin();
        return [message];
      case 'EndAudio':
        return [...audio.end(), message];
    }
  }

  #encoder(): Promise<DownlinkAudio> {
    const { query, opusLoss } = this.#options;
    this.#audio ??= createDownlinkAudio({ opus: query.opus, vowel: query.vowel, opusLoss });
    return this.#audio;
  }

  #receive(data: Buffer, isBinary: boolean): void {
    this.received[isBinary ? 'binary' : 'text'] += 1;
    this.received.bytes += data.length;
    const message = isBinary ? new Uint8Array(data.buffer, data.byteOffset, data.length) : data.toString();
    this.#options.onMessage?.(message, this);
    const uplink = readUplink(message);
    if (uplink === undefined) return;
    this.#queue.push(uplink);
    if (this.#queue.length >= longestQueue) this.#socket.pause();
    this.onQueued();
  }

  #write(bytes: Uint8Array): void {
    if (!this.isOpen || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#options.keepsSent) this.sent.push(bytes);
    this.#socket.send(bytes);
  }

  #inLine(work: () => void | Promise<void>): void {
    this.#line = this.#line.then(async () => {
      if (this.isOpen) await work();
    });
  }

  #closed(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    void this.#audio?.then((audio) => audio.close());
    this.onClosed();
  }
}

/** Integer arrays, positional: the bytes of rmp-serde's `to_vec`. */
export const asRust = { bytes: 'array', form: 'positional' } as const;

/** What is no command is skipped silently, and so is StartRecord. */
function readUplink(message: Uint8Array | string): Uplink | undefined {
  if (typeof message !== 'string') return { type: 'audio', bytes: message };
  const command = decodeClientCommand(message);
  if (!command.ok || command.value.event === 'StartRecord') return undefined;
  return { type: 'command', command: command.value };
}
