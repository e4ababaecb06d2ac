/**
 * A stand-in of second-state/echokit_server 0.3.2: its routes, its sessions, its turns to the byte, with the services of
 * whoever starts it. `README.md` tells how it is used and where it differs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { BoxSession, type SessionMemory } from './box-session.ts';
import { ChatHistory } from './chat-history.ts';
import { Connection, type ConnectionView } from './connection.ts';
import type { Talk } from './conversation.ts';
import { createLevelJudge, type Engines } from './engines.ts';
import { parseFaults, type Faults } from './faults.ts';
import { holdConversation, type AnswerHooks, type ServerMode } from './hold-conversation.ts';
import { answerHttp, refuseUpgrade } from './http-doors.ts';
import { folderOf, record, type RecordingOptions } from './recordings.ts';
import { readRoute } from './routes.ts';
import { Bursts, createScriptedTalk } from './scripted-talk.ts';
import { mindOf, modeOf, type EchokitServerOptions } from './server-options.ts';
import type { Carried } from './turn-step.ts';

export interface EchokitServer {
  readonly port: number;
  /** What a box is given: `ws://127.0.0.1:PORT/ws`. */
  readonly url: string;
  /** `http://127.0.0.1:PORT`. */
  readonly httpUrl: string;
  /** All chat sockets so far, oldest first. */
  readonly connections: readonly ConnectionView[];
  /** Answers that were begun, of all sessions. */
  readonly turns: number;
  /** As a process that dies and comes back: sockets are dropped without Close, sessions forgotten. */
  restart(): void;
  /** As another socket with this id does; nothing where nobody has it. */
  evict(id: string): void;
  /** Stops listening and breaks what is open. */
  close(): Promise<void>;
}

/** Defaults of axum. */
const longestMessage = 64 * 1024 * 1024;
const helloChunkBytes = 2048;

/** @throws where an option, a fault or the port cannot be used */
export async function createEchokitServer(options: EchokitServerOptions): Promise<EchokitServer> {
  const server = new StandIn(options);
  await server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  return server;
}

