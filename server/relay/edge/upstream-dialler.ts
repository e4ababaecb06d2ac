/** Dials the servers that boxes are passed through to, and dials again until it is told to stop. */
import type { LookupAddress } from 'node:dns';
import type { LookupFunction, TcpSocketConnectOpts } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { relayLimits } from '../../../core/relay/relay-limits.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { resolveUpstream, systemResolver, type ResolveName } from '../../proxy/resolve-upstream.ts';
import type { HubClock } from '../hub/hub-api.ts';
import type { OpenUpstream, UpstreamLink, UpstreamRequest } from '../upstream-link.ts';
import { keepAlive, usualKeepAlive, type KeepAliveTimes } from './keep-alive.ts';
import { payloadOf } from './message-bytes.ts';
import { parseUpstreamUrl, redialDelayMs, redialQuery, upstreamAddress } from './upstream-address.ts';
import { upstreamClosed, upstreamFailure } from './upstream-failure.ts';

const handshakeTimeoutMs = 10_000;
/** A line that stood this long, or brought anything, was a good one: the next waits start small again. */
const provenAfterMs = 5_000;
const closeGraceMs = 2_000;

export interface DiallerParts {
  readonly clock: HubClock;
  readonly resolveName?: ResolveName;
  /** From 0 to 1. */
  readonly random?: () => number;
  readonly keepAlive?: KeepAliveTimes;
  /** Authorities to trust in place of the system's, as PEM. */
  readonly ca?: string;
}

/** The hub's way to upstream servers. Loopback and private addresses may be dialled: a person chose them for this box. */
export const createUpstreamDialler =
  (parts: DiallerParts): OpenUpstream =>
  (request) =>
    new UpstreamLine(parts, request);

/**
 * Whether boxes may be passed through to an address. One that cannot be found now is no reason to refuse it: it is
 * looked up again with every try.
 */
export async function checkUpstream(
  text: string,
  resolveName: ResolveName = systemResolver,
): Promise<Result<void, string>> {
  const url = parseUpstreamUrl(text);
  if (!url.ok) return url;
  const host = await resolveUpstream(url.value.hostname, resolveName);
  return host.ok || host.error.code === 'upstream-unreachable' ? ok(undefined) : err(host.error.message);
}

class UpstreamLine implements UpstreamLink {
  readonly #parts: DiallerParts;
  readonly #request: UpstreamRequest;
  #socket: WebSocket | undefined;
  /** In a row, since the last good line. */
  #failures = 0;
  #tries = 0;
  #paused = false;
  #closed = false;
  #cancelRedial: () => void = () => undefined;

  constructor(parts: DiallerParts, request: UpstreamRequest) {
    this.#parts = parts;
    this.#request = request;
    void this.#dial();
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  send(payload: Uint8Array | string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(payload, { binary: typeof payload !== 'string' });
    }
  }

  pause(): void {
    this.#paused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket?.resume();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRedial();
    const socket = this.#socket;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    socket.resume(); // or its Close frame would never be read
    socket.close(1000);
    const timer = setTimeout(() => socket.terminate(), closeGraceMs);
    socket.once('close', () => clearTimeout(timer));
  }

  async #dial(): Promise<void> {
    const { url, id, query } = this.#request;
    const asked = this.#tries === 0 ? query : redialQuery(query);
    this.#tries += 1;
    const addresses = await this.#addresses(url);
    if (this.#closed) return;
    if (!addresses.ok) return this.#lost(addresses.error);
    try {
      this.#socket = this.#connect(upstreamAddress(url, id, asked), addresses.value);
    } catch (failure) {
      this.#lost(upstreamFailure(failure)); // an address that the library does not take
    }
  }

  /** Judged at every try: a name may lead elsewhere by now. */
  async #addresses(text: string): Promise<Result<readonly LookupAddress[], string>> {
    const url = parseUpstreamUrl(text);
    if (!url.ok) return url;
    const host = await resolveUpstream(url.value.hostname, this.#parts.resolveName ?? systemResolver);
    return host.ok ? ok(host.value.addresses) : err(host.error.message);
  }

  #connect(address: string, addresses: readonly LookupAddress[]): WebSocket {
    const { clock, ca, keepAlive: times = usualKeepAlive } = this.#parts;
    const { onOpen, onFrame } = this.#request;
    // The library hands on what Node's connections take; its types do not say so.
    const options: ClientOptions & Pick<TcpSocketConnectOpts, 'lookup' | 'autoSelectFamily'> = {
      perMessageDeflate: false,
      followRedirects: false,
      handshakeTimeout: handshakeTimeoutMs,
      maxPayload: relayLimits.payload,
      lookup: fixedLookup(addresses),
      autoSelectFamily: true,
      ...(ca === undefined ? {} : { ca }),
    };
    const socket = new WebSocket(address, options);
    let reason: string | undefined;
    let cancelProof: () => void = () => undefined;
    const proven = () => {
      cancelProof();
      this.#failures = 0;
    };
    socket.on('open', () => {
      if (this.#closed) return;
      cancelProof = clock.after(provenAfterMs, proven);
      if (this.#paused) socket.pause();
      onOpen();
    });
    socket.on('message', (data, isBinary) => {
      if (this.#closed) return;
      proven();
      onFrame(payloadOf(data, isBinary));
    });
    socket.on('unexpected-response', (_request, response) => {
      reason = `the server answers HTTP ${response.statusCode ?? 'nonsense'}`;
      socket.terminate();
    });
    socket.on('error', (failure) => (reason ??= upstreamFailure(failure)));
    socket.on('close', (code, why) => {
      cancelProof();
      this.#lost(reason ?? upstreamClosed(code, why.toString('utf8')));
    });
    keepAlive(socket, times, () => {
      reason = 'the server answers no ping';
      socket.terminate();
    });
    return socket;
  }

  #lost(reason: string): void {
    if (this.#closed) return;
    const { clock, random = Math.random } = this.#parts;
    this.#socket = undefined;
    this.#request.onLost(reason);
    // Whoever hears that may close it.
    if (this.#isClosed()) return;
    const delay = redialDelayMs(this.#failures, random());
    this.#failures += 1;
    this.#cancelRedial = clock.after(delay, () => void this.#dial());
    this.#request.onRetry(clock.now() + delay);
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}

/** Only the addresses that were judged are connected to. */
const fixedLookup =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
