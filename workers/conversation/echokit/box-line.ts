/** One socket to an EchoKit server: commands and audio out, events in, and its end told once. */
import { encodeClientCommand, type ClientCommand } from '../../../core/echokit/client-command.ts';
import { decodeServerEvent } from '../../../core/echokit/decode-server-event.ts';
import type { ServerEvent } from '../../../core/echokit/server-event.ts';
import { UplinkFramer } from '../../../core/echokit/uplink.ts';
import { frameSamples, type Samples } from '../../../core/units.ts';

/** What of a browser's WebSocket is used; that of Node's `ws` is the same. */
export interface SocketLike {
  binaryType: string;
  /** Bytes that are sent and not yet taken by the network. */
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(
    type: 'open' | 'close' | 'message' | 'error',
    listener: (event: { readonly type: string; readonly data?: unknown; readonly code?: number }) => void,
  ): void;
}

/** May throw where the address is none, or forbidden to the page. */
export type CreateSocket = (url: string) => SocketLike;

export interface BoxLineEvents {
  readonly onOpen: () => void;
  /** Neither this nor any other after {@link BoxLine.close}. */
  readonly onLost: (code: number) => void;
  readonly onSaid: (said: ServerEvent) => void;
  /** A message that cannot be read. */
  readonly onBroken: () => void;
}

/** A minute of sound: a line that has not taken more is dead. */
const mostWaitingBytes = 2 * 1024 * 1024;
/** As long as a box's own messages. */
const silentMessage: Samples = 8192;
/** No Close frame came. */
const abnormal = 1006;

export class BoxLine {
  readonly #events: BoxLineEvents;
  readonly #framer = new UplinkFramer();
  readonly #socket: SocketLike | null;
  #isOver = false;

  constructor(createSocket: CreateSocket, url: string, events: BoxLineEvents) {
    this.#events = events;
    this.#socket = this.#open(createSocket, url);
  }

  command(command: ClientCommand): void {
    if (command.event === 'StartChat') this.#framer.reset();
    this.#send(encodeClientCommand(command));
  }

  audio(samples: Float32Array): void {
    for (const message of this.#framer.push(samples)) this.#send(message);
  }

  /** The rest of the audio, filled up to a whole unit, and so much silence. @param samples a multiple of 512 */
  silence(samples: Samples): void {
    const rest = this.#framer.end();
    if (rest !== null) this.#send(rest);
    for (let left = samples; left > 0; left -= silentMessage) {
      const units = Math.ceil(Math.min(left, silentMessage) / frameSamples);
      this.#send(new Uint8Array(2 * units * frameSamples));
    }
  }

  close(): void {
    this.#isOver = true;
    this.#socket?.close();
  }

  #open(createSocket: CreateSocket, url: string): SocketLike | null {
    let socket: SocketLike;
    try {
      socket = createSocket(url);
    } catch {
      // Told later, like every other refusal: whoever dials is not done yet.
      queueMicrotask(() => this.#lose(abnormal));
      return null;
    }
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => {
      if (!this.#isOver) this.#events.onOpen();
    });
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', ({ code }) => this.#lose(code ?? abnormal));
    // What there is to know comes with `close`; without a listener Node would end the process.
    socket.addEventListener('error', () => undefined);
    return socket;
  }

  #receive(data: unknown): void {
    if (this.#isOver) return;
    // No server sends texts; like a box, we would not know what to do with one.
    if (!(data instanceof ArrayBuffer)) return;
    const said = decodeServerEvent(new Uint8Array(data));
    if (said.ok) this.#events.onSaid(said.value);
    else this.#events.onBroken();
  }

  #send(data: string | Uint8Array<ArrayBuffer>): void {
    const socket = this.#socket;
    if (socket === null || this.#isOver) return;
    if (socket.bufferedAmount <= mostWaitingBytes) {
      socket.send(data);
      return;
    }
    socket.close();
    queueMicrotask(() => this.#lose(abnormal));
  }

  #lose(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.onLost(code);
  }
}
