/** What `rules.md` says, rule by rule, on one companion. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { FakeBox, named, says, startChat, submit } from './fake-box.testing.ts';
import { FakeTab } from './fake-tab.testing.ts';
import { HubWorld, MemoryModes } from './hub-world.testing.ts';
import type { Hub } from './hub-api.ts';
import type { HubLimits } from './hub-limits.ts';

const query = 'opus=true&vowel=true&stream_asr=true';
const pcm = (ms: number): Uint8Array => new Uint8Array(32 * ms);
const notice = ['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse'];
const passThrough = { kind: 'pass-through', upstream: 'ws://up/ws' } as const;

interface Scene {
  readonly world: HubWorld;
  readonly hub: Hub;
  readonly tab: FakeTab;
  readonly box: FakeBox;
}

/** A box, and a tab that answers it. */
async function scene(limits: Partial<HubLimits> = {}): Promise<Scene> {
  const world = new HubWorld(limits);
  const hub = await world.hub('a');
  const [tab, box] = [new FakeTab('t1'), new FakeBox('b1', query)];
  tab.attach(hub, true);
  hub.addBox(box);
  return { world, hub, tab, box };
}

/** What the tab answers after the words of the box. */
function turn({ tab, box }: Scene): void {
  box.say(startChat);
  box.say(pcm(512));
  tab.answer('b1', { event: 'EndVad' }, { event: 'ASR', text: 'hi' }, { event: 'StartAudio', text: 'Hi.' });
  tab.answer('b1', { event: 'EndAudio' }, { event: 'EndResponse' });
}

