/** A tab's end of a WebSocket as the hub sees it. */
import type { Writable } from 'node:stream';
import type { WebSocket } from 'ws';
import { tabCloseCodes, type TabLink } from '../hub/hub-api.ts';
import { keepAlive, type KeepAliveTimes } from './keep-alive.ts';
import { payloadOf } from './message-bytes.ts';
import { TokenBucket, type Allowance } from './token-bucket.ts';
import { WriteGatherer } from './write-gatherer.ts';

export interface TabLinkLimits {
  readonly keepAlive: KeepAliveTimes;
  /** Far above what answers for all boxes at once are made of. */
  readonly messages: Allowance;
  /** How long a Close frame may go unanswered. */
  readonly closeGraceMs: number;
}

const policyViolation = 1008;

export class WebTabLink implements TabLink {
  onMessage: TabLink['onMessage'] = () => undefined;
  onClose: TabLink['onClose'] = () => undefined;

  readonly #socket: WebSocket;
  readonly #writes: WriteGatherer;
  readonly #limits: TabLinkLimits;

  /**
   * @param under the stream that the WebSocket writes to
   * @param log gets a line for what breaks a limit
   */
  constructor(socket: WebSocket, under: Writable, limits: TabLinkLimits, log: (line: string) => void) {
    this.#socket = socket;
    this.#writes = new WriteGatherer(under, 'round');
    this.#limits = limits;
    const messages = new TokenBucket(limits.messages, performance.now());
    const end = (code: number, reason: string) => {
      log(`tab closed: ${reason}`);
      this.close(code, reason);
    };
    socket.on('message', (data, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      const message = payloadOf(data, isBinary);
      if (typeof message === 'string') end(tabCloseCodes.malformed, 'it sent text');
      else if (!messages.take(1, performance.now()))
        end(policyViolation, 'too many messages in a short time');
      else this.onMessage(message);
    });
    socket.on('error', (failure) => {
      log(`tab closed: ${failure.message}`);
      this.#cutAfterGrace();
    });
    socket.on('close', (code, reason) => this.onClose(code, reason.toString('utf8')));
    keepAlive(socket, limits.keepAlive, () => {
      log('tab cut: answers no ping');
      socket.terminate();
    });
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(bytes: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#writes.gather();
    this.#socket.send(bytes);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#cutAfterGrace();
  }

  #cutAfterGrace(): void {
    const timer = setTimeout(() => this.#socket.terminate(), this.#limits.closeGraceMs);
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
