/** Puts the relay together: pairing, bus, hub, the two doors on the companion's server, and the listener for boxes. */
import type { IncomingMessage, Server } from 'node:http';
import { mkdtemp } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { EchoError } from '../../../core/errors.ts';
import type { ResolveName } from '../../proxy/resolve-upstream.ts';
import type { BuiltInVoice } from '../../voice/built-in-voice.ts';
import type { Bus } from '../bus.ts';
import { createMemoryExchange } from '../bus/memory-bus.ts';
import { connectNatsBus } from '../bus/nats-bus.ts';
import { createHub } from '../hub/create-hub.ts';
import { defaultHubLimits, type HubLimits } from '../hub/hub-limits.ts';
import { ModeFile } from '../hub/mode-file.ts';
import { boundLog } from './bounded-log.ts';
import { boxPrefix, boxUrl } from './box-path.ts';
import { BoxDoor, usualBoxLimits, type BoxLimits } from './box-upgrade.ts';
import { searchGarbageSeldom } from './garbage-pace.ts';
import type { Interfaces } from './lan-addresses.ts';
import { LanListener } from './lan-listener.ts';
import type { PairingErrorCode } from './pairing-file.ts';
import { Pairing, type PairingOptions } from './pairing.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { TabDoor, usualTabLimits } from './relay-upgrade.ts';
import { createSpeakNotice, type NoticeLanguage } from './spoken-notices.ts';
import { checkUpstream, createUpstreamDialler } from './upstream-dialler.ts';

export interface RelaySettings {
  /** Listen for boxes on this address of the LAN, or on all that boxes can reach; not at all without it. */
  readonly lan?: { readonly address?: string | undefined } | undefined;
  /** Where the pairing token is kept; in the state folder by default. Companions on one bus share it. */
  readonly pairingFile?: string | undefined;
  /** `nats://...`, which joins this companion with others. */
  readonly bus?: string | undefined;
  /** Name of this companion among them: `[A-Za-z0-9_-]`, at most 64 letters. This computer's by default. */
  readonly name?: string | undefined;
  /** What the companion itself says to boxes, one after the other. */
  readonly noticeLanguages?: readonly NoticeLanguage[] | undefined;
  readonly hubLimits?: Partial<HubLimits>;
  readonly boxLimits?: Partial<BoxLimits>;
  /** The network interfaces of this computer, and how often they are looked at. */
  readonly interfaces?: () => Interfaces;
  readonly lookEveryMs?: number;
}

export interface RelayParts {
  readonly settings: RelaySettings;
  /** The companion's own. */
  readonly server: Server;
  readonly port: number;
  /** Whether another port will do for boxes where that one is taken. */
  readonly anyPort: boolean;
  /** Whether the companion's own server listens on this address. */
  readonly isServed: (address: string) => boolean;
  readonly isOwnHost: (host: string) => boolean;
  readonly secret: string;
  readonly stateDir: string;
  readonly voice: BuiltInVoice;
  readonly resolveName: ResolveName;
  readonly log: (line: string) => void;
}

export interface Relay {
  /** `host:port` of each address beyond loopback where boxes are listened for now. */
  lanHosts(): readonly string[];
  /** Ends every box's and tab's line with 1001. */
  close(): Promise<void>;
}

interface Closable {
  close(): unknown;
}