describe('a box and its owner', () => {
  it('[H6] [H10] are brought together, and hear each other', async () => {
    const all = await scene();
    const { tab, box, world } = all;
    expect(tab.views.get('b1')).toMatchObject({ owner: 'you', connected: true, query, instance: 'a' });
    expect(tab.of('socket-opened')).toMatchObject([{ box: 'b1', query }]);
    turn(all);
    expect(box.heard).toEqual(['EndVad', 'ASR', 'StartAudio', 'EndAudio', 'EndResponse']);
    expect(tab.of('frame').map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(tab.of('frame').map(({ direction }) => direction)).toEqual([
      ...['up', 'up'],
      ...['down', 'down', 'down', 'down', 'down'],
    ]);
    await world.pass(60_000);
    expect(world.notices).toEqual([]);
  });

  it('[H1] meet again on the box’s new socket, its former one closed before', async () => {
    const { hub, tab, box } = await scene();
    box.say(startChat);
    const again = new FakeBox('b1', `reconnect=true&${query}`);
    hub.addBox(again);
    expect(box.closed).toMatchObject({ code: 1000 });
    const [first, second] = tab.of('socket-opened').map(({ socket }) => socket);
    expect(second).toBeGreaterThan(first!);
    expect(tab.of('socket-closed')).toMatchObject([{ socket: first, code: 1000 }]);
    tab.say({ type: 'send', box: 'b1', socket: first!, payload: says({ event: 'EndVad' }) });
    expect(tab.of('refused')).toMatchObject([{ asked: 'send', code: 'socket-closed', box: 'b1' }]);
    again.say(startChat);
    tab.answer('b1', { event: 'EndVad' });
    expect(again.heard).toEqual(['EndVad']);
    expect(box.heard).toEqual([]);
  });

  it('[H5] are two: others watch, or take it by force', async () => {
    const { hub, tab, box } = await scene();
    const other = new FakeTab('t2');
    other.attach(hub, true);
    expect(other.views.get('b1')).toMatchObject({ owner: 'another' });
    other.say({ type: 'own', box: 'b1', force: false });
    other.say({
      type: 'send',
      box: 'b1',
      socket: tab.told.get('b1')!.socket,
      payload: says({ event: 'EndVad' }),
    });
    expect(other.of('refused').map(({ code }) => code)).toEqual(['owned', 'not-owner']);
    other.say({ type: 'watch', box: 'b1' });
    box.say(startChat);
    expect(other.of('frame')).toHaveLength(1);
    expect(tab.views.get('b1')).toMatchObject({ owner: 'you', watchers: 1 });
    other.say({ type: 'own', box: 'b1', force: true });
    expect([tab, other].map((each) => each.views.get('b1')?.owner)).toEqual(['another', 'you']);
    box.say(pcm(512));
    expect(tab.of('frame')).toHaveLength(1);
    expect(other.of('frame')).toHaveLength(2);
  });

  it('[H6] part when the tab gives it back: the next one gets it, or who asks', async () => {
    const { hub, tab } = await scene();
    tab.say({ type: 'release', box: 'b1' });
    expect(tab.views.get('b1')?.owner).toBe('nobody');
    const next = new FakeTab('t2');
    next.attach(hub, true);
    expect(next.views.get('b1')?.owner).toBe('you');
    next.say({ type: 'release', box: 'b1' });
    tab.say({ type: 'own', box: 'b1', force: false });
    expect(tab.views.get('b1')?.owner).toBe('you');
  });

  it('[H7] wait for a box that does not read', async () => {
    const { tab, box, world } = await scene();
    box.bufferedBytes = world.limits.boxBytes;
    tab.answer('b1', { event: 'EndVad' });
    expect(tab.of('refused')).toMatchObject([{ code: 'box-too-slow' }]);
    box.bufferedBytes = 0;
    tab.answer('b1', { event: 'EndVad' });
    expect(box.heard).toEqual(['EndVad']);
    expect(tab.of('frame').map(({ seq }) => seq)).toEqual([0]);
  });

  it('[H4] is forgotten after an hour, or when its owner says so', async () => {
    const { hub, tab, box, world } = await scene();
    box.vanish();
    expect(tab.views.get('b1')).toMatchObject({ connected: false });
    await world.pass(world.limits.forgetMs + 1);
    expect(tab.of('box-forgotten')).toMatchObject([{ box: 'b1' }]);
    expect(tab.views.has('b1')).toBe(false);
    const again = new FakeBox('b1', query);
    hub.addBox(again);
    tab.say({ type: 'forget', box: 'b1' });
    expect(again.closed).toMatchObject({ code: 1000 });
    expect(tab.views.has('b1')).toBe(false);
    tab.say({ type: 'own', box: 'b1', force: false });
    expect(tab.of('refused')).toMatchObject([{ code: 'box-unknown' }]);
  });
});

describe('a tab', () => {
  it('[H9] that says nothing of ours is sent away', async () => {
    const { hub, tab } = await scene();
    tab.sayBytes(Uint8Array.of(0xc1));
    expect(tab.closed).toMatchObject({ code: 4400 });
    const late = new FakeTab('t2');
    late.attach(hub, false);
    late.say({ type: 'attach', tab: 't2', answers: false, after: {} });
    expect(late.closed).toMatchObject({ code: 4400 });
  });

  it('[H9] that attaches anew closes its former link, and owns what it did', async () => {
    const { hub, tab, box } = await scene();
    const twin = new FakeTab('t1');
    twin.attach(hub, true);
    expect(tab.closed).toMatchObject({ code: 4409 });
    expect(twin.views.get('b1')?.owner).toBe('you');
    box.say(startChat);
    expect(twin.of('frame')).toHaveLength(1);
  });

  it('[H11] that reloads gets what it missed, and what it did not deal with', async () => {
    const all = await scene();
    const { hub, tab, box, world } = all;
    turn(all);
    tab.vanish();
    await world.pass(1_000);
    box.say(startChat);
    box.say(pcm(512));
    tab.attach(hub, true);
    expect(tab.of('frame').map(({ seq, payload }) => [seq, named(payload)])).toEqual([
      [7, startChat],
      [8, 'pcm'],
    ]);
    expect(tab.lost).toBe(0);
    tab.answer('b1', { event: 'EndVad' }, { event: 'EndResponse' });
    await world.pass(60_000);
    expect(world.notices).toEqual([]);
    // A page without a memory begins with what is kept.
    box.say(startChat);
    tab.vanish();
    box.say(pcm(512));
    tab.attach(hub, true, true);
    expect(tab.of('socket-opened')).toHaveLength(1);
    expect(tab.of('frame').map(({ payload }) => named(payload))).toEqual([startChat, 'pcm']);
    expect(tab.lost).toBe(11);
  });

  it('[H11] gets each kept frame once, the last ones that there was room for', async () => {
    const random = createRandom(7);
    for (let round = 0; round < 20; round++) {
      const { hub, tab, box, world } = await scene({ keptFrames: 20, keptBytes: 40_000 });
      for (let n = random.integer(0, 4); n > 0; n--) box.say(pcm(32));
      const before = tab.frames.length;
      tab.vanish();
      await world.pass(random.integer(0, 100_000));
      const sizes = Array.from({ length: random.integer(0, 40) }, () => random.integer(1, 100) * 32);
      for (const size of sizes) box.say(new Uint8Array(size));
      let [room, fits] = [40_000, 0];
      for (const size of sizes.toReversed()) {
        room -= size + 128;
        if (room < 0 || fits === 20) break;
        fits++;
      }
      await world.pass(random.integer(0, 100_000));
      tab.attach(hub, true);
      expect(tab.frames.length - before).toBe(fits);
      expect(tab.lost).toBe(fits === 0 ? 0 : sizes.length - fits);
      if (fits < sizes.length && fits === 0) continue;
      box.say(pcm(32));
      expect(tab.frames.at(-1)?.seq).toBe(before + sizes.length);
    }
  });

  it('[H11] is told of sockets that came and went meanwhile', async () => {
    const { hub, tab, box, world } = await scene();
    box.say(startChat);
    tab.vanish();
    box.vanish();
    const second = new FakeBox('b1', `reconnect=true&${query}`);
    hub.addBox(second);
    second.say(startChat);
    const third = new FakeBox('b1', `reconnect=true&${query}`);
    hub.addBox(third);
    third.say(startChat);
    await world.pass(2_000);
    tab.attach(hub, true);
    expect(tab.messages.map(({ type }) => type).filter((type) => type !== 'box')).toEqual([
      ...['attached', 'socket-closed'],
      ...['socket-opened', 'frame', 'socket-closed'],
      ...['socket-opened', 'frame'],
    ]);
  });

  it('[H11] that stays away for 5 minutes owns and watches nothing any more', async () => {
    const { hub, tab, box, world } = await scene();
    const watcher = new FakeTab('t2');
    watcher.attach(hub, false);
    watcher.say({ type: 'watch', box: 'b1' });
    for (const each of [tab, watcher]) each.vanish();
    await world.pass(world.limits.reattachMs - 1);
    watcher.attach(hub, false);
    expect(watcher.views.get('b1')).toMatchObject({ owner: 'another', watchers: 1 });
    watcher.vanish();
    await world.pass(2);
    const third = new FakeTab('t3');
    third.attach(hub, false);
    expect(third.views.get('b1')).toMatchObject({ owner: 'nobody', watchers: 1 });
    await world.pass(world.limits.reattachMs);
    expect(third.views.get('b1')).toMatchObject({ owner: 'nobody', watchers: 0 });
    box.say(startChat);
    expect(third.of('frame')).toEqual([]);
  });

  it('[H6] that answers takes over from one that is away for long, with what was kept', async () => {
    const { hub, tab, box, world } = await scene();
    const other = new FakeTab('t2');
    other.attach(hub, true);
    tab.vanish();
    await world.pass(world.limits.graceMs - 1);
    expect(other.views.get('b1')?.owner).toBe('another');
    box.say(startChat);
    await world.pass(1);
    expect(other.views.get('b1')?.owner).toBe('you');
    expect(other.of('frame').map(({ payload }) => payload)).toEqual([startChat]);
    other.answer('b1', { event: 'EndVad' }, { event: 'EndResponse' });
    tab.attach(hub, true);
    expect(tab.views.get('b1')?.owner).toBe('another');
    await world.pass(60_000);
    expect(world.notices).toEqual([]);
  });

  it('[H12] that does not read misses what it watches, and comes again for what it owns', async () => {
    const { hub, tab, box, world } = await scene();
    const watcher = new FakeTab('t2');
    watcher.attach(hub, false);
    watcher.say({ type: 'watch', box: 'b1' });
    for (const each of [tab, watcher]) each.bufferedBytes = world.limits.tabBytes + 1;
    box.say(startChat);
    box.say(pcm(512));
    expect(tab.closed).toMatchObject({ code: 4413 });
    expect(watcher.closed).toBeNull();
    for (const each of [tab, watcher]) each.bufferedBytes = 0;
    box.say(pcm(512));
    expect(watcher.of('gap')).toMatchObject([{ lost: 2 }]);
    expect(watcher.of('frame').map(({ seq }) => seq)).toEqual([2]);
    tab.attach(hub, true);
    expect(tab.of('frame').map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });
});

describe('the hub’s own answer', () => {
  it('[H14] [H16] says that the page is not open, at the end of what is said', async () => {
    const world = new HubWorld();
    const hub = await world.hub('a');
    const [box, old] = [new FakeBox('b1', query), new FakeBox('b2', '')];
    for (const each of [box, old]) {
      hub.addBox(each);
      each.say(startChat);
      for (let n = 0; n < 5; n++) each.say(pcm(512));
    }
    await world.pass(1_000);
    expect([...box.heard, ...old.heard]).toEqual([]);
    for (const each of [box, old]) each.say(pcm(512));
    await world.calm();
    expect(box.heard).toEqual(['EndVad', ...notice]);
    expect(old.heard).toEqual([]);
    old.say(submit);
    await world.calm();
    expect(old.heard).toEqual(notice);
    // Sound alone is no utterance, and a box that falls silent is answered before it gives up.
    box.say(pcm(512));
    box.say(startChat);
    await world.pass(world.limits.utteranceMs - 1);
    expect(box.heard).toHaveLength(6);
    await world.pass(1);
    expect(box.heard).toHaveLength(12);
    expect(world.notices).toEqual(['no-tab', 'no-tab', 'no-tab']);
  });

  it('[H14] waits for a page that reloads, and ends what it has begun', async () => {
    const { tab, box, world } = await scene();
    box.say(startChat);
    tab.answer('b1', { event: 'EndVad' }, { event: 'StartAudio', text: 'Well' });
    tab.vanish();
    await world.pass(world.limits.graceMs - 1);
    expect(box.heard).toEqual(['EndVad', 'StartAudio']);
    await world.pass(1);
    expect(box.heard).toEqual(['EndVad', 'StartAudio', 'EndAudio', ...notice]);
    await world.pass(100_000);
    expect(world.notices).toEqual(['no-tab']);
  });

  it('[H15] says that the page does not answer', async () => {
    const { tab, box, world } = await scene();
    box.say(startChat);
    await world.pass(10_000);
    tab.answer('b1', { event: 'ASR', text: 'a sign' });
    await world.pass(world.limits.answerMs - 1);
    expect(world.notices).toEqual([]);
    tab.answer('b1', { event: 'EndVad' });
    await world.pass(10_000);
    tab.answer('b1', { event: 'ASR', text: 'no answer yet' });
    await world.pass(world.limits.answerMs - 10_001);
    expect(world.notices).toEqual([]);
    await world.pass(1);
    expect(world.notices).toEqual(['no-answer']);
    expect(box.heard).toEqual(['ASR', 'EndVad', 'ASR', ...notice]);
  });

  it('[H15] leaves a box that sends Submit the time to say everything', async () => {
    const { hub, world } = await scene();
    const old = new FakeBox('b2', '');
    hub.addBox(old);
    old.say(startChat);
    await world.pass(60_000);
    expect(world.notices).toEqual([]);
    old.say(submit);
    await world.pass(world.limits.answerMs);
    expect(old.heard).toEqual(notice);
    expect(world.notices).toEqual(['no-answer']);
  });

  it('[H15] ends an answer that stops in the middle', async () => {
    const { tab, box, world } = await scene();
    box.say('{"event":"Text","input":"hi"}');
    tab.answer('b1', { event: 'StartAudio', text: 'Well' });
    await world.pass(world.limits.stallMs);
    expect(box.heard).toEqual(['StartAudio', 'EndAudio', ...notice]);
  });

  it('[H16] is not given once the owner has answered after all', async () => {
    const { tab, box, world } = await scene();
    box.say(startChat);
    tab.vanish();
    box.say(pcm(3_000));
    let isAsked = false;
    while (!isAsked) {
      world.clock.step(world.clock.now() + 1_000);
      isAsked = world.notices.length > 0;
    }
    // It is being spoken: the box begins anew meanwhile.
    box.say(startChat);
    await world.calm();
    expect(box.heard).toEqual(['EndVad']);
  });
});

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
