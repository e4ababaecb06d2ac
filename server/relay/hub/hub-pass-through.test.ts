/** A box that is passed through: what `rules.md` says of it, rule by rule, on one companion. */
import { describe, expect, it } from 'vitest';
import { FakeBox, says, startChat } from './fake-box.testing.ts';
import { FakeTab } from './fake-tab.testing.ts';
import { notice, passThrough, pcm, query, scene, type Scene } from './hub-scene.testing.ts';
import { HubWorld, MemoryModes } from './hub-world.testing.ts';

describe('a box that is passed through', () => {
  async function passed(): Promise<Scene> {
    const all = await scene();
    all.tab.say({ type: 'set-mode', box: 'b1', mode: passThrough });
    await all.world.calm();
    return all;
  }

  it('[H17] speaks with its server, and the tab hears both', async () => {
    const { tab, box, world } = await passed();
    const [line] = world.upstreams;
    expect(line!.request).toMatchObject({ url: 'ws://up/ws', id: 'b1', query });
    const voice = pcm(512);
    box.say(startChat);
    box.say(voice);
    expect(line!.got).toEqual([]);
    line!.request.onOpen();
    expect(line!.got).toEqual([startChat, voice]);
    const reply = says({ event: 'EndResponse' });
    line!.request.onFrame(reply);
    expect(box.frames.at(-1)?.payload).toBe(reply);
    expect(tab.of('frame').map(({ direction }) => direction)).toEqual(['up', 'up', 'down']);
    expect(tab.views.get('b1')).toMatchObject({ mode: passThrough, upstream: { state: 'open' } });
    tab.answer('b1', { event: 'EndVad' });
    expect(tab.of('refused')).toMatchObject([{ asked: 'send', code: 'not-owner' }]);
  });

  it('[H17] is passed before the tab is told, both ways', async () => {
    const { tab, box, world } = await passed();
    const line = world.upstreams[0]!;
    line.request.onOpen();
    const toldAtSend: number[] = [];
    line.onSend = () => toldAtSend.push(tab.frames.length);
    const send = box.send.bind(box);
    box.send = (payload) => {
      toldAtSend.push(tab.frames.length);
      send(payload);
    };
    box.say(startChat);
    box.say(pcm(512));
    line.request.onFrame(says({ event: 'EndVad' }));
    box.say(pcm(512));
    expect(toldAtSend).toEqual([0, 1, 2, 3]);
    expect(tab.frames.map(({ direction }) => direction)).toEqual(['up', 'up', 'down', 'up']);
  });

  it('[H18] hears that its server is gone, until it is back', async () => {
    const { box, world, tab } = await passed();
    const { request, got } = world.upstreams[0]!;
    request.onOpen();
    box.say('{"event":"Text","input":"hi"}');
    request.onFrame(says({ event: 'StartAudio', text: 'Well' }));
    request.onLost('it broke');
    request.onRetry(world.clock.now() + 500);
    await world.calm();
    expect(box.heard).toEqual(['StartAudio', 'EndAudio', ...notice]);
    expect(tab.views.get('b1')?.upstream).toMatchObject({ state: 'lost', reason: 'it broke' });
    box.say(startChat);
    request.onOpen();
    box.say(pcm(3_000));
    await world.calm();
    expect(world.notices).toEqual(['unreachable', 'unreachable']);
    expect(got).toHaveLength(1);
    box.say(startChat);
    expect(got).toHaveLength(2);
    await world.pass(100_000);
    expect(world.notices).toHaveLength(2);
  });

  it('[H19] gets another line with its next socket, and none without', async () => {
    const { hub, tab, box, world } = await passed();
    hub.addBox(new FakeBox('b1', `reconnect=true&${query}`));
    expect(world.upstreams.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    expect(world.upstreams[1]!.request.query).toBe(`reconnect=true&${query}`);
    world.upstreams[0]!.request.onFrame(says({ event: 'EndVad' }));
    expect(box.heard).toEqual([]);
    tab.say({ type: 'set-mode', box: 'b1', mode: { kind: 'answer' } });
    await world.calm();
    expect(world.upstreams[1]!.isClosed).toBe(true);
  });

  it('[H19] is read no further than its server takes, and the other way round', async () => {
    const { box, world } = await passed();
    const line = world.upstreams[0]!;
    line.request.onOpen();
    line.bufferedBytes = world.limits.passBytes + 1;
    box.say(pcm(512));
    expect(box.isPaused).toBe(true);
    line.bufferedBytes = 0;
    await world.pass(100);
    expect(box.isPaused).toBe(false);
    box.bufferedBytes = world.limits.passBytes + 1;
    line.request.onFrame(pcm(512));
    expect(line.isPaused).toBe(true);
    box.bufferedBytes = 0;
    await world.pass(100);
    expect(line.isPaused).toBe(false);
  });

  it('[H8] stays so over a restart, and only to where it may go', async () => {
    const modes = new MemoryModes();
    const world = new HubWorld();
    const hub = await world.hub('a', modes);
    const tab = new FakeTab('t1');
    tab.attach(hub, true);
    hub.addBox(new FakeBox('b1', query));
    for (const upstream of ['ftp://no', passThrough.upstream]) {
      tab.say({ type: 'set-mode', box: 'b1', mode: { kind: 'pass-through', upstream } });
      await world.calm();
    }
    expect(tab.of('refused')).toMatchObject([{ code: 'upstream-refused', message: 'no WebSocket' }]);
    await hub.close();
    const again = await world.hub('a', modes);
    again.addBox(new FakeBox('b1', query));
    expect(world.upstreams).toHaveLength(2);
    expect(world.upstreams[1]!.request.url).toBe(passThrough.upstream);
    await again.close();
  });
});
