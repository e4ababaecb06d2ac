/** The relay as a companion offers it: boxes and tabs by real sockets, on loopback and on a LAN address. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { decodeCompanionMessage, encodeTabMessage } from '../../../core/relay/relay-codec.ts';
import {
  relaySubprotocol,
  type CompanionMessage,
  type FrameMessage,
  type PairingView,
  type TabMessage,
} from '../../../core/relay/relay-message.ts';
import {
  buildFixture,
  call,
  eventually,
  sessionOf,
  startCompanion,
  temporaryFolder,
} from '../../companion.testing.ts';
import type { Companion } from '../../create-companion.ts';
import { sessionHeader } from '../../http/session.ts';
import { hasNatsServer, startNatsServer } from '../bus/nats-server.testing.ts';
import { dial, noise, rawClient, refusal } from './edge.testing.ts';
import type { RelaySettings } from './open-relay.ts';
import { startUpstream } from './upstream-server.testing.ts';

const mac = 'a0b1c2d3e4f5';
const lan: RelaySettings = { lan: { address: '127.0.0.2' } };

async function start(relay: RelaySettings = {}, stateDir?: string) {
  const log: string[] = [];
  const state = stateDir ?? (await temporaryFolder());
  const companion = await startCompanion({ relay, stateDir: state, log: (line) => log.push(line) });
  const token = (await readFile(relay.pairingFile ?? join(state, 'pairing-token'), 'utf8')).trim();
  const box = (id: string, query = '', host = `127.0.0.1:${companion.port}`) =>
    `ws://${host}/box/${token}/${id}${query}`;
  return { companion, log, token, box, state };
}

/** A tab of the companion's own page. */
async function openTab(companion: Companion, attach: Partial<Extract<TabMessage, { type: 'attach' }>> = {}) {
  const secret = (await sessionOf(companion))[sessionHeader]!;
  const origin = companion.url;
  const headers = { host: origin.slice('http://'.length), origin };
  const client = await dial(`ws://127.0.0.1:${companion.port}/relay`, { headers }, [
    relaySubprotocol,
    secret,
  ]);
  const told: CompanionMessage[] = [];
  client.socket.on('message', (bytes: Buffer) => {
    const message = decodeCompanionMessage(bytes);
    if (!message.ok) throw message.error;
    told.push(message.value);
  });
  const tell = (message: TabMessage) => client.socket.send(encodeTabMessage(message));
  tell({ type: 'attach', tab: 'tab-1', answers: true, after: {}, ...attach });
  await eventually(() => told.length > 0);
  const pairing = (): PairingView => {
    const last = told.findLast((one) => one.type === 'pairing' || one.type === 'attached');
    return (last as Extract<CompanionMessage, { type: 'pairing' }>).pairing;
  };
  const frames = (direction: FrameMessage['direction'], box = mac) =>
    told.filter(
      (one): one is FrameMessage => one.type === 'frame' && one.box === box && one.direction === direction,
    );
  return { ...client, told, tell, pairing, frames };
}

const hashes = (payloads: readonly (Uint8Array | string)[]): readonly string[] =>
  payloads.map((payload) => createHash('sha256').update(payload).digest('hex'));

