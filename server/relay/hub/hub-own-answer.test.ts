/** The hub's own answer: what `rules.md` says of it, rule by rule, on one companion. */
import { describe, expect, it } from 'vitest';
import { FakeBox, startChat, submit } from './fake-box.testing.ts';
import { notice, pcm, query, scene } from './hub-scene.testing.ts';
import { HubWorld } from './hub-world.testing.ts';

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