class StandIn implements EchokitServer {
  readonly connections: Connection[] = [];
  readonly #options: EchokitServerOptions;
  readonly #faults: Faults;
  readonly #mode: ServerMode;
  readonly #mind: Engines | Bursts;
  readonly #recording: RecordingOptions;
  readonly #ownFolder: string | undefined;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: longestMessage,
  });
  #host = '';
  readonly #sessions = new Map<string, BoxSession>();
  #turns = 0;
  #answered = 0;

  constructor(options: EchokitServerOptions) {
    const faults = parseFaults(options.faults ?? []);
    if (!faults.ok) throw faults.error;
    this.#options = options;
    this.#faults = faults.value;
    this.#mode = modeOf(faults.value);
    this.#mind = mindOf(options, faults.value);
    this.#ownFolder =
      options.recordFolder === undefined ? mkdtempSync(join(tmpdir(), 'echokit-record-')) : undefined;
    this.#recording = {
      folder: options.recordFolder ?? this.#ownFolder ?? '',
      callbackUrl: options.recordCallbackUrl,
      idleMs: options.recordIdleMs ?? 60_000,
    };
    const doors = {
      recording: this.#recording,
      tellsVersion: this.#mode.knowsStreamAsr,
      hasNotification: this.#mode.kind === 'claude' ? (id: string) => this.#isWaitedFor(id) : undefined,
    };
    this.#http = createServer((request, response) => answerHttp(request, response, doors));
    this.#http.on('upgrade', (request, stream, head) => this.#upgrade(request, stream, head));
  }

  get turns(): number {
    return this.#turns;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://${this.#host}:${this.port}/ws`;
  }

  get httpUrl(): string {
    return `http://${this.#host}:${this.port}`;
  }

  listen(port: number, host: string): Promise<void> {
    this.#host = host.includes(':') ? `[${host}]` : host;
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
  }

  restart(): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    for (const connection of this.connections) if (connection.isOpen) connection.cut();
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  evict(id: string): void {
    this.#sessions.get(id)?.evict();
  }

  close(): Promise<void> {
    this.restart();
    return new Promise((resolve) => {
      this.#http.close(() => {
        if (this.#ownFolder !== undefined) rmSync(this.#ownFolder, { recursive: true, force: true });
        resolve();
      });
      this.#http.closeAllConnections();
    });
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Nobody else listens until the handshake is done; a line that breaks before needs no answer.
    stream.on('error', () => undefined);
    const route = readRoute(request.url ?? '/');
    const { refuse } = this.#faults.numbers;
    if (refuse !== undefined) return refuseUpgrade(stream, refuse, '');
    if (route.kind === 'refused') return refuseUpgrade(stream, route.status, route.words);
    if (route.kind === 'record') {
      const folder = folderOf(route.id, this.#recording);
      if (folder === undefined) return refuseUpgrade(stream, 500, 'Internal Server Error');
      return this.#sockets.handleUpgrade(request, stream, head, (socket) => {
        record(socket, route.id, folder, this.#recording);
      });
    }
    if (route.kind !== 'chat') return refuseUpgrade(stream, 404, '');
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      const { keepsSent = true, onMessage } = this.#options;
      const connection = new Connection(socket, stream, {
        id: route.id,
        path: (request.url ?? '').split('?')[0] ?? '',
        query: { ...route.query, vowel: route.query.vowel && this.#mode.knowsStreamAsr },
        opusLoss: this.#faults.plain.has('opus-loss'),
        withoutEndVad: this.#faults.plain.has('no-endvad') || this.#mode.kind === 'gemini',
        keepsSent,
        onMessage,
      });
      this.connections.push(connection);
      this.#greet(connection);
      this.#sessionOf(route.id).attach(connection);
    });
  }

  #greet(connection: Connection): void {
    const { hello = new Uint8Array() } = this.#options;
    if (hello.length === 0 || connection.query.reconnect) return;
    connection.send({ event: 'HelloStart' });
    for (let at = 0; at < hello.length; at += helloChunkBytes) {
      connection.send({ event: 'HelloChunk', data: hello.subarray(at, at + helloChunkBytes) });
    }
    connection.send({ event: 'HelloEnd' });
  }

  #sessionOf(id: string): BoxSession {
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    const { speech = createLevelJudge, system = '', history = 10 } = this.#options;
    const session = new BoxSession({
      judge: speech(),
      history: new ChatHistory(system, history),
      endsResponse: this.#mode.kind !== 'claude',
      talk: (connection, memory, carried) => this.#talk(connection, memory, carried),
    });
    this.#sessions.set(id, session);
    return session;
  }

  #talk(connection: Connection, memory: SessionMemory, carried: Carried): Talk {
    const mind = this.#mind;
    const beginAnswer = () => this.#beginAnswer(connection);
    if (mind instanceof Bursts) {
      return createScriptedTalk(connection, mind, () => {
        const { onSpeech, onAnswered } = beginAnswer();
        onSpeech();
        onAnswered();
      });
    }
    return holdConversation(connection, memory, carried, { mode: this.#mode, engines: mind, beginAnswer });
  }

  #beginAnswer(connection: Connection): AnswerHooks {
    const turn = (this.#turns += 1);
    const { numbers } = this.#faults;
    return {
      onSpeech: () => {
        if (turn === numbers.evict) this.evict(connection.id);
        if (turn === numbers['restart-in']) void connection.written().then(() => this.restart());
      },
      onAnswered: () => {
        this.#answered += 1;
        if (this.#answered === numbers.restart) void connection.flushed().then(() => this.restart());
      },
    };
  }

  #isWaitedFor(id: string): boolean {
    return this.#sessions.get(id)?.hasNotification ?? false;
  }
}
