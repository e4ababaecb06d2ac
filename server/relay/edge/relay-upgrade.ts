/** Lets the tabs of our own pages in at `/relay`: by host, by origin, and by the secret of the page. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { relayLimits } from '../../../core/relay/relay-limits.ts';
import { relaySubprotocol } from '../../../core/relay/relay-message.ts';
import { judgeHost, judgeOrigin, judgeSession, type RequestFacts } from '../../http/request-guard.ts';
import type { TabLink } from '../hub/hub-api.ts';
import { usualKeepAlive } from './keep-alive.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { WebTabLink, type TabLinkLimits } from './web-tab-link.ts';

export interface TabLimits extends TabLinkLimits {
  /** Links in all. */
  readonly links: number;
}

export const usualTabLimits: TabLimits = {
  keepAlive: usualKeepAlive,
  messages: { perSecond: 10_000, burst: 100_000 },
  closeGraceMs: 2_000,
  links: 256,
};

export interface TabDoorParts {
  readonly secret: string;
  readonly isOwnHost: (host: string) => boolean;
  readonly accept: (link: TabLink) => void;
  readonly log: (line: string) => void;
  readonly limits: TabLimits;
}

export class TabDoor {
  readonly #parts: TabDoorParts;
  readonly #server: WebSocketServer;
  readonly #open = new Set<WebTabLink>();

  constructor(parts: TabDoorParts) {
    this.#parts = parts;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload: relayLimits.messageBytes,
      // The other one offered is the secret, which is not to be said back.
      handleProtocols: () => relaySubprotocol,
    });
    this.#server.on('wsClientError', (failure, socket) => {
      parts.log(`tab refused: ${failure.message}`);
      refuseUpgrade(socket, 400, failure.message);
    });
  }

  /** Answers an upgrade request to `/relay`. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { secret, isOwnHost, accept, log, limits } = this.#parts;
    const offered = (incoming.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const { host, origin, 'sec-fetch-site': fetchSite } = incoming.headers;
    const facts: RequestFacts = {
      host,
      origin,
      fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
      session: offered.find((name) => name !== relaySubprotocol),
    };
    const refuse = (status: 400 | 401 | 403 | 503, message: string) => {
      log(`tab refused: ${message}`);
      refuseUpgrade(socket, status, message);
    };
    if (judgeHost(facts, isOwnHost) !== null) return refuse(403, 'this name is not one of the companion');
    // Every browser names the page's origin here; what names none is no page of ours.
    if (origin === undefined || judgeOrigin(facts) !== null) return refuse(403, 'a page of another site');
    if (judgeSession(facts, secret) !== null) return refuse(401, 'the page is of an earlier launch');
    if (!offered.includes(relaySubprotocol)) return refuse(400, 'the page speaks another protocol');
    if (this.#open.size >= limits.links) return refuse(503, `${limits.links} tabs are connected already`);

    this.#server.handleUpgrade(incoming, socket, head, (webSocket) => {
      const link = new WebTabLink(webSocket, socket, limits, log);
      this.#open.add(link);
      webSocket.once('close', () => this.#open.delete(link));
      accept(link);
    });
  }

  /** Closes every link with 1001. */
  close(): void {
    for (const link of [...this.#open]) link.close(1001, 'the companion is ending');
    this.#server.close();
  }
}
