/** A tab: what `rules.md` says of it, rule by rule, on one companion. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/audio/random.testing.ts';
import { FakeBox, named, startChat } from './fake-box.testing.ts';
import { FakeTab } from './fake-tab.testing.ts';
import { pcm, query, scene, turn } from './hub-scene.testing.ts';

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
