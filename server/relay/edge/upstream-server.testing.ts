/** An upstream server for tests, with and without TLS. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

/** Signed by itself, for `localhost`, made for these tests and used nowhere else. Good until 2126. */
export const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIUTXu40If/7WTFtlmUofEAHedGovswCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDE2NDUxNFoYDzIxMjYxMDI3
MTY0NTE0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATrewBBIT0fYCceBO6y9F74SjDbtpRNA/Ah6sqQ/RfXP7NRCTV25Mac
ihtM/Me6g/MLec/GLmGXZogh8LyhG9Voo2kwZzAdBgNVHQ4EFgQUdb0C4pl0D0OQ
ctpudMgx0JctbxEwHwYDVR0jBBgwFoAUdb0C4pl0D0OQctpudMgx0JctbxEwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SQAwRgIhALqj02XPqQJWdLikEMorv+OFQighIad6DklLzKxQ9S8oAiEAmJqyjLkz
ZXQoxnUPBekwFYKqTN7Loa4fn4dcyxjtius=
-----END CERTIFICATE-----
`;
const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwPEL8mS8J0S3mgcs
7Y6/mbxs/A4ivNbjsBonRn2Y0RChRANCAATrewBBIT0fYCceBO6y9F74SjDbtpRN
A/Ah6sqQ/RfXP7NRCTV25MacihtM/Me6g/MLec/GLmGXZogh8LyhG9Vo
-----END PRIVATE KEY-----
`;

export interface UpstreamVisit {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  readonly got: (Buffer | string)[];
}

export interface TestUpstream {
  readonly port: number;
  /** Every connection so far. */
  readonly visits: UpstreamVisit[];
  close(): Promise<void>;
}

/** @param port 0 for any free one */
export async function startUpstream({ port = 0, tls = false } = {}): Promise<TestUpstream> {
  const server = tls ? createTlsServer({ key: testKey, cert: testCertificate }) : createServer();
  // It would compress if it were asked to.
  const sockets = new WebSocketServer({ server, perMessageDeflate: true });
  const visits: UpstreamVisit[] = [];
  sockets.on('connection', (socket, request) => {
    const got: (Buffer | string)[] = [];
    socket.on('message', (data: Buffer, isBinary) => got.push(isBinary ? data : data.toString()));
    socket.on('error', () => undefined);
    visits.push({ request, socket, got });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate();
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, visits, close };
}
