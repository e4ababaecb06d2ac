/** The line to the companion: what it says and when it dials, and the real WebSocket under it over loopback. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket as Socket, WebSocketServer } from 'ws';
import { decodeTabMessage, encodeCompanionMessage } from '../../core/relay/relay-codec.ts';
import { relaySubprotocol, type CompanionMessage, type TabMessage } from '../../core/relay/relay-message.ts';
import { VirtualClock } from '../../simulators/box/virtual-clock.testing.ts';
import type { LinkView } from '../relay-api.ts';
import { CompanionLine } from './companion-line.ts';
import type { TransportEvents } from './transport.ts';
import { openWebSocket, relayUrl, type CreateWebSocket } from './web-socket-transport.ts';

const link = { origin: 'http://127.0.0.1:1', session: 'secret', tab: 'tab' };
const attached: CompanionMessage = {
  type: 'attached',
  instance: 'one',
  pairing: { token: '0'.repeat(32), urls: [], lostUrls: [] },
  boxes: [],
};

class Script {
  readonly clock = new VirtualClock();
  readonly sent: TabMessage[][] = [];
  readonly events: TransportEvents[] = [];
  readonly links: LinkView[] = [];
  readonly heard: CompanionMessage[] = [];
  closed = 0;
  readonly line = new CompanionLine({
    host: { now: () => this.clock.now(), after: (ms, act) => this.clock.after(ms, act), random: () => 0.5 },
    open: (_, events) => {
      const sent: TabMessage[] = [];
      this.sent.push(sent);
      this.events.push(events);
      return { send: (message) => sent.push(message), close: () => (this.closed += 1) };
    },
    attachment: () => ({ answers: true, after: { aa: { socket: 1, seq: this.sent.length } } }),
    onMessage: (message) => this.heard.push(message),
    onLink: (view) => this.links.push(view),
  });

  get last(): TransportEvents {
    return this.events.at(-1)!;
  }

  open(): void {
    this.last.onOpen();
    this.last.onMessage(attached);
  }
}

describe('the line to the companion', () => {
  it('attaches first, each time with what is true then', () => {
    const script = new Script();
    script.line.connect(link);
    script.open();
    script.last.onClose(1006, '');
    script.clock.advance(1000);
    script.open();
    expect(script.sent.map(([first]) => first)).toEqual([
      { type: 'attach', tab: 'tab', answers: true, after: { aa: { socket: 1, seq: 1 } } },
      { type: 'attach', tab: 'tab', answers: true, after: { aa: { socket: 1, seq: 2 } } },
    ]);
    expect(script.links.map(({ state }) => state)).toEqual([
      ...['connecting', 'open', 'lost', 'connecting', 'open'],
    ]);
  });

  it('keeps what is to be sent until it is attached', () => {
    const script = new Script();
    script.line.connect(link);
    script.line.send({ type: 'own', box: 'aa', force: false });
    script.last.onOpen();
    expect(script.sent[0]).toHaveLength(1);
    script.last.onMessage(attached);
    expect(script.sent[0]!.at(-1)).toEqual({ type: 'own', box: 'aa', force: false });
  });

  it('waits longer each time, and begins anew after it was open', () => {
    const script = new Script();
    script.line.connect(link);
    const pauses: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      script.last.onClose(1006, '');
      const view = script.links.at(-1)!;
      const pause = view.state === 'lost' ? view.retryAt - script.clock.now() : NaN;
      pauses.push(pause);
      script.clock.advance(pause);
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
    script.open();
    script.last.onClose(1006, '');
    expect(script.links.at(-1)).toMatchObject({ state: 'lost', retryAt: script.clock.now() + 500 });
  });

  it('is not dialled again where the same tab attached elsewhere, nor after it was given up', () => {
    const script = new Script();
    script.line.connect(link);
    script.open();
    script.last.onClose(4409, 'replaced');
    script.clock.advance(60_000);
    expect(script.links.at(-1)).toEqual({ state: 'replaced' });
    script.line.connect(link);
    script.line.disconnect();
    script.clock.advance(60_000);
    expect([script.links.at(-1), script.events.length]).toEqual([{ state: 'off' }, 2]);
  });
});

/** The library's, which has the browser's events. */
const create: CreateWebSocket = (url, protocols) => new Socket(url, protocols) as unknown as WebSocket;

let server: WebSocketServer | undefined;
afterEach(() => {
  for (const client of server?.clients ?? []) client.terminate();
  server?.close();
});

async function listen(): Promise<string> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => relaySubprotocol });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('its WebSocket', () => {
  it('asks for /relay with the secret beside the protocol, and speaks the codec', async () => {
    const origin = await listen();
    const connection = once(server!, 'connection');
    const told: CompanionMessage[] = [];
    const transport = await new Promise<ReturnType<typeof openWebSocket>>((resolve) => {
      const opened = openWebSocket(
        create,
        { ...link, origin },
        {
          onOpen: () => resolve(opened),
          onMessage: (message) => told.push(message),
          onClose: () => undefined,
        },
      );
    });
    const [client, request] = (await connection) as [
      Socket,
      { url: string; headers: Record<string, string> },
    ];
    expect(request.url).toBe('/relay');
    expect(request.headers['sec-websocket-protocol']).toBe('echokit-relay,secret');
    const message = once(client, 'message');
    transport.send({ type: 'attach', tab: 'tab', answers: true, after: {} });
    const [bytes] = (await message) as [Buffer];
    expect(decodeTabMessage(bytes)).toMatchObject({ ok: true, value: { type: 'attach', tab: 'tab' } });
    client.send(encodeCompanionMessage(attached));
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(told).toEqual([attached]);
    transport.close();
    await once(client, 'close');
  });

  it('is given up at bytes that mean nothing, and tells when the companion is gone', async () => {
    const origin = await listen();
    for (const spoil of [
      (client: Socket) => client.send(Uint8Array.of(0xc1)),
      (client: Socket) => client.send('text'),
      (client: Socket) => client.terminate(),
    ]) {
      const connection = once(server!, 'connection');
      const closed = new Promise<number>((resolve) => {
        openWebSocket(
          create,
          { ...link, origin },
          { onOpen: () => undefined, onMessage: () => undefined, onClose: (code) => resolve(code) },
        );
      });
      const [client] = (await connection) as [Socket];
      spoil(client);
      expect([4400, 1006]).toContain(await closed);
    }
  });

  it('turns http into ws', () => {
    expect(relayUrl('https://host:9090/')).toBe('wss://host:9090/relay');
  });
});
