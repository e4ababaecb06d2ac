/** What `rules.md` says of several companions, on a bus in one process; once more over NATS, where it is installed. */
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { err } from '../../../core/result.ts';
import { connectNatsBus } from '../bus/nats-bus.ts';
import { hasNatsServer, startNatsServer } from '../bus/nats-server.testing.ts';
import { createHub } from './create-hub.ts';
import { FakeBox, named, says, startChat } from './fake-box.testing.ts';
import { FakeTab } from './fake-tab.testing.ts';
import { HubWorld, MemoryModes } from './hub-world.testing.ts';
import type { Hub } from './hub-api.ts';
import { defaultHubLimits } from './hub-limits.ts';

const query = 'opus=true&vowel=true&stream_asr=true';
const again = `reconnect=true&${query}`;
const pcm = (ms: number): Uint8Array => new Uint8Array(32 * ms);

interface Scene {
  readonly world: HubWorld;
  readonly a: Hub;
  readonly b: Hub;
  readonly tab: FakeTab;
  readonly box: FakeBox;
}

/** A box at one companion, and a tab at another that answers it. */
async function scene(): Promise<Scene> {
  const world = new HubWorld();
  const [a, b] = [await world.hub('a'), await world.hub('b')];
  await world.calm();
  const [tab, box] = [new FakeTab('t1'), new FakeBox('b1', query)];
  tab.attach(b, true);
  a.addBox(box);
  await world.calm();
  return { world, a, b, tab, box };
}