describe('a box and a tab', () => {
  test('meet: frames of the box come to the tab, and what the tab sends to the box', async () => {
    const { companion, box, log } = await start();
    const tab = await openTab(companion);
    const client = await dial(box(mac, '?opus=true&vowel=true&stream_asr=true'));
    client.socket.send('{"event":"StartChat"}');
    client.socket.send(noise(16_384, 1));
    await eventually(() => tab.frames('up').length === 2);
    const [text, audio] = tab.frames('up');
    expect([text?.payload, hashes([audio!.payload])]).toEqual([
      '{"event":"StartChat"}',
      hashes([noise(16_384, 1)]),
    ]);
    tab.tell({ type: 'send', box: mac, socket: text!.socket, payload: new Uint8Array([0xa6, 1]) });
    await eventually(() => client.frames.length === 1);
    expect(client.frames[0]).toEqual(Buffer.from([0xa6, 1]));
    expect(log).toEqual([]);
  });

  test('meet again after a restart with the same token', async () => {
    const { companion, box, state, token } = await start();
    const first = await dial(box(mac));
    const tab = await openTab(companion);
    await companion.close();
    expect((await first.closed).code).toBe(1001);
    expect((await tab.closed).code).toBe(1001);
    const again = await start({}, state);
    expect(again.token).toBe(token);
    await dial(again.box(mac, '?reconnect=true'));
    const back = await openTab(again.companion);
    await eventually(() => back.told.some((one) => JSON.stringify(one).includes(mac)));
  });

  test('a box that nobody answers is told so in words and sound', async () => {
    const { box } = await start({ hubLimits: { graceMs: 1, heardMs: 1 }, noticeLanguages: ['en'] });
    const client = await dial(box(mac, '?opus=true&vowel=true&stream_asr=true'));
    client.socket.send('{"event":"StartChat"}');
    client.socket.send(noise(16_384, 1));
    client.socket.send(noise(16_384, 2));
    const all = () => Buffer.concat(client.frames as Buffer[]).toString('latin1');
    await eventually(() => all().endsWith('EndResponse'));
    for (const part of ['ASR', 'StartAudio', 'open the relay page', 'AudioChunkWithVowel', 'EndAudio'])
      expect(all()).toContain(part);
  });
});

describe('the doors', () => {
  test('on the LAN: boxes alone; on loopback: all', async () => {
    const { companion, box, token } = await start(lan);
    const host = companion.lanHosts()[0]!;
    const port = Number(host.split(':')[1]);
    expect(host).toMatch(/^127\.0\.0\.2:\d+$/);
    const session = await sessionOf(companion);
    for (const path of [
      '/',
      '/api/status',
      '/v1/audio/speakers',
      '/relay',
      '/box/',
      `/box/${token}/${mac}`,
    ]) {
      const headers = { ...session, host };
      expect((await call({ port }, path, { address: '127.0.0.2', headers })).status).toBe(404);
    }
    const protocols = [relaySubprotocol, session[sessionHeader]!];
    expect(await refusal(`ws://${host}/relay`, { headers: { origin: `http://${host}` } }, protocols)).toBe(
      404,
    );
    expect(await refusal(`ws://${host}/`, {}, ['vite-hmr'])).toBe(404);
    expect(await refusal(`ws://${host}/box/${'0'.repeat(32)}/${mac}`)).toBe(404);
    expect(await refusal(box(mac, '', host), { headers: { origin: `http://${host}` } })).toBe(403);
    await dial(box(mac, '', host));
    await dial(box('000000000001'));
    await dial(box('000000000002', '', host), { headers: { origin: companion.url } });
  });

  test('refuse foreign pages, rebound names and paths that are none', async () => {
    const { companion, box, log } = await start();
    const evil = `evil.example:${companion.port}`;
    const headers = { host: evil, origin: `http://${evil}` };
    expect(await refusal(box(mac), { headers })).toBe(403);
    const secret = (await sessionOf(companion))[sessionHeader]!;
    const relay = `ws://127.0.0.1:${companion.port}/relay`;
    expect(await refusal(relay, { headers }, [relaySubprotocol, secret])).toBe(403);
    for (const path of ['/', '/relay/', '/relayed', '/api/status'])
      expect(await refusal(`ws://127.0.0.1:${companion.port}${path}`)).toBe(404);
    expect(log).toHaveLength(2);
  });

  test('leave the hot reload of a dev server to it', async () => {
    const vite = new WebSocketServer({ noServer: true });
    const companion = await startCompanion({
      pages: {
        create: ({ server }) => {
          server.on('upgrade', (incoming, socket, head) => {
            if (incoming.headers['sec-websocket-protocol'] === 'vite-hmr')
              vite.handleUpgrade(incoming, socket, head, (one) => one.send('connected'));
          });
          return Promise.resolve((_incoming, outgoing) => Promise.resolve(void outgoing.end()));
        },
      },
    });
    const root = `ws://127.0.0.1:${companion.port}/`;
    const client = await dial(root, {}, ['vite-hmr']);
    await eventually(() => client.frames.length === 1);
    expect(await refusal(root)).toBe(404);
    client.socket.close();
    await client.closed;
  });

  test('never write a token into the log', async () => {
    const { companion, box, log, token } = await start({ ...lan, boxLimits: { closeGraceMs: 5 } });
    const client = await dial(box(mac));
    client.socket.send(new Uint8Array(300_000));
    await client.closed;
    await refusal(box('a/b'));
    await refusal(box(mac, '?opus=1'));
    await refusal(box(mac), { headers: { origin: 'http://evil.example' } });
    await refusal(`ws://127.0.0.1:${companion.port}/box/${token.slice(1)}0/${mac}`);
    const tab = await openTab(companion);
    tab.tell({ type: 'renew-pairing' });
    await eventually(() => tab.pairing().token !== token);
    expect(log.length).toBeGreaterThan(4);
    expect(log.join('\n')).not.toMatch(/[0-9a-f]{32}/);
  });
});

