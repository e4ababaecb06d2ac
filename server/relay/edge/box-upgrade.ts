/** Lets boxes in at `/box/{pairing}/{id}`, and nobody else. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { parseConnectionQuery } from '../../../core/echokit/connection-query.ts';
import type { BoxSocket } from '../box-socket.ts';
import { parseBoxPath } from './box-path.ts';
import { usualKeepAlive } from './keep-alive.ts';
import { refuseUpgrade, type RefusalStatus } from './refuse-upgrade.ts';
import { WebBoxSocket, type BoxSocketLimits } from './web-box-socket.ts';
import { isWorthALine, WrongTries } from './wrong-tries.ts';

export interface BoxLimits extends BoxSocketLimits {
  /** A box's frames have 16,384 bytes, some more after an interruption. */
  readonly messageBytes: number;
  /** Sockets in all. */
  readonly sockets: number;
  /** Sockets of one id: a box drops its old one without a word. Of more, the oldest is cut. */
  readonly socketsPerBox: number;
  /** Refusals that are held back at once; of more, the line is cut. */
  readonly heldRefusals: number;
  /** The first answer that is held back; each further one twice as long. */
  readonly wrongTokenWaitMs: number;
}

export const usualBoxLimits: BoxLimits = {
  keepAlive: usualKeepAlive,
  messageBytes: 262_144,
  messages: { perSecond: 100, burst: 500 },
  texts: { perSecond: 20, burst: 100 },
  bytes: { perSecond: 1_048_576, burst: 8_388_608 },
  bufferedBytes: 16_777_216,
  closeGraceMs: 2_000,
  sockets: 1_000,
  socketsPerBox: 4,
  heldRefusals: 64,
  wrongTokenWaitMs: 200,
};

export interface BoxDoorParts {
  /** Whether the pairing token is right. In constant time. */
  readonly admits: (token: string) => boolean;
  /** Whether a page of this origin is the companion's own; boxes have none. */
  readonly isOwnOrigin: (origin: string) => boolean;
  readonly accept: (socket: BoxSocket) => void;
  readonly log: (line: string) => void;
  readonly limits: BoxLimits;
}

export class BoxDoor {
  readonly #parts: BoxDoorParts;
  readonly #server: WebSocketServer;
  readonly #wrongTries: WrongTries;
  /** Oldest first. */
  readonly #open = new Set<WebBoxSocket>();
  /** Answers that are held back, each with what answers it now. */
  readonly #held = new Set<() => void>();

  constructor(parts: BoxDoorParts) {
    this.#parts = parts;
    this.#wrongTries = new WrongTries(parts.limits.wrongTokenWaitMs);
    // Boxes offer a compression that they cannot do: no extension is ever accepted. Source: sheet `echokit.md` 4.8.
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload: parts.limits.messageBytes,
    });
    this.#server.on('wsClientError', (failure, socket, incoming) => {
      parts.log(`box refused (${addressOf(incoming)}): ${failure.message}`);
      refuseUpgrade(socket, 400, failure.message);
    });
  }

  /**
   * Answers an upgrade request to `/box/`.
   * @param heard is told id and `Host` of a box that was let in
   */
  upgrade(
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    heard: (id: string, host: string | undefined) => void = () => undefined,
  ): void {
    const { admits, isOwnOrigin, log, limits } = this.#parts;
    const address = addressOf(incoming);
    const refuse = (status: RefusalStatus, message: string) => {
      log(`box refused (${address}): ${message}`);
      refuseUpgrade(socket, status, message);
    };

    const path = parseBoxPath(incoming.url ?? '');
    if (path === null) return refuseUpgrade(socket, 404, nothingHere);
    const { origin } = incoming.headers;
    if (origin !== undefined && !isOwnOrigin(origin)) return refuse(403, 'a page of another site');
    if (!admits(path.token)) return this.#refuseToken(address, socket);
    const query = parseConnectionQuery(path.query);
    if (!query.ok) return refuse(400, query.error.message);
    if (this.#open.size >= limits.sockets)
      return refuse(503, `${limits.sockets} boxes are connected already`);

    this.#server.handleUpgrade(incoming, socket, head, (webSocket) => {
      heard(path.id, incoming.headers.host);
      const line = (text: string) => log(`box ${path.id} (${address}) ${text}`);
      const box = new WebBoxSocket(webSocket, socket, path, limits, line);
      webSocket.once('close', () => this.#open.delete(box));
      this.#makeRoom(path.id, line);
      this.#open.add(box);
      this.#parts.accept(box);
    });
  }

  /** Closes every box's socket with 1001 and answers nobody any more. */
  close(): void {
    for (const answer of [...this.#held]) answer();
    for (const box of [...this.#open]) box.close(1001, 'the companion is ending');
    this.#server.close();
  }

  #makeRoom(id: string, log: (text: string) => void): void {
    const same = [...this.#open].filter((box) => box.id === id);
    if (same.length < this.#parts.limits.socketsPerBox) return;
    log(`has ${same.length} sockets already: the oldest is closed`);
    same[0]?.close(1008, 'too many sockets of one box');
    if (same[0] !== undefined) this.#open.delete(same[0]);
  }

  /** As if nothing were here, and the more tries, the later. */
  #refuseToken(address: string, socket: Duplex): void {
    const { log, limits } = this.#parts;
    const { count, waitMs } = this.#wrongTries.add(address, performance.now());
    if (isWorthALine(count)) {
      log(`box refused (${address}): wrong pairing token${count === 1 ? '' : `, ${count} times`}`);
    }
    if (waitMs === 0) return refuseUpgrade(socket, 404, nothingHere);
    if (this.#held.size >= limits.heldRefusals) {
      socket.destroy();
      return;
    }
    const answer = () => {
      clearTimeout(timer);
      this.#held.delete(answer);
      refuseUpgrade(socket, 404, nothingHere);
    };
    const timer = setTimeout(answer, waitMs);
    this.#held.add(answer);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      clearTimeout(timer);
      this.#held.delete(answer);
    });
  }
}

const nothingHere = 'there is nothing here';

const addressOf = (incoming: IncomingMessage): string => incoming.socket.remoteAddress ?? 'gone';
