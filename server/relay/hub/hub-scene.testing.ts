/** What the tests of the hub's rules begin with: one companion, a box, and a tab that answers it. */
import { FakeBox, startChat } from './fake-box.testing.ts';
import { FakeTab } from './fake-tab.testing.ts';
import type { Hub } from './hub-api.ts';
import type { HubLimits } from './hub-limits.ts';
import { HubWorld } from './hub-world.testing.ts';

export const query = 'opus=true&vowel=true&stream_asr=true';
export const pcm = (ms: number): Uint8Array => new Uint8Array(32 * ms);
export const notice = ['ASR', 'StartAudio', 'AudioChunk', 'EndAudio', 'EndResponse'];
export const passThrough = { kind: 'pass-through', upstream: 'ws://up/ws' } as const;

export interface Scene {
  readonly world: HubWorld;
  readonly hub: Hub;
  readonly tab: FakeTab;
  readonly box: FakeBox;
}

/** A box, and a tab that answers it. */
export async function scene(limits: Partial<HubLimits> = {}): Promise<Scene> {
  const world = new HubWorld(limits);
  const hub = await world.hub('a');
  const [tab, box] = [new FakeTab('t1'), new FakeBox('b1', query)];
  tab.attach(hub, true);
  hub.addBox(box);
  return { world, hub, tab, box };
}

/** What the tab answers after the words of the box. */
export function turn({ tab, box }: Scene): void {
  box.say(startChat);
  box.say(pcm(512));
  tab.answer('b1', { event: 'EndVad' }, { event: 'ASR', text: 'hi' }, { event: 'StartAudio', text: 'Hi.' });
  tab.answer('b1', { event: 'EndAudio' }, { event: 'EndResponse' });
}
