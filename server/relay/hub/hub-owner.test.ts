/** A box and its owner: what `rules.md` says of it, rule by rule, on one companion. */
import { describe, expect, it } from 'vitest';
import { FakeBox, says, startChat } from './fake-box.testing.ts';
import { FakeTab } from './fake-tab.testing.ts';
import { pcm, query, scene, turn } from './hub-scene.testing.ts';

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
