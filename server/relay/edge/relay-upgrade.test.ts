import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ClientOptions } from 'ws';
import { relayLimits } from '../../../core/relay/relay-limits.ts';
import { relaySubprotocol } from '../../../core/relay/relay-message.ts';
import { eventually } from '../../companion.testing.ts';
import { createHostCheck } from '../../http/request-guard.ts';
import { createSessionSecret } from '../../http/session.ts';
import type { TabLink } from '../hub/hub-api.ts';
import { dial, rawClient, refusal } from './edge.testing.ts';
import { TabDoor, usualTabLimits, type TabLimits } from './relay-upgrade.ts';

async function startTabDoor(limits: Partial<TabLimits> = {}) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const secret = createSessionSecret();
  const log: string[] = [];
  const tabs: { link: TabLink; got: Uint8Array[]; closed?: readonly [number, string] }[] = [];
  const door = new TabDoor({
    secret,
    isOwnHost: createHostCheck({ port, listening: [], published: ['talk.lan'] }),
    accept: (link) => {
      const tab: (typeof tabs)[number] = { link, got: [] };
      link.onMessage = (bytes) => tab.got.push(bytes);
      link.onClose = (code, reason) => (tab.closed = [code, reason]);
      tabs.push(tab);
    },
    log: (line) => log.push(line),
    limits: { ...usualTabLimits, ...limits },
  });
  server.on('upgrade', (incoming, socket, head) => door.upgrade(incoming, socket, head));
  onTestFinished(() => {
    door.close();
    server.closeAllConnections();
    server.close();
  });
  const url = `ws://127.0.0.1:${port}/relay`;
  const own = { headers: { host: `localhost:${port}`, origin: `http://localhost:${port}` } };
  return { door, log, tabs, secret, url, own, port };
}

describe('a tab', () => {
  test('of our page is let in by its secret, which is not said back, and messages pass both ways', async () => {
    const { tabs, secret, url, own, log } = await startTabDoor();
    const client = await dial(url, { ...own, perMessageDeflate: true }, [relaySubprotocol, secret]);
    expect(client.socket.protocol).toBe(relaySubprotocol);
    expect(client.socket.extensions).toBe('');
    expect(JSON.stringify(client.upgrade.headers)).not.toContain(secret);
    client.socket.send(new Uint8Array([1, 2, 3]));
    tabs[0]?.link.send(new Uint8Array([4]));
    await eventually(() => tabs[0]?.got.length === 1 && client.frames.length === 1);
    expect(tabs[0]?.got).toEqual([new Uint8Array([1, 2, 3])]);
    expect(client.frames).toEqual([Buffer.from([4])]);
    tabs[0]?.link.close(4409, 'replaced');
    expect(await client.closed).toEqual({ code: 4409, reason: 'replaced' });
    await eventually(() => tabs[0]?.closed !== undefined);
    expect(tabs[0]?.closed).toEqual([4409, 'replaced']);
    expect(log).toEqual([]);
  });

  test('may be one behind a published name, and name the secret first', async () => {
    const { secret, url, tabs } = await startTabDoor();
    const headers = { host: 'talk.lan', origin: 'https://talk.lan' };
    await dial(url, { headers }, [secret, relaySubprotocol]);
    expect(tabs).toHaveLength(1);
  });
});

describe('refused before the upgrade, with a line that names no secret', () => {
  type Change = (given: { port: number; secret: string }) => {
    readonly headers?: ClientOptions['headers'];
    readonly protocols?: string[];
  };
  const cases: readonly (readonly [string, number, Change])[] = [
    [
      'a name that is not ours (DNS rebinding)',
      403,
      ({ port }) => {
        const host = `evil.example:${port}`;
        return { headers: { host, origin: `http://${host}` } };
      },
    ],
    ['a page of another site', 403, () => ({ headers: { origin: 'http://evil.example' } })],
    ['another port of this computer', 403, () => ({ headers: { origin: 'http://localhost:1' } })],
    ['an opaque origin', 403, () => ({ headers: { origin: 'null' } })],
    ['a cross-site fetch', 403, () => ({ headers: { 'sec-fetch-site': 'cross-site' } })],
    ['no secret', 401, () => ({ protocols: [relaySubprotocol] })],
    ['a wrong secret', 401, ({ secret }) => ({ protocols: [relaySubprotocol, `${secret}x`] })],
    ['the secret of another launch', 401, () => ({ protocols: [relaySubprotocol, createSessionSecret()] })],
    ['no protocol at all', 401, () => ({ protocols: [] })],
    ['another protocol', 400, ({ secret }) => ({ protocols: [secret] })],
  ];
  test.each(cases)('%s: %d', async (_, status, change) => {
    const started = await startTabDoor();
    const { url, own, secret, log, tabs } = started;
    const { headers, protocols } = change(started);
    const options = { headers: { ...own.headers, ...headers } };
    expect(await refusal(url, options, protocols ?? [relaySubprotocol, secret])).toBe(status);
    expect(tabs).toEqual([]);
    expect(log).toHaveLength(1);
    expect(log[0]).not.toContain(secret);
  });

  test('what names no origin: no browser does that', async () => {
    const { url, port, secret } = await startTabDoor();
    const headers = { host: `localhost:${port}` };
    expect(await refusal(url, { headers }, [relaySubprotocol, secret])).toBe(403);
  });

  test('more tabs than there may be', async () => {
    const { url, own, secret } = await startTabDoor({ links: 1 });
    await dial(url, own, [relaySubprotocol, secret]);
    expect(await refusal(url, own, [relaySubprotocol, secret])).toBe(503);
  });
});

describe('closed, with a reason in the log', () => {
  test.each([
    ['text', 4400, 'it sent text', {}],
    ['too long a message', 1009, 'Max payload size exceeded', { closeGraceMs: 5 }],
    ['a flood', 1008, 'too many messages in a short time', { messages: { perSecond: 1, burst: 5 } }],
  ] as const)('%s', async (what, code, reason, limits) => {
    const { url, own, secret, log, tabs } = await startTabDoor(limits);
    const { socket, closed } = await dial(url, own, [relaySubprotocol, secret]);
    if (what === 'text') socket.send('hello');
    else if (what === 'a flood') for (let n = 0; n < 20; n += 1) socket.send(new Uint8Array(1));
    else socket.send(new Uint8Array(relayLimits.messageBytes + 1));
    expect((await closed).code).toBeOneOf(code === 1009 ? [1009, 1006] : [code]);
    await eventually(() => tabs[0]?.closed !== undefined);
    expect(log).toEqual([`tab closed: ${reason}`]);
    expect(tabs[0]?.got.length).toBeLessThan(6);
  });

  test('a tab that answers no ping', async () => {
    const { port, secret, log, tabs, url } = await startTabDoor({
      keepAlive: { pingEveryMs: 5, silentForMs: 50 },
    });
    const headers = `Origin: http://127.0.0.1:${port}\r\nSec-WebSocket-Protocol: ${relaySubprotocol}, ${secret}\r\n`;
    await rawClient(url, headers);
    await eventually(() => tabs[0]?.closed !== undefined);
    expect(log).toEqual(['tab cut: answers no ping']);
  });

  test('everyone, at the end', async () => {
    const { url, own, secret, door } = await startTabDoor();
    const { closed } = await dial(url, own, [relaySubprotocol, secret]);
    door.close();
    expect((await closed).code).toBe(1001);
  });
});
