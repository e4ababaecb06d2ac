import type { Server } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import type { EchoError } from '../core/errors.ts';
import { createApp } from './app.ts';
import { builtInUpstreams } from './config/configured-upstreams.ts';
import { usualProbes, type Probe } from './discover/probes.ts';
import { listen } from './http/listen.ts';
import { createHostCheck } from './http/request-guard.ts';
import { createSessionSecret } from './http/session.ts';
import { servePages, type PageHandler } from './pages/built-pages.ts';
import { createConnectionPool } from './proxy/call-upstream.ts';
import { defaultProxyLimits, type ProxyLimits } from './proxy/forward.ts';
import { systemResolver, type ResolveName } from './proxy/resolve-upstream.ts';
import { UpstreamList, type Upstream } from './proxy/upstream-list.ts';
import { emptyUpstreamState, UpstreamFile } from './proxy/upstream-store.ts';
import { openRelay, type Relay, type RelaySettings } from './relay/edge/open-relay.ts';
import { BuiltInVoice } from './voice/built-in-voice.ts';

/** Where the pages come from: a folder with a built app, or a handler made once the server and its secret exist. */
export type Pages =
  | { readonly folder: string }
  | {
      readonly create: (companion: {
        readonly server: Server;
        readonly secret: string;
      }) => Promise<PageHandler>;
    };

export interface CompanionOptions {
  readonly pages: Pages;
  readonly version: string;
  /** Where the person's decisions about upstreams are kept; made when the first one is written. */
  readonly stateDir: string;
  /** 0, the default, is any free port. */
  readonly port?: number;
  /** Address or name to listen on; the default is loopback, by IPv4 and IPv6. */
  readonly host?: string | undefined;
  /** Names under which a TLS proxy in front offers the companion. */
  readonly publishedAs?: readonly string[];
  readonly allowCors?: boolean;
  /** Configured upstreams, beside EchoKit's usual ports. */
  readonly upstreams?: readonly Upstream[];
  readonly limits?: Partial<ProxyLimits>;
  readonly probes?: readonly Probe[];
  readonly resolveName?: ResolveName;
  /** How boxes and companions are let in. */
  readonly relay?: RelaySettings;
  /** Load the voice now, not with the first request for it. */
  readonly warmVoice?: boolean;
  /** Gets a line for what should not happen. Nothing is logged for a request that goes well. */
  readonly log?: (line: string) => void;
}

export interface Companion {
  /** `http://localhost:9090`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** `host:port` of each address beyond loopback where boxes are listened for now. */
  lanHosts(): readonly string[];
  close(): Promise<void>;
}

/**
 * Starts a companion. Rejects with EchoError of `ListenErrorCode` or of the relay's (`PairingErrorCode`, `LanErrorCode`,
 * the bus's), or if there is no built app in the folder.
 */
export async function createCompanion(options: CompanionOptions): Promise<Companion> {
  const { host, log = () => undefined } = options;
  const secret = createSessionSecret();
  const upstreams = await openUpstreams(options, log);
  const pool = createConnectionPool();
  const voice = new BuiltInVoice();

  let handler: ReturnType<typeof getRequestListener> | undefined;
  const listening = await listen(
    (incoming, outgoing) => {
      // The pages are made after the server they may want to attach to; that takes a moment.
      if (handler === undefined) outgoing.writeHead(503, { 'retry-after': '1' }).end('starting');
      else void handler(incoming, outgoing);
    },
    host,
    options.port ?? 0,
  );
  let relay: Relay | undefined;
  const close = async () => {
    // Lines of boxes and tabs are no requests: they would keep the server open.
    await Promise.all([listening.close(), relay?.close(), voice.close()]);
    pool.close();
  };

  try {
    const { server, port } = listening;
    const isOwnHost = createHostCheck({
      port,
      listening: ownNames(host),
      published: options.publishedAs ?? [],
    });
    const resolveName = options.resolveName ?? systemResolver;
    // Before the pages, which may have to be built: what is wrong here is told at once.
    const opened = await openRelay({
      settings: options.relay ?? {},
      server,
      port,
      anyPort: (options.port ?? 0) === 0,
      isServed: (address) => host !== undefined && (isWildcard(host) || host === address),
      isOwnHost,
      secret,
      stateDir: options.stateDir,
      voice,
      resolveName,
      log,
    });
    relay = opened;
    const app = createApp({
      version: options.version,
      port,
      secret,
      isOwnHost,
      allowCors: options.allowCors ?? false,
      proxy: {
        upstreams,
        pool,
        resolveName,
        limits: { ...defaultProxyLimits, ...options.limits },
        userAgent: `echokit-web/${options.version}`,
      },
      probes: options.probes ?? usualProbes,
      voice,
      pages: await openPages(options.pages, server, secret),
      log,
    });
    handler = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    if (options.warmVoice === true) voice.voices().catch((failure: unknown) => logVoiceFailure(failure, log));
    return { url: `http://${shownHost(host)}:${port}`, port, lanHosts: () => opened.lanHosts(), close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

function logVoiceFailure(failure: unknown, log: (line: string) => void): void {
  const { code, message, cause } = failure as EchoError;
  if (code !== 'voice-closed') log(`${message}: ${cause instanceof Error ? cause.message : String(cause)}`);
}

async function openUpstreams(options: CompanionOptions, log: (line: string) => void): Promise<UpstreamList> {
  const file = new UpstreamFile(options.stateDir);
  const state = await file.load();
  if (!state.ok) log(`the list of confirmed services starts empty: ${state.error}`);
  const listed = [...builtInUpstreams(), ...(options.upstreams ?? [])];
  return new UpstreamList(listed, file, state.ok ? state.value : emptyUpstreamState);
}

const openPages = (pages: Pages, server: Server, secret: string): Promise<PageHandler> =>
  'folder' in pages ? servePages(pages.folder, secret) : pages.create({ server, secret });

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** The names by which other computers may call a companion that listens beyond loopback. */
function ownNames(host: string | undefined): readonly string[] {
  if (host === undefined) return [];
  if (!isWildcard(host)) return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return [...addresses.map(({ address }) => address), hostname(), `${hostname()}.local`];
}

function shownHost(host: string | undefined): string {
  if (host === undefined || isWildcard(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
