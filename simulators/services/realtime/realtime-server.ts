/**
 * The Realtime stand-ins on the port of the other services: one path per dialect, so that a client's address says
 * which server it talks to. `README.md` beside the services has the paths and what is told from the real servers.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { now } from '../http/clock.ts';
import { openAiError, type Reply } from '../http/reply.ts';
import type { LogEntry, RequestLog } from '../http/request-log.ts';
import { Brain, type BrainParts } from './brain.ts';
import { ClientSecrets } from './client-secrets.ts';
import { EchoKitSession } from './echokit-session.ts';
import { HuggingFaceSession } from './hugging-face-session.ts';
import { OpenAiSession } from './openai-session.ts';
import { Ids, sayError, type Peer, type RealtimeSession } from './peer.ts';

export interface RealtimeParts extends BrainParts {
  readonly log: RequestLog;
}

type Stand = 'openai' | 'hugging-face' | 'echokit' | 'echokit-vad';
const stands: readonly Stand[] = ['openai', 'hugging-face', 'echokit', 'echokit-vad'];
const secretsPath = '/realtime/openai/v1/realtime/client_secrets';
/** Longest message of a client: OpenAI's longest append, and a little. */
const longestMessage = 16 * 1024 * 1024;
const keyProtocol = 'openai-insecure-api-key.';
/** Events kept in the log per client. */
const keptEvents = 5_000;

/** What the log keeps of a client: names, with audio as its length in base64 letters. */
interface RealtimeLog {
  readonly received: object[];
  readonly sent: object[];
}

export class RealtimeServer {
  readonly #parts: RealtimeParts;
  readonly #brain: Brain;
  readonly #secrets = new ClientSecrets();
  readonly #sockets: WebSocketServer;
  #clients = 0;
  /** A Hugging Face server has one slot. */
  #slotTaken = false;

  constructor(parts: RealtimeParts) {
    this.#parts = parts;
    this.#brain = new Brain(parts);
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: longestMessage,
      perMessageDeflate: false,
      handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
    });
  }

  /** @returns undefined where the path is none of the stand-ins' */
  answer(method: string, path: string, request: IncomingMessage, body: Buffer): Reply | undefined {
    if (!path.startsWith('/realtime/')) return undefined;
    if (path !== secretsPath) return openAiError(404, `Unknown request URL: ${method} ${path}`);
    if (method !== 'POST') return openAiError(405, `${path} is not for ${method}`);
    return this.#secrets.mint(request.headers.authorization, body);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const entry = this.#parts.log.open(request, url.pathname);
    entry.at.lastByte = now();
    const stand = stands.find((name) => url.pathname === `/realtime/${name}/v1/realtime`);
    const status = stand === undefined ? 404 : stand === 'openai' ? this.#judgeKey(request) : 101;
    entry.status = status;
    if (stand === undefined || status !== 101) {
      const reason = status === 401 ? 'Unauthorized' : 'Not Found';
      socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      entry.at.end = now();
      return;
    }
    entry.route = 'realtime';
    this.#sockets.handleUpgrade(request, socket, head, (client) =>
      this.#serve(client, request, stand, url, entry),
    );
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }

  /** In the subprotocols, as browsers have to; or in the header. */
  #judgeKey({ headers }: IncomingMessage): 101 | 401 {
    const inProtocol = protocolsOf(headers)
      .find((name) => name.startsWith(keyProtocol))
      ?.slice(keyProtocol.length);
    const inHeader = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
    return this.#secrets.isGood(inProtocol ?? inHeader) ? 101 : 401;
  }

  #serve(client: WebSocket, request: IncomingMessage, stand: Stand, url: URL, entry: LogEntry): void {
    const log: RealtimeLog = { received: [], sent: [] };
    entry.body = log;
    const peer = peerOf(client, log, entry);
    const session = this.#open(peer, stand, url, request);
    client.on('message', (data: Buffer, isBinary) => {
      entry.at.firstByteOut ??= now();
      const text = data.toString('utf8');
      entry.requestBytes += data.length;
      note(log.received, text);
      if (!isBinary) session?.receive(text);
    });
    client.on('close', () => {
      entry.at.end = now();
      session?.end();
      if (session instanceof HuggingFaceSession) this.#slotTaken = false;
    });
    // A client that breaks the protocol is closed by the library; what it was is of no interest here.
    client.on('error', () => undefined);
  }

  #open(peer: Peer, stand: Stand, url: URL, { headers }: IncomingMessage): RealtimeSession | undefined {
    this.#clients += 1;
    const ids = new Ids(this.#clients);
    switch (stand) {
      case 'openai': {
        const isBeta =
          headers['openai-beta'] !== undefined || protocolsOf(headers).includes('openai-beta.realtime-v1');
        if (!isBeta)
          return new OpenAiSession(peer, ids, this.#brain, url.searchParams.get('model') ?? 'gpt-realtime');
        const code = 'beta_api_shape_disabled';
        const message = 'The Realtime Beta API is no longer supported.';
        sayError(peer, { type: 'invalid_request_error', code, message });
        peer.close(4000, code);
        return undefined;
      }
      case 'hugging-face': {
        if (!this.#slotTaken) {
          this.#slotTaken = true;
          return new HuggingFaceSession(peer, ids, this.#brain);
        }
        const message = 'Every pipeline slot is taken. Disconnect another client first.';
        sayError(peer, { type: 'session_limit_reached', message });
        peer.close(1008, 'session limit reached');
        return undefined;
      }
      case 'echokit':
      case 'echokit-vad':
        return new EchoKitSession(peer, ids, this.#brain, stand === 'echokit-vad');
    }
  }
}

function protocolsOf(headers: IncomingMessage['headers']): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function peerOf(client: WebSocket, log: RealtimeLog, entry: LogEntry): Peer {
  let events = 0;
  return {
    say(type, fields = {}) {
      if (client.readyState !== client.OPEN) return;
      events += 1;
      const text = JSON.stringify({ type, event_id: `event_${events}`, ...fields });
      entry.bytes += text.length;
      note(log.sent, text);
      client.send(text);
    },
    close: (code, reason) => client.close(code, reason),
    drop: () => client.terminate(),
  };
}

function note(events: object[], text: string): void {
  if (events.length >= keptEvents) return;
  events.push({ atMs: now(), ...brief(text) });
}

const audioFields = ['audio', 'delta'];

function brief(text: string): object {
  try {
    return JSON.parse(text, (name, value: unknown) =>
      typeof value === 'string' && audioFields.includes(name) && value.length > 200
        ? `${value.length} letters`
        : value,
    ) as object;
  } catch {
    return { type: null, text: text.slice(0, 200) }; // what is no JSON is shown as it came
  }
}
