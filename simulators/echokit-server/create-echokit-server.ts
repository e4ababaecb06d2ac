/**
 * A stand-in of second-state/echokit_server 0.3.2: its routes, its sessions, its turns to the byte, with the services of
 * whoever starts it. `README.md` tells how it is used and where it differs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Millis } from '../../core/units.ts';
import { BoxSession, type SessionMemory } from './box-session.ts';
import { ChatHistory } from './chat-history.ts';
import { Connection, type ConnectionView } from './connection.ts';
import type { Talk } from './conversation.ts';
import { createLevelJudge, type Engines, type SpeechJudge } from './engines.ts';
import { parseFaults, type Faults } from './faults.ts';
import { withFaults } from './faulty-engines.ts';
import { folderOf, listRecordings, readRecording, record, type RecordingOptions } from './recordings.ts';
import { holdConversation, type AnswerHooks, type ServerMode } from './hold-conversation.ts';
import { readRoute } from './routes.ts';
import { Bursts, createScriptedTalk, type ScriptedAnswer } from './scripted-talk.ts';
import { createServicesEngines } from './services-engines.ts';
import type { SpeechGate } from './speech-gate.ts';

export interface EchokitServerOptions {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Default: loopback only. */
  readonly host?: string;
  /** Who hears, thinks and speaks: the address of OpenAI-shaped services (`simulators/services`), or engines. */
  readonly services?: string | Engines;
  /** Instead of services: fixed answers, without listening to what is said. */
  readonly answer?: ScriptedAnswer;
  /** Makes the speech model of one session. Default: loud is speech. */
  readonly speech?: () => SpeechJudge;
  /** What `hello_wav` names: the bytes of the file. */
  readonly hello?: Uint8Array;
  /** Names as in `faults.ts`. */
  readonly faults?: readonly string[];
  /** The model's name, which steers the stand-in LLM. Default: none. */
  readonly model?: string;
  /** Default `cooper`, a voice of the stand-in services. */
  readonly speaker?: string;
  /** System prompt. Default: none. */
  readonly system?: string;
  /** Turns that the model remembers. Default 10. */
  readonly history?: number;
  /** Where record mode writes. Default: a folder of its own that goes with the server. */
  readonly recordFolder?: string;
  readonly recordCallbackUrl?: string;
  /** Default 60 s. */
  readonly recordIdleMs?: Millis;
  /** False: what is sent is not kept, as long loads want it. */
  readonly keepsSent?: boolean;
  /** Every message of every chat socket as it comes, before it is dealt with. */
  readonly onMessage?: (message: Uint8Array | string, connection: ConnectionView) => void;
}

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
const version = '0.3.2';

/** @throws where an option, a fault or the port cannot be used */
export async function createEchokitServer(options: EchokitServerOptions = {}): Promise<EchokitServer> {
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
    this.#http = createServer((request, response) => this.#answerHttp(request, response));
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
    // Until the handshake is done nobody else listens; a line that breaks before needs no answer.
    const ignore = () => undefined;
    stream.on('error', ignore);
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
        query: route.query,
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
      endsResponse: true,
      talk: (connection, memory, gate) => this.#talk(connection, memory, gate),
    });
    this.#sessions.set(id, session);
    return session;
  }

  #talk(connection: Connection, memory: SessionMemory, gate: SpeechGate): Talk {
    const mind = this.#mind;
    if (mind instanceof Bursts) return createScriptedTalk(connection, mind, () => (this.#turns += 1));
    const beginAnswer = () => this.#beginAnswer(connection);
    return holdConversation(connection, memory, gate, { mode: this.#mode, engines: mind, beginAnswer });
  }

  #beginAnswer(connection: Connection): AnswerHooks {
    const turn = (this.#turns += 1);
    const { numbers } = this.#faults;
    const soon = (work: () => void) => void connection.settled().then(work);
    return {
      onSpeech: () => {
        if (turn === numbers.evict) this.evict(connection.id);
        if (turn === numbers['restart-in']) soon(() => this.restart());
      },
      onAnswered: () => {
        this.#answered += 1;
        if (this.#answered === numbers.restart) soon(() => this.restart());
      },
    };
  }

  #answerHttp(request: IncomingMessage, response: ServerResponse): void {
    const route = readRoute(request.url ?? '/');
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply(response, 405, 'text/plain', '');
    switch (route.kind) {
      case 'refused':
        return reply(response, route.status, 'text/plain', route.words);
      case 'chat':
      case 'record':
        return reply(response, 400, 'text/plain', "Connection header did not include 'upgrade'");
      case 'version':
        return reply(response, 200, 'application/json', JSON.stringify({ version }));
      case 'list': {
        const files = listRecordings(route.id, this.#recording);
        return reply(response, files ? 200 : 500, 'application/json', JSON.stringify(files ?? []));
      }
      case 'download': {
        const file = readRecording(route.id, route.file, this.#recording);
        return file
          ? reply(response, 200, 'audio/wav', file)
          : reply(response, 404, 'text/plain', 'Not found');
      }
      case 'notification':
        return reply(response, 404, 'text/plain', '');
    }
  }
}

function reply(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Answers instead of upgrading. */
function refuseUpgrade(stream: Duplex, status: number, words: string): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(words)}`,
    'connection: close',
  ];
  stream.end(`${head.join('\r\n')}\r\n\r\n${words}`);
}

function modeOf({ plain }: Faults): ServerMode {
  return {
    kind: plain.has('gemini') || plain.has('gemini-live') ? 'gemini' : 'whisper',
    style: plain.has('gemini-live') ? 'live' : plain.has('gemini') ? 'whole' : 'segments',
    knowsStreamAsr: !plain.has('no-stream-asr'),
  };
}

function mindOf({ services, answer, model = '', speaker = 'cooper' }: EchokitServerOptions, faults: Faults) {
  if (services === undefined && answer !== undefined) return new Bursts(answer);
  if (services === undefined || answer !== undefined) {
    throw new Error('an EchoKit server needs either services or a scripted answer');
  }
  const url = typeof services === 'string' ? services.replace(/\/+$/, '') : undefined;
  const engines =
    typeof services === 'string' ? createServicesEngines({ url: url ?? '', model, speaker }) : services;
  return withFaults(engines, faults);
}
