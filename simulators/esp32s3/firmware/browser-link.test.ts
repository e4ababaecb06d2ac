/** A page's socket as a box's link, at a real server. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { BoxLink, BoxLinkHandlers } from '../../box/box-link.ts';
import { createPageDial, dialFromPage, type PageSocket } from './browser-link.ts';

const dial = createPageDial((url) => new WebSocket(url) as PageSocket);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
let url = '';
beforeAll(async () => {
  if (server.address() === null) await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
});
afterAll(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

class Ear implements BoxLinkHandlers {
  readonly log: string[] = [];
  onOpen = (extensions: string) => void this.log.push(`open ${extensions}`);
  onMessage = (payload: string | Uint8Array) =>
    void this.log.push(typeof payload === 'string' ? `"${payload}"` : `[${payload.join()}]`);
  onPing = () => void this.log.push('ping');
  onClose = (code: number) => void this.log.push(`close ${code}`);

  async until(length: number): Promise<void> {
    while (this.log.length < length) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function open(ear: Ear): Promise<BoxLink> {
  const link = dial(`${url}/ws/a`, ear);
  await ear.until(1);
  return link;
}

describe('a link of a page', () => {
  it('carries text and bytes both ways, until it is closed', async () => {
    const ear = new Ear();
    const link = await open(ear);
    link.send('one');
    link.send(Uint8Array.of(2, 3));
    await ear.until(3);
    link.close();
    await ear.until(4);
    expect(ear.log).toEqual(['open ', '"one"', '[2,3]', 'close 1005']);
  });

  it('keeps what comes while it pauses, in order', async () => {
    const [ear, other] = [new Ear(), new Ear()];
    const link = await open(ear);
    const witness = await open(other);
    link.pause();
    link.send('one');
    link.send('two');
    // The server has answered the first link before it answers the second one.
    witness.send('asked later');
    await other.until(2);
    expect(ear.log).toEqual(['open ']);
    link.resume();
    await ear.until(3);
    expect(ear.log).toEqual(['open ', '"one"', '"two"']);
    link.drop();
    witness.drop();
  });

  it('is closed where it cannot be opened', async () => {
    const ear = new Ear();
    dial('no address', ear);
    expect(ear.log).toEqual([]);
    await ear.until(1);
    expect(ear.log).toEqual(['close 1006']);
  });

  it("asks nobody for a name that is nobody's", async () => {
    const connect = vi.fn();
    vi.stubGlobal('WebSocket', connect);
    const ear = new Ear();
    dialFromPage('ws://server.example/ws/98a316e5d84a', ear);
    await ear.until(1);
    expect(ear.log).toEqual(['close 1006']);
    expect(connect).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
  });

  it('tells nothing more once it is dropped', async () => {
    const [ear, other] = [new Ear(), new Ear()];
    const link = await open(ear);
    link.send('one');
    link.drop();
    const witness = await open(other);
    witness.send('later');
    await other.until(2);
    witness.drop();
    expect(ear.log).toEqual(['open ']);
  });
});
