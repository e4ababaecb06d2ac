/** One HTTP server on one or more addresses of this computer, and its end. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { EchoError } from '../../core/errors.ts';

/**
 * - `port-taken`: another program listens there; `details.nextFree` is the first free port after it, if there is one;
 * - `port-refused`: the system does not let this program listen there (ports below 1024);
 * - `host-unknown`: this computer has no such address.
 */
export type ListenErrorCode = 'port-taken' | 'port-refused' | 'host-unknown';

export interface Listening {
  readonly server: Server;
  readonly port: number;
  /** Stops listening, lets requests under way finish for a moment, then cuts them. */
  close(): Promise<void>;
}

/** `localhost` means either of these, depending on who asks. */
const loopback = ['127.0.0.1', '::1'] as const;
/** Ports tried in search of a free one. */
const portsTried = 200;
/** How long requests under way may go on once the companion ends. */
const graceMs = 500;
/** Longer than a browser keeps a connection that it means to use again. */
const keepAliveMs = 75_000;

/**
 * @param host an address or name; undefined and `localhost` are both loopback addresses
 * @param port 0 for any free one
 * Rejects with EchoError of {@link ListenErrorCode}.
 */
export async function listen(
  handler: RequestListener,
  host: string | undefined,
  port: number,
): Promise<Listening> {
  const addresses = host === undefined || host === 'localhost' ? loopback : [host];
  for (let tries = 1; ; tries += 1) {
    try {
      return await listenOnAll(handler, addresses, port);
    } catch (cause) {
      // A port the system chose on one address may be taken on the other: choose again.
      const { code } = cause as NodeJS.ErrnoException;
      if (port === 0 && code === 'EADDRINUSE' && tries < 20) continue;
      throw await listenError(cause as NodeJS.ErrnoException, addresses, port);
    }
  }
}

async function listenOnAll(
  handler: RequestListener,
  addresses: readonly string[],
  wantedPort: number,
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, handler);
  // The other addresses hand their connections to the one HTTP server.
  const others: SocketServer[] = [];
  let port = wantedPort;
  let missing: unknown;
  try {
    for (const address of addresses) {
      const next = server.listening
        ? createSocketServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
            server.emit('connection', socket),
          )
        : server;
      try {
        port = await bind(next, address, port);
        if (next !== server) others.push(next);
      } catch (cause) {
        if (!isMissingAddress(cause) || addresses.length === 1) throw cause;
        missing = cause; // a computer without IPv6, say
      }
    }
    if (!server.listening) throw missing;
  } catch (cause) {
    await closeAll(server, others);
    throw cause;
  }
  return { server, port, close: () => closeAll(server, others) };
}

function bind(server: SocketServer | Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

const isMissingAddress = (cause: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((cause as NodeJS.ErrnoException).code ?? '');

async function closeAll(server: Server, others: readonly SocketServer[]): Promise<void> {
  const closed = [server, ...others]
    .filter(({ listening }) => listening)
    .map((one) => new Promise((resolve) => one.close(resolve)));
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await Promise.all(closed);
  clearTimeout(cut);
}

async function listenError(
  cause: NodeJS.ErrnoException,
  addresses: readonly string[],
  port: number,
): Promise<unknown> {
  switch (cause.code) {
    case 'EADDRINUSE': {
      const nextFree = await nextFreePort(addresses, port);
      return new EchoError<ListenErrorCode>('port-taken', `port ${port} is taken`, {
        cause,
        details: nextFree === undefined ? { port } : { port, nextFree },
      });
    }
    case 'EACCES':
      return new EchoError<ListenErrorCode>('port-refused', `the system does not allow port ${port}`, {
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
      return new EchoError<ListenErrorCode>(
        'host-unknown',
        `this computer has no address ${addresses.join(', ')}`,
        {
          cause,
        },
      );
    default:
      return cause;
  }
}

async function nextFreePort(addresses: readonly string[], taken: number): Promise<number | undefined> {
  for (let port = taken + 1; port <= Math.min(65_535, taken + portsTried); port += 1) {
    try {
      const probe = await listenOnAll(() => undefined, addresses, port);
      await probe.close();
      return port;
    } catch {
      // taken as well, or not allowed: the next one
    }
  }
  return undefined;
}
