/**
 * Listens for boxes beyond loopback, on one address or on all that boxes can reach, and follows them when they change.
 * What is asked there and is no box's upgrade is 404.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { EchoError } from '../../../core/errors.ts';
import { listen, type ListenErrorCode, type Listening } from '../../http/listen.ts';
import { hasAddress, hostPort, lanAddresses, type Interfaces } from './lan-addresses.ts';

/** Why boxes cannot be listened for; the message says so to the person. */
export type LanErrorCode = 'lan-failed';

export interface LanParts {
  /** To listen on this one alone; undefined is every address that boxes can reach. */
  readonly address: string | undefined;
  readonly port: number;
  /** Whether another port will do where that one is taken. */
  readonly anyPort: boolean;
  /** Whether the companion listens there already, for all it does. */
  readonly isServed: (address: string) => boolean;
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Told `host:port` of each address where boxes are listened for, at first and with every change. */
  readonly onHosts: (hosts: readonly string[]) => void;
  readonly log: (line: string) => void;
  readonly interfaces?: () => Interfaces;
  readonly lookEveryMs?: number;
}

const lookEveryMs = 10_000;
/** A request's head comes within this time, or the line is cut. */
const headersTimeoutMs = 10_000;
/** Lines at once on one address, upgraded or not. */
const mostConnections = 1_500;

export class LanListener {
  readonly #parts: LanParts;
  readonly #interfaces: () => Interfaces;
  /** By address; null where the companion serves it already. */
  readonly #listening = new Map<string, Listening | null>();
  /** Addresses that could not be listened on, each with why: told once. */
  readonly #failed = new Map<string, string>();
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #ended: Promise<void> | undefined;

  private constructor(parts: LanParts) {
    this.#parts = parts;
    this.#interfaces = parts.interfaces ?? networkInterfaces;
  }

  /** Rejects with EchoError of {@link LanErrorCode} if there are addresses and none of them can be listened on. */
  static async open(parts: LanParts): Promise<LanListener> {
    const listener = new LanListener(parts);
    if (parts.address !== undefined && listener.#wanted().length === 0)
      throw listener.#noSuchAddress(parts.address);
    await listener.#follow();
    const [failure] = listener.#failed.values();
    if (listener.#listening.size === 0 && failure !== undefined) throw lanError(failure);
    if (listener.#listening.size === 0) {
      parts.log('no network yet: boxes are listened for as soon as there is one');
    }
    listener.#watch();
    return listener;
  }

  /** Lets nobody in any more. Lines that are open stay so, and are their owner's to end. */
  stop(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#ended ??= this.#looking.then(async () => {
      const ended = [...this.#listening.values()].map((listening) => listening?.close() ?? Promise.resolve());
      await Promise.all(ended);
    });
  }

  /** Resolves once the last line has ended. */
  async close(): Promise<void> {
    this.stop();
    await this.#ended;
  }

  #watch(): void {
    let isLooking = false;
    this.#timer = setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      this.#looking = this.#follow().finally(() => (isLooking = false));
    }, this.#parts.lookEveryMs ?? lookEveryMs);
    this.#timer.unref();
  }

  #wanted(): readonly string[] {
    const { address } = this.#parts;
    const interfaces = this.#interfaces();
    if (address === undefined) return lanAddresses(interfaces);
    return hasAddress(interfaces, address) ? [address] : [];
  }

  async #follow(): Promise<void> {
    const wanted = this.#wanted();
    for (const [address, listening] of [...this.#listening]) {
      if (wanted.includes(address)) continue;
      this.#listening.delete(address);
      this.#parts.log(`this computer has the address ${address} no more`);
      void listening?.close(); // done once its last line has broken
    }
    for (const address of [...this.#failed.keys()])
      if (!wanted.includes(address)) this.#failed.delete(address);
    for (const address of wanted) {
      if (this.#isClosed) return;
      if (!this.#listening.has(address)) await this.#listenOn(address);
    }
    this.#parts.onHosts(
      [...this.#listening].map(([address, listening]) =>
        hostPort(address, listening?.port ?? this.#parts.port),
      ),
    );
  }

  async #listenOn(address: string): Promise<void> {
    if (this.#parts.isServed(address)) {
      this.#listening.set(address, null);
      return;
    }
    try {
      const listening = await this.#bind(address);
      const { server } = listening;
      server.headersTimeout = headersTimeoutMs;
      server.requestTimeout = headersTimeoutMs;
      server.maxConnections = mostConnections;
      server.on('upgrade', this.#parts.upgrade);
      this.#listening.set(address, listening);
      this.#failed.delete(address);
    } catch (cause) {
      const why = `boxes cannot be listened for on ${hostPort(address, this.#parts.port)}: ${reasonOf(cause)}`;
      if (this.#failed.get(address) !== why) this.#parts.log(why);
      this.#failed.set(address, why);
    }
  }

  async #bind(address: string): Promise<Listening> {
    const { port, anyPort } = this.#parts;
    try {
      return await listen(nothingHere, address, port);
    } catch (cause) {
      if (!anyPort || codeOf(cause) !== 'port-taken') throw cause;
      return listen(nothingHere, address, 0);
    }
  }

  #noSuchAddress(address: string): EchoError<LanErrorCode> {
    const own = lanAddresses(this.#interfaces());
    const choice = own.length === 0 ? 'it has none that boxes can reach' : `it has ${own.join(', ')}`;
    return lanError(`this computer has no address ${address}: ${choice}`);
  }
}

const nothingHere = (_incoming: unknown, outgoing: ServerResponse): void => {
  outgoing
    .writeHead(404, {
      connection: 'close',
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    })
    .end('there is nothing here\n');
};

const codeOf = (cause: unknown): string | undefined =>
  cause instanceof EchoError ? String(cause.code) : undefined;

function reasonOf(cause: unknown): string {
  const code = codeOf(cause) as ListenErrorCode | undefined;
  if (code === 'port-taken') return 'another program has that port; choose another one with --port';
  return cause instanceof Error ? cause.message : String(cause);
}

const lanError = (message: string): EchoError<LanErrorCode> => new EchoError('lan-failed', message);
