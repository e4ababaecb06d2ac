/** The box's end of a WebSocket as the hub sees it, with the limits that keep one box from harming the others. */
import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { BoxSocket } from '../box-socket.ts';
import { keepAlive, type KeepAliveTimes } from './keep-alive.ts';
import { payloadOf } from './message-bytes.ts';
import { TokenBucket, type Allowance } from './token-bucket.ts';
import { WriteGatherer } from './write-gatherer.ts';

export interface BoxSocketLimits {
  readonly keepAlive: KeepAliveTimes;
  /** Messages of any kind, pings included. A box sends two a second. */
  readonly messages: Allowance;
  /** A box sends one text per utterance. */
  readonly texts: Allowance;
  /** A box sends 32,000 a second. */
  readonly bytes: Allowance;
  /** What may wait for a box that does not read: minutes of samples, more than any reply. */
  readonly bufferedBytes: number;
  /** How long a Close frame may go unanswered. */
  readonly closeGraceMs: number;
}

/** Codes of a Close frame. Source: RFC 6455 7.4.1. */
const protocolError = 1002;
const badText = 1007;
const policyViolation = 1008;
const tooBig = 1009;
const unexpectedCondition = 1011;

/** What the library closes with, by its error codes. */
const errorCodes: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: tooBig,
  WS_ERR_INVALID_UTF8: badText,
};

/** Longest reason that fits a Close frame, in bytes. */
const longestReason = 123;

interface Ending {
  readonly code: number;
  readonly reason: string;
}

export class WebBoxSocket implements BoxSocket {
  readonly id: string;
  readonly query: string;
  onFrame: BoxSocket['onFrame'] = () => undefined;
  onClose: BoxSocket['onClose'] = () => undefined;

  readonly #socket: WebSocket;
  readonly #writes: WriteGatherer;
  readonly #limits: BoxSocketLimits;
  readonly #log: (line: string) => void;
  readonly #buckets: Readonly<Record<'messages' | 'texts' | 'bytes', TokenBucket>>;
  /** Why we end it, if we do. */
  #ending: Ending | undefined;

  /**
   * @param under the stream that the WebSocket writes to
   * @param log gets a line for what breaks a limit; it says which box itself
   */
  constructor(
    socket: WebSocket,
    under: Writable,
    { id, query }: Pick<BoxSocket, 'id' | 'query'>,
    limits: BoxSocketLimits,
    log: (line: string) => void,
  ) {
    this.id = id;
    this.query = query;
    this.#socket = socket;
    this.#writes = new WriteGatherer(under, 'read');
    this.#limits = limits;
    this.#log = log;
    const now = performance.now();
    this.#buckets = {
      messages: new TokenBucket(limits.messages, now),
      texts: new TokenBucket(limits.texts, now),
      bytes: new TokenBucket(limits.bytes, now),
    };
    this.#listen();
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(payload: Uint8Array | string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#limits.bufferedBytes) {
      this.#cut(policyViolation, `reads too slowly: ${this.#socket.bufferedAmount} bytes wait for it`);
      return;
    }
    this.#writes.gather();
    this.#socket.send(payload, { binary: typeof payload !== 'string' });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number, reason: string): void {
    this.#ending ??= { code, reason };
    this.#socket.resume(); // or its Close frame would never be read
    this.#socket.close(code, clipped(reason));
    this.#cutAfterGrace();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('message', (data, isBinary) => {
      if (this.#ending !== undefined) return;
      const payload = payloadOf(data, isBinary);
      const size = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength;
      if (this.#isWithinLimits(size, !isBinary)) this.onFrame(payload);
    });
    socket.on('ping', () => this.#isWithinLimits(0, false));
    // What breaks the protocol or is too long: the library has sent a Close frame.
    socket.on('error', (failure: NodeJS.ErrnoException) => {
      if (this.#ending !== undefined) return;
      this.#ending = { code: errorCodes[failure.code ?? ''] ?? protocolError, reason: failure.message };
      this.#log(`closed: ${failure.message}`);
      this.#cutAfterGrace();
    });
    socket.on('close', (code, reason) => {
      const ending = this.#ending ?? { code, reason: reason.toString('utf8') };
      this.onClose(ending.code, ending.reason);
    });
    keepAlive(socket, this.#limits.keepAlive, () => {
      this.#cut(unexpectedCondition, 'answers no ping');
    });
  }

  #isWithinLimits(size: number, isText: boolean): boolean {
    const now = performance.now();
    const { messages, texts, bytes } = this.#buckets;
    const flood =
      (isText && !texts.take(1, now) && 'too many texts') ||
      (!messages.take(1, now) && 'too many messages') ||
      (!bytes.take(size, now) && 'too many bytes');
    if (flood === false) return true;
    if (this.#ending === undefined) {
      this.#log(`closed: ${flood} in a short time`);
      this.close(policyViolation, `${flood} in a short time`);
    }
    return false;
  }

  #cutAfterGrace(): void {
    const timer = setTimeout(() => this.#socket.terminate(), this.#limits.closeGraceMs);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  /** Ends it at once: what waits in front of a Close frame would not be read either. */
  #cut(code: number, reason: string): void {
    this.#ending ??= { code, reason };
    this.#log(`cut: ${reason}`);
    this.#socket.terminate();
  }
}

const clipped = (reason: string): string => {
  let text = reason;
  while (Buffer.byteLength(text) > longestReason) text = text.slice(0, -1);
  return text;
};
