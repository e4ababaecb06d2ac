import { connect, headers } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Bus } from '../bus.ts';
import { describeBus } from './bus-contract.testing.ts';
import { connectNatsBus } from './nats-bus.ts';
import { hasNatsServer, startNatsServer, type TestNatsServer } from './nats-server.testing.ts';

if (!hasNatsServer)
  process.stderr.write('NOT TESTED: the bus over NATS. Install nats-server to have it tested.\n');

async function connectTo(url: string): Promise<Bus> {
  const bus = await connectNatsBus({ url, name: 'test', reconnectMs: 20 });
  if (!bus.ok) throw bus.error;
  return bus.value;
}

describe.skipIf(!hasNatsServer)('with a NATS server', () => {
  let server: TestNatsServer;
  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.stop());

  describeBus('the bus over NATS', () => connectTo(server.url));

  it('passes over parts that are none', async () => {
    const bus = await connectTo(server.url);
    const stranger = await connect({ servers: `127.0.0.1:${server.port}` });
    const heard: number[] = [];
    bus.subscribe('x', (payload) => heard.push(payload.length));
    await bus.flush();
    for (const part of ['a.0.2', 'a.0.2', 'b.1.2', 'nonsense', 'c.5.2', 'd.0.1']) {
      const place = headers();
      place.set('Part', part);
      stranger.publish('x', Uint8Array.of(1, 2, 3), { headers: place });
    }
    stranger.publish('x', Uint8Array.of(1));
    await stranger.flush();
    await vi.waitFor(() => expect(heard.at(-1)).toBe(1), { timeout: 10_000, interval: 1 });
    expect(heard).toEqual([3, 1]);
    await stranger.close();
    await bus.close();
  });

  it('finds its server again, and hears on what it did', async () => {
    const first = await startNatsServer();
    const [a, b] = await Promise.all([connectTo(first.url), connectTo(first.url)]);
    const states: string[] = [];
    const heard: number[] = [];
    for (const bus of [a, b]) bus.onLink((state) => states.push(state));
    b.subscribe('x', (payload) => heard.push(payload[0]!));
    await b.flush();
    await first.stop();
    await vi.waitFor(() => expect(states).toEqual(['lost', 'lost']), { timeout: 10_000, interval: 1 });
    a.publish('x', Uint8Array.of(1));
    await a.flush();
    const second = await startNatsServer(first.port);
    await vi.waitFor(() => expect(states).toHaveLength(4), { timeout: 10_000, interval: 1 });
    await b.flush();
    a.publish('x', Uint8Array.of(2));
    await vi.waitFor(() => expect(heard).toEqual([2]), { timeout: 10_000, interval: 1 });
    await Promise.all([a.close(), b.close()]);
    await second.stop();
  });

  it('takes user and password, or a token, from the address', async () => {
    const guarded = await startNatsServer(0, 'authorization { user: me, password: "p@ss" }');
    const host = `127.0.0.1:${guarded.port}`;
    await (await connectTo(`nats://me:p%40ss@${host}`)).close();
    const refused = await connectNatsBus({ url: `nats://me:wrong@${host}`, name: 'test' });
    expect(refused).toMatchObject({ ok: false, error: { code: 'bus-unreachable' } });
    if (!refused.ok) expect(refused.error.message).not.toContain('wrong');
    await guarded.stop();
    const byToken = await startNatsServer(0, 'authorization { token: secret }');
    await (await connectTo(`nats://secret@127.0.0.1:${byToken.port}`)).close();
    await byToken.stop();
  });
});

describe('an address of no bus', () => {
  it.each(['', 'nats', 'http://127.0.0.1:4222', 'nats://', '127.0.0.1:4222'])('%s', async (url) => {
    const bus = await connectNatsBus({ url, name: 'test' });
    expect(bus).toMatchObject({ ok: false, error: { code: 'bus-address' } });
  });

  it('says that nobody answers', async () => {
    // Port 1 is nobody's.
    const bus = await connectNatsBus({ url: 'nats://127.0.0.1:1', name: 'test', connectMs: 1_000 });
    expect(bus).toMatchObject({ ok: false, error: { code: 'bus-unreachable' } });
  });
});