describe('a box here and its tab there', () => {
  it('[H6] [H7] hear each other', async () => {
    const { world, tab, box } = await scene();
    expect(tab.views.get('b1')).toMatchObject({ owner: 'you', instance: 'a', connected: true });
    const voice = pcm(512);
    box.say(startChat);
    box.say(voice);
    await world.calm();
    expect(tab.of('frame').map(({ payload }) => payload)).toEqual([startChat, voice]);
    tab.answer('b1', { event: 'EndVad' }, { event: 'EndResponse' });
    await world.calm();
    expect(box.heard).toEqual(['EndVad', 'EndResponse']);
    tab.say({ type: 'send', box: 'b1', socket: 1, payload: says({ event: 'EndVad' }) });
    await world.calm();
    expect(tab.of('refused')).toMatchObject([{ asked: 'send', code: 'socket-closed' }]);
    await world.pass(60_000);
    expect(world.notices).toEqual([]);
  });

  it('[H1] [H2] stay together when the box dials another companion, and those who watch too', async () => {
    const { world, a, b, tab, box } = await scene();
    const watcher = new FakeTab('t2');
    watcher.attach(a, false);
    watcher.say({ type: 'watch', box: 'b1' });
    await world.calm();
    const moved = new FakeBox('b1', again);
    b.addBox(moved);
    await world.calm();
    expect(box.closed).toMatchObject({ code: 1000 });
    for (const each of [tab, watcher]) {
      expect(each.of('socket-closed')).toHaveLength(1);
      expect(each.told.get('b1')).toMatchObject({ isOpen: true, next: 0 });
    }
    expect(tab.views.get('b1')).toMatchObject({ owner: 'you', instance: 'b', watchers: 1 });
    moved.say(startChat);
    tab.answer('b1', { event: 'EndVad' });
    await world.calm();
    expect(moved.heard).toEqual(['EndVad']);
    expect(watcher.of('frame').map(({ payload }) => named(payload))).toEqual([startChat, 'EndVad']);
  });

  it('[H20] meet again elsewhere when the box’s companion is lost', async () => {
    const { world, b, tab, box } = await scene();
    box.say(startChat);
    await world.calm();
    // It hangs: its sockets are not even closed.
    for (const lane of ['0>1', '1>0']) world.cut.add(lane);
    await world.pass(world.limits.lossMs + world.limits.heartbeatMs);
    expect(tab.views.get('b1')).toMatchObject({ connected: false, owner: 'you' });
    expect(tab.of('socket-closed')).toMatchObject([{ code: 1006 }]);
    tab.say({ type: 'own', box: 'b1', force: true });
    expect(tab.of('refused')).toMatchObject([{ code: 'socket-closed' }]);
    const moved = new FakeBox('b1', again);
    b.addBox(moved);
    moved.say(startChat);
    await world.calm();
    expect(tab.views.get('b1')).toMatchObject({ connected: true, owner: 'you', instance: 'b' });
    expect(tab.of('frame').at(-1)).toMatchObject({ seq: 0, payload: startChat });
    // It comes back: its socket is the older one.
    world.cut.clear();
    await world.pass(world.limits.lossMs);
    expect(box.closed).toMatchObject({ code: 1000 });
    expect(moved.closed).toBeNull();
    expect(tab.views.get('b1')).toMatchObject({ connected: true, owner: 'you', instance: 'b' });
  });

  it('[H20] [H21] go on where they were after a while without each other', async () => {
    const { world, tab, box } = await scene();
    box.say(startChat);
    await world.calm();
    for (const lane of ['0>1', '1>0']) world.cut.add(lane);
    box.say(pcm(512));
    await world.pass(world.limits.lossMs + world.limits.heartbeatMs);
    box.say(pcm(32));
    expect(tab.of('frame')).toHaveLength(1);
    world.cut.clear();
    await world.pass(world.limits.heartbeatMs);
    expect(tab.of('socket-closed')).toHaveLength(1);
    expect(tab.told.get('b1')).toMatchObject({ isOpen: true });
    expect(tab.lost + tab.of('frame').length).toBe(box.frames.length);
    expect(tab.frames.at(-1)?.payload).toEqual(box.frames.at(-1)?.payload);
    expect(tab.views.get('b1')).toMatchObject({ owner: 'you', connected: true });
  });

  it('[H11] find each other when the tab’s companion starts anew', async () => {
    const { world, b, tab, box } = await scene();
    box.say(startChat);
    await world.calm();
    await b.close();
    expect(tab.closed).toMatchObject({ code: 1001 });
    box.say(pcm(512));
    const next = await world.hub('b2');
    tab.attach(next, true);
    await world.calm();
    expect(tab.of('frame').map(({ seq }) => seq)).toEqual([1]);
    expect(tab.views.get('b1')).toMatchObject({ owner: 'you', connected: true });
    await world.pass(world.limits.graceMs + 1);
    expect(world.notices).toEqual([]);
  });
});

describe('companions on one bus', () => {
  it('[H2] agree on who has the box, however their clocks differ', async () => {
    const { world, a, b, tab, box } = await scene();
    // The record that the other one knows is of the future.
    const boxes = [box];
    for (let n = 0; n < 6; n++) {
      const next = new FakeBox('b1', again);
      boxes.push(next);
      (n % 2 === 0 ? b : a).addBox(next);
      // Within the same moment.
      await world.calm();
      expect(boxes.filter(({ closed }) => closed === null)).toEqual([next]);
    }
    const sockets = tab.of('socket-opened').map(({ socket }) => socket);
    expect(sockets).toEqual([...new Set(sockets)].toSorted((one, other) => one - other));
    expect(sockets).toHaveLength(7);
  });

  it('[H8] share modes and values, the newest of each', async () => {
    const world = new HubWorld();
    const [first, second] = [new MemoryModes(), new MemoryModes()];
    const a = await world.hub('a', first);
    const tab = new FakeTab('t1');
    tab.attach(a, true);
    a.addBox(new FakeBox('b1', query));
    tab.say({ type: 'set-mode', box: 'b1', mode: { kind: 'pass-through', upstream: 'ws://up/ws' } });
    a.shared.set('token', Uint8Array.of(1));
    const b = await world.hub('b', second);
    await world.calm();
    expect([...second.modes.values()]).toEqual([...first.modes.values()]);
    expect(second.modes.get('b1')?.mode).toEqual({ kind: 'pass-through', upstream: 'ws://up/ws' });
    expect(b.shared.get('token')).toEqual(Uint8Array.of(1));
    const heard: number[] = [];
    const end = a.shared.onChange('token', (value) => heard.push(value[0]!));
    b.shared.set('token', Uint8Array.of(2));
    await world.calm();
    expect(a.shared.get('token')).toEqual(Uint8Array.of(2));
    end();
    b.shared.set('token', Uint8Array.of(3));
    await world.calm();
    expect(heard).toEqual([2]);
  });

  it('[H9] let a tab be in one place', async () => {
    const { world, a, tab } = await scene();
    await world.pass(10);
    const twin = new FakeTab('t1');
    twin.attach(a, true);
    await world.calm();
    expect(tab.closed).toMatchObject({ code: 4409 });
    expect(twin.views.get('b1')).toMatchObject({ owner: 'you' });
  });

  it('[H4] forget a box together', async () => {
    const { world, a, tab, box } = await scene();
    box.vanish();
    await world.calm();
    tab.say({ type: 'forget', box: 'b1' });
    await world.calm();
    expect(tab.views.has('b1')).toBe(false);
    const late = new FakeTab('t2');
    late.attach(a, false);
    expect(late.views.size).toBe(0);
  });
});

