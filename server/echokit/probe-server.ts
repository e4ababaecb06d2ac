/** Makes the handshake of a box with an EchoKit server and looks how it ends, which browsers do not tell their pages. */
import type { LookupAddress } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import type { LookupFunction, TcpSocketConnectOpts } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { connectionUrl } from '../../core/echokit/connection-query.ts';
import type { ProbeStatus } from '../../core/echokit/box-session/link-trouble.ts';

/** Servers keep a session for every id for ever: all our questions share one. */
const probeId = 'echokit-web-probe';

/**
 * @param url `ws(s)://host[:port]/ws`, as judged before
 * @param addresses the only ones that may be connected to
 */
export function probeServer(
  url: string,
  addresses: readonly LookupAddress[],
  waitMs: number,
): Promise<ProbeStatus> {
  // The library hands on what Node's connections take; its types do not say so.
  const options: ClientOptions & Pick<TcpSocketConnectOpts, 'lookup' | 'autoSelectFamily'> = {
    perMessageDeflate: false,
    followRedirects: false,
    handshakeTimeout: waitMs,
    maxPayload: 1024 * 1024,
    lookup: fixedLookup(addresses),
    autoSelectFamily: true,
  };
  return new Promise((resolve) => {
    // Without a greeting.
    const socket = new WebSocket(connectionUrl(url, probeId, { reconnect: true }), options);
    const tell = (status: ProbeStatus): void => {
      socket.terminate();
      resolve(status);
    };
    socket.once('open', () => tell('open'));
    socket.once('unexpected-response', (_request, response) => tell(statusOf(response)));
    // Stays on: what is cut while it opens is told as an error as well.
    socket.on('error', (failure) => tell(failureOf(failure)));
  });
}

/** Who answers a handshake with a page, or sends it elsewhere, knows no WebSocket there. */
function statusOf({ statusCode = 0 }: IncomingMessage): ProbeStatus {
  return statusCode < 400 || statusCode === 426 ? 'not-websocket' : statusCode;
}

function failureOf(failure: unknown): ProbeStatus {
  const { code, message, errors } = failure as {
    readonly code?: unknown;
    readonly message?: unknown;
    readonly errors?: readonly unknown[];
  };
  // Of several addresses that failed, what the first one said.
  if (errors?.[0] !== undefined) return failureOf(errors[0]);
  const name = typeof code === 'string' ? code : '';
  const text = typeof message === 'string' ? message : '';
  if (name === 'ENOTFOUND' || name === 'EAI_AGAIN') return 'unknown-host';
  if (name === 'ETIMEDOUT' || /timed out/.test(text)) return 'timeout';
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(name)) return 'certificate';
  if (name.startsWith('HPE_') || name.startsWith('ERR_SSL') || name === 'EPROTO') return 'not-websocket';
  // The library's own words about a handshake that is none have no code, or one of its own.
  if (name === '' || name.startsWith('WS_ERR')) return 'not-websocket';
  return 'refused';
}

/** Only the addresses that were judged are connected to. */
const fixedLookup =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