/** Rejects with EchoError of `PairingErrorCode`, `LanErrorCode` or the bus's codes. */
export async function openRelay(parts: RelayParts): Promise<Relay> {
  const { settings, server, secret, isOwnHost, stateDir, voice, resolveName, log } = parts;
  searchGarbageSeldom();
  /** For what strangers cause. */
  const doorLog = boundLog(log);
  const instance = settings.name ?? ownName(settings.bus === undefined ? undefined : parts.port);
  /** What is open already, to be closed in reverse, also if the rest cannot be opened. */
  const opened: Closable[] = [];
  const keep = <T extends Closable>(part: T): T => {
    opened.push(part);
    return part;
  };
  const close = async () => {
    for (const part of opened.reverse()) await part.close();
  };

  try {
    const bus = keep(await openBus(settings.bus, instance));
    const pairing = keep(await openPairing({ instance, bus, log }, settings.pairingFile, stateDir));
    const clock = {
      now: () => Date.now(),
      after(ms: number, run: () => void) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    };
    const hub = await createHub({
      bus,
      instance,
      clock,
      limits: { ...defaultHubLimits, ...settings.hubLimits },
      log: (level, message) => {
        if (level === 'warn') log(message);
      },
      modes: new ModeFile(stateDir),
      openUpstream: createUpstreamDialler({ clock, resolveName }),
      checkUpstream: (url) => checkUpstream(url, resolveName),
      speakNotice: createSpeakNotice({ voice, languages: settings.noticeLanguages ?? ['en', 'zh'], log }),
      pairing: {
        view: () => pairing.view(),
        renew: () => void pairing.renew().catch((failure: unknown) => log((failure as EchoError).message)),
        urlSent: (box, url) => pairing.urlSent(box, url),
      },
    });
    keep(hub);
    pairing.onChange(() => hub.tellPairing());

    let lan: LanListener | undefined;
    keep({ close: () => lan?.close() }); // ends after the doors have ended the lines
    const tabs = keep(
      new TabDoor({
        secret,
        isOwnHost,
        accept: (link) => hub.addTab(link),
        log: doorLog,
        limits: usualTabLimits,
      }),
    );
    const boxes = keep(
      new BoxDoor({
        admits: (token) => pairing.admits(token),
        isOwnOrigin: (origin) => isOwnHost(/^https?:\/\/(.+)$/.exec(origin)?.[1] ?? ''),
        accept: (socket) => hub.addBox(socket),
        log: doorLog,
        limits: { ...usualBoxLimits, ...settings.boxLimits },
      }),
    );

    let hosts: readonly string[] = [];
    // What a box calls us by tells what it was told, whoever told it.
    const heard = (id: string, host = '') => {
      if (hosts.includes(host)) pairing.urlSent(id, boxUrl(host, pairing.view().token));
    };
    const upgradeBox = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (isBoxPath(incoming)) boxes.upgrade(incoming, socket, head, heard);
      else refuseUpgrade(socket, 404, 'there is nothing here');
    };
    const upgrade = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (pathOf(incoming) === '/relay') tabs.upgrade(incoming, socket, head);
      else if (!isLeftToVite(incoming, server)) upgradeBox(incoming, socket, head);
    };
    server.on('upgrade', upgrade);
    keep({ close: () => void server.off('upgrade', upgrade) });

    if (settings.lan !== undefined) {
      lan = await LanListener.open({
        address: settings.lan.address,
        port: parts.port,
        anyPort: parts.anyPort,
        isServed: parts.isServed,
        upgrade: upgradeBox,
        onHosts: (now) => {
          hosts = now;
          pairing.setHosts(now);
        },
        log,
        ...(settings.interfaces === undefined ? {} : { interfaces: settings.interfaces }),
        ...(settings.lookEveryMs === undefined ? {} : { lookEveryMs: settings.lookEveryMs }),
      });
      keep({ close: () => lan?.stop() });
    }
    return { lanHosts: () => hosts, close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

/** A companion that may not write must not fail for boxes that nobody has: then the token holds for this launch alone. */
async function openPairing(
  parts: Omit<PairingOptions, 'file'>,
  named: string | undefined,
  stateDir: string,
): Promise<Pairing> {
  const open = (file: string) => Pairing.open({ ...parts, file });
  if (named !== undefined) return open(named);
  try {
    return await open(join(stateDir, 'pairing-token'));
  } catch (failure) {
    if ((failure as EchoError).code !== ('pairing-unwritable' satisfies PairingErrorCode)) throw failure;
    parts.log(`${(failure as EchoError).message}: boxes have to be told another token after every start`);
    return open(join(await mkdtemp(join(tmpdir(), 'echokit-pairing-')), 'pairing-token'));
  }
}

async function openBus(url: string | undefined, name: string): Promise<Bus> {
  if (url === undefined) return createMemoryExchange().connect();
  const bus = await connectNatsBus({ url, name });
  if (!bus.ok) throw bus.error;
  return bus.value;
}

/** This computer's name as the bus takes it; with the port, where there may be several companions on one computer. */
function ownName(port: number | undefined): string {
  const name = hostname()
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 50);
  return [name === '' ? 'companion' : name, ...(port === undefined ? [] : [port])].join('-');
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

const isBoxPath = (incoming: IncomingMessage): boolean => pathOf(incoming).startsWith(boxPrefix);

/** Vite's hot reload listens on the same server, for its own subprotocols alone, and answers nobody else. */
const isLeftToVite = (incoming: IncomingMessage, server: Server): boolean =>
  server.listenerCount('upgrade') > 1 &&
  ['vite-hmr', 'vite-ping'].includes(incoming.headers['sec-websocket-protocol'] ?? '');
