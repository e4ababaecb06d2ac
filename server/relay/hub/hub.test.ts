import { describe, expect, it } from 'vitest';
import { FakeBox, FakeTab, HubWorld, says, startChat, submit } from './hub-world.testing.ts';

const query = 'opus=true&vowel=true&stream_asr=true';
const pcm = (ms: number): Uint8Array => new Uint8Array(32 * ms);

describe('one companion', () => {
  it('[H1] gives a box to the tab that answers, and passes frames both ways', async () => {
    const world = new HubWorld();
    const hub = await world.hub('a');
    const tab = new FakeTab('t1');
    tab.attach(hub, true);
    const box = new FakeBox('b1', query);
    hub.addBox(box);
    expect(tab.views.get('b1')).toMatchObject({ owner: 'you', connected: true, query, instance: 'a' });
    expect(tab.of('socket-opened')).toMatchObject([{ box: 'b1', query }]);
    box.say(startChat);
    box.say(pcm(512));
    tab.answer('b1', { event: 'EndVad' }, { event: 'EndResponse' });
    expect(box.heard).toEqual(['EndVad', 'EndResponse']);
    expect(tab.of('frame').map(({ seq, direction }) => [seq, direction])).toEqual([
      [0, 'up'],
      [1, 'up'],
      [2, 'down'],
      [3, 'down'],
    ]);
    await world.pass(60_000);
    expect(world.notices).toEqual([]);
    await hub.close();
  });

  it('says that the page is not open where no tab is', async () => {
    const world = new HubWorld();
    const hub = await world.hub('a');
    const box = new FakeBox('b1', query);
    const old = new FakeBox('b2', '');
    hub.addBox(box);
    hub.addBox(old);
    for (const each of [box, old]) each.say(startChat);
    for (let n = 0; n < 6; n++) for (const each of [box, old]) each.say(pcm(512));
    await world.calm();
    expect(box.heard).toEqual(['EndVad', 'ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
    expect(old.heard).toEqual([]);
    old.say(submit);
    await world.calm();
    expect(old.heard).toEqual(['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse']);
    expect(world.notices).toEqual(['no-tab', 'no-tab']);
    expect(says({ event: 'EndVad' })).toEqual(
      box.frames.find(({ direction }) => direction === 'down')!.payload,
    );
    await hub.close();
  });
});
