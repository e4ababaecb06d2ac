/** What is answered without a WebSocket. Source: sheet `echokit.md` 1.1. */
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { listRecordings, readRecording, type RecordingOptions } from './recordings.ts';
import { readRoute } from './routes.ts';

const version = '0.3.2';

interface HttpDoors {
  readonly recording: RecordingOptions;
  /** False for servers before 0.3.2. */
  readonly tellsVersion: boolean;
  /** Undefined where there is no such route: outside of Claude's modes. */
  readonly hasNotification: ((id: string) => boolean) | undefined;
}

export function answerHttp(request: IncomingMessage, response: ServerResponse, doors: HttpDoors): void {
  const route = readRoute(request.url ?? '/');
  if (request.method !== 'GET' && request.method !== 'HEAD') return reply(response, 405, 'text/plain', '');
  switch (route.kind) {
    case 'refused':
      return reply(response, route.status, 'text/plain', route.words);
    case 'chat':
    case 'record':
      return reply(response, 400, 'text/plain', "Connection header did not include 'upgrade'");
    case 'version':
      if (!doors.tellsVersion) return reply(response, 404, 'text/plain', '');
      return reply(response, 200, 'application/json', JSON.stringify({ version }));
    case 'list': {
      const files = listRecordings(route.id, doors.recording);
      return reply(response, files ? 200 : 500, 'application/json', JSON.stringify(files ?? []));
    }
    case 'download': {
      const file = readRecording(route.id, route.file, doors.recording);
      return file ? reply(response, 200, 'audio/wav', file) : reply(response, 404, 'text/plain', 'Not found');
    }
    case 'notification': {
      const { hasNotification } = doors;
      if (hasNotification === undefined) return reply(response, 404, 'text/plain', '');
      const body = { has_notification: hasNotification(route.id) };
      return reply(response, 200, 'application/json', JSON.stringify(body));
    }
  }
}

function reply(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Answers instead of upgrading. */
export function refuseUpgrade(stream: Duplex, status: number, words: string): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(words)}`,
    'connection: close',
  ];
  stream.end(`${head.join('\r\n')}\r\n\r\n${words}`);
}
