/** A local service with scripted answers, for the contract tests of the engines. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Resolves when the client has closed the connection before the answer was complete. */
  readonly gone: Promise<void>;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void | Promise<void>;

export interface FakeService {
  readonly origin: string;
  /** In the order in which they came, the second probes for CORS left out. */
  readonly requests: readonly ReceivedRequest[];
  /** How requests are answered from now on. */
  answerWith(answer: Answer): void;
  /** The next request, whenever its body is complete. */
  nextRequest(): Promise<ReceivedRequest>;
  close(): Promise<void>;
}

export async function startFakeService(): Promise<FakeService> {
  const requests: ReceivedRequest[] = [];
  const waiting: ((request: ReceivedRequest) => void)[] = [];
  let answer: Answer = (response) => void response.writeHead(500).end('no answer was set');

  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const request: ReceivedRequest = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks),
        gone: new Promise((resolve) => {
          outgoing.on('close', () => {
            if (!outgoing.writableFinished) resolve();
          });
        }),
      };
      if (request.path === '/') return void outgoing.end();
      requests.push(request);
      waiting.splice(0).forEach((resolve) => resolve(request));
      await answer(outgoing, request);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    answerWith: (next) => (answer = next),
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}

/** An answer in one piece. */
export const whole =
  (status: number, type: string, body: string | Uint8Array): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);

/** An answer whose bytes leave in the given pieces, each in a write of its own. */
export const inPieces =
  (type: string, pieces: readonly (string | Uint8Array)[]): Answer =>
  async (response) => {
    response.writeHead(200, { 'content-type': type });
    for (const piece of pieces) {
      response.write(piece);
      await tick();
    }
    response.end();
  };

/** Sends the beginning of an answer and then nothing more; the connection stays open until the client leaves. */
export const hanging =
  (type: string, beginning: string | Uint8Array): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': type });
    if (beginning.length > 0) response.write(beginning);
    else response.flushHeaders();
  };

/** Sends the beginning of an answer and cuts the connection. */
export const cut =
  (type: string, beginning: string | Uint8Array): Answer =>
  async (response) => {
    response.writeHead(200, { 'content-type': type });
    response.write(beginning);
    await tick();
    response.destroy();
  };

/** A turn of the event loop, so that separate writes leave as separate pieces. */
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** All pieces that cut a body once, at every place. */
export function cutsOf(body: Uint8Array): readonly (readonly Uint8Array[])[] {
  return Array.from({ length: body.length - 1 }, (_, i) => [body.subarray(0, i + 1), body.subarray(i + 1)]);
}

/** Single bytes. */
export const bytesOf = (body: Uint8Array): readonly Uint8Array[] =>
  Array.from(body, (byte) => Uint8Array.of(byte));
