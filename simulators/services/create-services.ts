/**
 * The test services: stand-ins for ASR, LLM and TTS on one port, with the delays and faults that tests want, and a log
 * of everything that was asked. `README.md` has the paths, the faults and what the ASR stand-in recognises.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodePcm16 } from '../../core/audio/pcm.ts';
import { heardRate } from '../../core/units.ts';
import { ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import { answerService, delayOf } from './answer-service.ts';
import { applyFaults } from './faults/apply-faults.ts';
import { FaultBook } from './faults/fault-book.ts';
import { noFaults } from './faults/fault.ts';
import type { CorsMode } from './faults/fault.ts';
import { answerAdmin, isAdminPath } from './http/admin.ts';
import { now } from './http/clock.ts';
import { corsHeaders, preflightReply } from './http/cors.ts';
import { readBody } from './http/read-body.ts';
import { jsonReply, openAiError, textReply } from './http/reply.ts';
import type { Reply } from './http/reply.ts';
import { RequestLog, noteAbort } from './http/request-log.ts';
import type { LogEntry } from './http/request-log.ts';
import { findRoute, namesOf } from './http/routes.ts';
import { sendReply } from './http/send-reply.ts';
import { knownTemplates } from './recogniser/known-templates.ts';
import { RealtimeServer } from './realtime/realtime-server.ts';
import { recognise } from './recogniser/recogniser.ts';
import type { Template } from './recogniser/sound-print.ts';
import { changeSettings, defaultSettings } from './settings.ts';
import type { ServiceSettings } from './settings.ts';
import { speak } from './tts/voice.ts';

export interface ServicesOptions extends Partial<ServiceSettings> {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** Default: loopback only. */
  readonly host?: string;
  /** Folders with more recordings for the recogniser, each `NAME.truth.json` beside its WAV. */
  readonly truth?: readonly string[];
  /** False: no CORS headers, unless a fault specification says otherwise. Default true. */
  readonly cors?: boolean;
}

/** Running test services. */
export interface Services {
  readonly port: number;
  /** Without a slash at its end; services are below `/v1`. */
  readonly url: string;
  /** Live, as `GET /_log` shows it. */
  readonly log: readonly LogEntry[];
  /** Changes settings as `POST /_control` does; the error is a sentence. */
  control(change: Partial<ServiceSettings>): Result<ServiceSettings, string>;
  /** Stops listening and breaks the connections that are still open. */
  close(): Promise<void>;
}

/**
 * Starts the services.
 * @throws where an option, a truth folder or the port cannot be used
 */
export async function createServices(options: ServicesOptions = {}): Promise<Services> {
  const { port = 0, host = '127.0.0.1', truth = [], cors = true, ...given } = options;
  const first = changeSettings(defaultSettings, given);
  if (!first.ok) throw new Error(first.error);
  const state: State = {
    log: new RequestLog(),
    templates: knownTemplates(truth),
    cors: cors ? 'on' : 'off',
    settings: first.value.settings,
    book: new FaultBook(first.value.plan ?? noFaults),
  };
  const initial = first.value;
  const control = (change: unknown): Result<ServiceSettings, string> => {
    const changed = changeSettings(state.settings, change);
    if (!changed.ok) return changed;
    state.settings = changed.value.settings;
    if (changed.value.plan !== undefined) state.book = new FaultBook(changed.value.plan);
    return ok(state.settings);
  };
  const resetSettings = () => {
    state.settings = initial.settings;
    state.book = new FaultBook(initial.plan ?? noFaults);
    return state.settings;
  };
  const admin = { log: state.log, settings: () => state.settings, control, resetSettings };

  warmUp(state.templates);

  const realtime = new RealtimeServer({
    log: state.log,
    templates: state.templates,
    settings: () => state.settings,
    takeFaults: (service) => state.book.take([service]).map((fault) => fault.effect),
  });
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (isAdminPath(path)) void serveAdmin(request, response, path, admin);
    else void serve(request, response, path, state, realtime);
  });
  server.on('upgrade', (request, socket, head) => realtime.upgrade(request, socket, head));
  // Nothing here ends a connection that a test does not want to end.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 60_000;
  await listen(server, port, host);
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    get log() {
      return state.log.entries;
    },
    control,
    close: () =>
      new Promise((resolve) => {
        realtime.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The first recognitions would be slow while the code is still being compiled, and latency is measured around it. */
function warmUp(templates: readonly Template[]): void {
  const speech = speak('warming up', { speaker: 'cooper', sampleRate: heardRate, speed: 0.25 });
  const pcm = decodePcm16(speech);
  for (let i = 0; i < 3; i++) recognise(pcm, templates);
}

interface State {
  readonly log: RequestLog;
  readonly templates: readonly Template[];
  readonly cors: CorsMode;
  settings: ServiceSettings;
  book: FaultBook;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  state: State,
  realtime: RealtimeServer,
): Promise<void> {
  const entry = state.log.open(request, path);
  const body = await readBody(request);
  if (body.kind === 'aborted') {
    entry.requestBytes = body.received;
    entry.at.end = now();
    noteAbort(entry, 'upload');
    return;
  }
  const lastByte = now();
  entry.at.lastByte = lastByte;
  const { plan } = state.book;
  const cors = corsHeaders(plan.cors ?? state.cors);
  if (body.kind === 'too-large') {
    return sendReply(response, openAiError(413, 'the body is too large'), cors, lastByte, entry);
  }
  entry.requestBytes = body.bytes.length;
  if (entry.method === 'OPTIONS') {
    const { optionsStatus } = plan;
    return optionsStatus === undefined
      ? sendReply(response, preflightReply(plan.cors ?? state.cors), cors, lastByte, entry)
      : sendReply(response, textReply(`${optionsStatus}`, optionsStatus), {}, lastByte, entry);
  }
  const ofRealtime = realtime.answer(entry.method, path, request, body.bytes);
  if (ofRealtime !== undefined) return sendReply(response, ofRealtime, cors, lastByte, entry);
  const route = findRoute(entry.method, path);
  if (typeof route === 'string') {
    return sendReply(response, unrouted(route, entry, path), cors, lastByte, entry);
  }
  entry.route = route.service;
  const faults = state.book.take(namesOf(route));
  const effects = faults.map((fault) => fault.effect);
  entry.faults = faults.map((fault) => fault.spec);
  const { settings } = state;
  const reply = answerService(route, body.bytes, effects, entry, state);
  const startAt = lastByte + delayOf(route, settings, effects);
  const headers = faults.some((fault) => fault.withoutCors) ? {} : cors;
  return sendReply(response, applyFaults(reply, effects), headers, startAt, entry);
}

async function serveAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  admin: Parameters<typeof answerAdmin>[2],
): Promise<void> {
  const isPreflight = request.method === 'OPTIONS';
  const reply = isPreflight ? preflightReply('on') : await answerAdmin(request, path, admin);
  response.writeHead(reply.status, { ...reply.headers, ...corsHeaders('on') });
  response.end(Buffer.concat(reply.parts.map((part) => part.bytes)));
}

function unrouted(problem: 'unknown-path' | 'wrong-method', entry: LogEntry, path: string): Reply {
  if (problem === 'wrong-method') return openAiError(405, `${path} is not for ${entry.method}`);
  if (path === '/') return jsonReply({ name: 'EchoKit Web test services', paths: '/v1, /_log, /_control' });
  return openAiError(404, `Unknown request URL: ${entry.method} ${path}`);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${cause.code ?? 'unknown'})`;
      reject(new Error(`port ${port} on ${host} ${reason}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