describe('the pairing', () => {
  test('is told to tabs with the URLs for boxes, and changes on request', async () => {
    const { companion, box, token } = await start(lan);
    const tab = await openTab(companion);
    const host = companion.lanHosts()[0]!;
    expect(tab.pairing()).toEqual({ token, urls: [`ws://${host}/box/${token}`], lostUrls: [] });
    const client = await dial(box(mac));
    tab.tell({ type: 'renew-pairing' });
    await eventually(() => tab.pairing().token !== token);
    const renewed = tab.pairing().token;
    expect(await refusal(box(mac))).toBe(404);
    expect(client.socket.readyState).toBe(client.socket.OPEN); // a box must not reboot for it
    await dial(`ws://${host}/box/${renewed}/${mac}?reconnect=true`);
    await client.closed;
  });

  test('tells an address that boxes were told and that is gone', async () => {
    const { companion, box, state, token } = await start(lan);
    await dial(box(mac, '', companion.lanHosts()[0]));
    const told = companion.lanHosts()[0]!;
    await companion.close();
    const again = await start({ lan: { address: '127.0.0.3' } }, state);
    const tab = await openTab(again.companion);
    const [url = ''] = tab.pairing().urls;
    expect(tab.pairing().lostUrls).toEqual([`ws://${told}/box/${token}`]);
    await openBox(again.companion, token);
    tab.tell({ type: 'url-sent', box: mac, url });
    await eventually(() => tab.pairing().lostUrls.length === 0);
  });

  const openBox = (companion: Companion, token: string) =>
    dial(`ws://127.0.0.1:${companion.port}/box/${token}/${mac}`);

  test('is shared by companions with one file', async () => {
    const pairingFile = join(await temporaryFolder(), 'shared', 'token');
    const [one, other] = [await start({ pairingFile }), await start({ pairingFile })];
    expect(one.token).toBe(other.token);
    expect((await stat(pairingFile)).mode & 0o777).toBe(0o600);
    await dial(one.box(mac));
    await dial(other.box(mac));
  });

  test('that cannot be kept holds for one launch', async () => {
    const blocked = join(await buildFixture(), 'index.html', 'state');
    const log: string[] = [];
    const companion = await startCompanion({ stateDir: blocked, log: (line) => log.push(line) });
    const tab = await openTab(companion);
    await openBox(companion, tab.pairing().token);
    expect(log.join('\n')).toContain('boxes have to be told another token after every start');
  });
});

describe.runIf(hasNatsServer)('companions on one bus', () => {
  test('share the token and its renewal, and a box at one meets a tab at the other', async () => {
    const nats = await startNatsServer();
    onTestFinished(() => nats.stop());
    const pairingFile = join(await temporaryFolder(), 'token');
    const joined = (name: string) => start({ pairingFile, bus: nats.url, name, lookEveryMs: 60_000 });
    const [here, there] = [await joined('here'), await joined('there')];
    expect(here.token).toBe(there.token);
    const tab = await openTab(there.companion);
    const client = await dial(here.box(mac, '?opus=true&vowel=true&stream_asr=true'));
    await eventually(() =>
      tab.told.some((one) => one.type === 'box' && one.box.instance === 'here' && one.box.owner === 'you'),
    );
    client.socket.send('{"event":"StartChat"}');
    await eventually(() => tab.frames('up').length === 1);
    const { socket, payload } = tab.frames('up')[0]!;
    expect(payload).toBe('{"event":"StartChat"}');
    tab.tell({ type: 'send', box: mac, socket, payload: new Uint8Array([0xa6]) });
    await eventually(() => client.frames.length === 1);

    tab.tell({ type: 'renew-pairing' });
    await eventually(() => tab.pairing().token !== here.token);
    const renewed = `ws://127.0.0.1:${here.companion.port}/box/${tab.pairing().token}/${mac}`;
    let status: unknown = 404;
    while (status === 404) status = await refusal(renewed);
    expect(status).toBe('let in');
  });
});