it.skipIf(!hasNatsServer)('[H6] [H7] [H20] hold over NATS', async () => {
  const server = await startNatsServer();
  const open = async (instance: string): Promise<Hub> => {
    const bus = await connectNatsBus({ url: server.url, name: instance });
    if (!bus.ok) throw bus.error;
    const hub = await createHub({
      bus: bus.value,
      instance,
      clock: {
        now: () => Date.now(),
        after: (ms, run) => {
          const timer = setTimeout(run, ms);
          return () => clearTimeout(timer);
        },
      },
      limits: { ...defaultHubLimits, heartbeatMs: 50 },
      log: () => undefined,
      modes: new MemoryModes(),
      openUpstream: () => expect.fail('nothing is passed through'),
      checkUpstream: () => Promise.resolve(err('nothing is passed through')),
      speakNotice: () => Promise.resolve({ text: '', audio: [] }),
      pairing: {
        view: () => ({ token: '0'.repeat(32), urls: [], lostUrls: [] }),
        renew: () => undefined,
        urlSent: () => undefined,
      },
    });
    return {
      ...hub,
      close: async () => {
        await hub.close();
        await bus.value.close();
      },
    };
  };
  const until = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 10_000, interval: 2 });
  const [a, b] = [await open('a'), await open('b')];
  const [tab, box] = [new FakeTab('t1'), new FakeBox('b1', query)];
  tab.attach(b, true);
  a.addBox(box);
  await until(() => expect(tab.views.get('b1')).toMatchObject({ owner: 'you', instance: 'a' }));
  const sent = Array.from({ length: 200 }, (_, n) => new Uint8Array(16_384).fill(n & 0xff));
  box.say(startChat);
  for (const [n, payload] of sent.entries()) {
    box.say(payload);
    if (n % 20 === 0) await wait(1);
  }
  await until(() => expect(tab.frames).toHaveLength(201));
  expect(tab.lost).toBe(0);
  for (const [n, payload] of sent.entries())
    expect(Buffer.compare(payload, tab.frames[n + 1]!.payload as Uint8Array)).toBe(0);
  tab.answer('b1', { event: 'EndVad' }, { event: 'EndResponse' });
  await until(() => expect(box.heard).toEqual(['EndVad', 'EndResponse']));
  await a.close();
  await until(() => expect(tab.views.get('b1')).toMatchObject({ connected: false }));
  const moved = new FakeBox('b1', again);
  b.addBox(moved);
  expect(tab.views.get('b1')).toMatchObject({ connected: true, owner: 'you', instance: 'b' });
  await b.close();
  await server.stop();
  expect(moved.closed).toMatchObject({ code: 1001 });
});