describe('pass-through', () => {
  async function passedThrough() {
    const upstream = await startUpstream();
    const started = await start({ hubLimits: { graceMs: 1, heardMs: 1 }, noticeLanguages: ['en'] });
    const tab = await openTab(started.companion);
    const query = '?opus=true&vowel=true&stream_asr=true';
    const first = await dial(started.box(mac, query));
    await eventually(() => tab.told.some((one) => one.type === 'socket-opened' || one.type === 'box'));
    const url = `ws://127.0.0.1:${upstream.port}/ws`;
    tab.tell({ type: 'set-mode', box: mac, mode: { kind: 'pass-through', upstream: url } });
    await eventually(() => upstream.visits.length === 1);
    return { ...started, upstream, tab, query, client: first };
  }

  test('is byte-identical both ways, with the query of the box, and the tab sees a copy', async () => {
    const { upstream, tab, client, query } = await passedThrough();
    const { request, socket, got } = upstream.visits[0]!;
    expect(request.url).toBe(`/ws/${mac}${query}`);
    const up = ['{"event":"StartChat"}', ...Array.from({ length: 40 }, (_, n) => noise(16_384, n))];
    const down = Array.from({ length: 400 }, (_, n) => noise(1 + ((n * 7_919) % 32_000), n));
    for (const message of up) client.socket.send(message);
    for (const message of down) socket.send(message);
    await eventually(() => got.length === up.length && client.frames.length === down.length);
    expect(hashes(got)).toEqual(hashes(up));
    expect(hashes(client.frames)).toEqual(hashes(down));
    await eventually(
      () => tab.frames('up').length === up.length && tab.frames('down').length === down.length,
    );
    expect(hashes(tab.frames('down').map(({ payload }) => payload))).toEqual(hashes(down));
  });

  test('that loses its server tells the box, and finds the server again', async () => {
    const { upstream, client, query } = await passedThrough();
    const { port } = upstream;
    await upstream.close();
    client.socket.send('{"event":"StartChat"}');
    for (let n = 0; n < 3; n += 1) client.socket.send(noise(16_384, n));
    const all = () => Buffer.concat(client.frames as Buffer[]).toString('latin1');
    await eventually(() => all().includes('EndResponse'));
    expect(all()).toContain('server cannot be reached');
    const again = await startUpstream({ port });
    await eventually(() => again.visits.length === 1);
    expect(again.visits[0]?.request.url).toBe(`/ws/${mac}?reconnect=true&${query.slice(1)}`);
    const before = client.frames.length;
    again.visits[0]?.socket.send(noise(100, 5));
    await eventually(() => client.frames.length === before + 1);
  });

  test('goes on for one box while others misbehave', async () => {
    const { upstream, client, box, log } = await passedThrough();
    const flood = await dial(box('flood'));
    const slow = await rawClient(box('slow'));
    slow.socket.pause();
    const oversize = await dial(box('oversize'));
    for (let n = 0; n < 2_000; n += 1) flood.socket.send('{"event":"StartChat"}');
    oversize.socket.send(new Uint8Array(300_000));
    const { got } = upstream.visits[0]!;
    for (let n = 0; n < 20; n += 1) client.socket.send(noise(16_384, n));
    await eventually(() => got.length === 20);
    expect(hashes(got)).toEqual(hashes(Array.from({ length: 20 }, (_, n) => noise(16_384, n))));
    expect((await flood.closed).code).toBe(1008);
    expect((await oversize.closed).code).toBeOneOf([1009, 1006]);
    expect(log.some((line) => line.includes('box flood (127.0.0.1) closed: too many texts'))).toBe(true);
    expect(log.some((line) => line.includes('box oversize (127.0.0.1) closed: Max payload'))).toBe(true);
    slow.socket.destroy();
    onTestFinished(() => client.socket.terminate());
  });
});
