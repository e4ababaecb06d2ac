/** Simulated boxes behind a companion's real hub, answered by the relay of a tab. */
import { describe, expect, it } from 'vitest';
import { encodeWav } from '../../core/audio/wav.ts';
import { heardRate } from '../../core/units.ts';
import type { BoxVersion } from '../../simulators/box/firmware.ts';
import { RelayWorld, type TestBox } from './relay-world.testing.ts';
import { ScriptedEngines, speechLike } from './scripted-engines.testing.ts';

async function served(
  version: BoxVersion = '0.3.2',
  script: (engines: ScriptedEngines) => void = () => undefined,
): Promise<{ world: RelayWorld; engines: ScriptedEngines; told: TestBox }> {
  const engines = new ScriptedEngines();
  script(engines);
  const world = await RelayWorld.start({ engines: () => engines.engines });
  const told = await world.box(version, new Float32Array(0));
  return { world, engines, told };
}

/** K0, and then somebody speaks as soon as the box listens. */
async function say(world: RelayWorld, { box, tape }: TestBox, seconds = 1.2): Promise<void> {
  if (box.state !== 'listening') {
    box.press('k0');
    await world.until('it listens', () => box.state === 'listening');
  }
  tape.overlay(speechLike(seconds));
}

const turnsOf = ({ box }: TestBox): number => box.summary.turns;
/** And the page has been shown it. */
async function answered(world: RelayWorld, told: TestBox, turns: number): Promise<void> {
  await world.until(`turn ${turns}`, () => turnsOf(told) >= turns && told.box.state === 'listening');
  await world.pass(100);
}

describe('a box', () => {
  it.each(['0.3.2', '0.3.0', '0.2.1', 'cc'] as const)('%s holds a conversation', async (version) => {
    const { world, told, engines } = await served(version);
    engines.transcripts = ['One.', 'One.', 'Two.'];
    for (let turn = 1; turn <= 3; turn += 1) {
      await say(world, told);
      await answered(world, told, turn);
    }
    expect(told.box.summary).toMatchObject({ turns: 3, interrupts: 0, reboots: 0, violations: [] });
    expect(told.played.filter(({ segment }) => segment !== null).length).toBeGreaterThanOrEqual(3);
    expect(told.played.every(({ isComplete }) => isComplete)).toBe(true);
    const { turnList } = world.tab;
    expect(turnList.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect(turnList[0]!.user.text).toBe('One.');
    expect(turnList[0]!.reply.heard).toBe(turnList[0]!.reply.text.length);
    // The model is told of what went before.
    expect(engines.asked.at(-1)!.filter(({ role }) => role === 'user')).toHaveLength(3);
    expect(engines.asked.at(-1)!.map(({ role }) => role)[0]).toBe('system');
  });

  it('is shown its words and the pieces of the answer as they are played', async () => {
    const { world, told } = await served();
    await say(world, told);
    await answered(world, told, 1);
    const texts = told.log.flatMap((entry) => (entry.kind === 'received' && entry.text ? [entry.text] : []));
    expect(texts).toContain('Hello there.');
    const said = told.played.flatMap(({ segment, text }) => (segment === null ? [] : [text])).join(' ');
    expect(said).toBe('You said Hello there. And that was all of it.');
    expect(told.played.at(-1)!.vowels.length).toBeGreaterThan(0);
  });

  it('is interrupted by its button, and the model is told what was heard', async () => {
    const { world, told, engines } = await served('0.3.2', (scripted) => {
      scripted.reply = (said) =>
        said === 'Again.'
          ? 'Good.'
          : 'This is a first sentence of the answer. Then there comes a second one which nobody hears to its end.';
    });
    await say(world, told);
    await world.until('it speaks', () => told.box.state === 'speaking');
    await world.pass(3500);
    engines.transcripts = ['Again.'];
    told.box.press('k0');
    await world.until('it listens', () => told.box.state === 'listening');
    await say(world, told);
    await world.until('the second answer', () => world.tab.turns.get(2)?.status === 'done');
    expect(world.tab.turns.get(1)).toMatchObject({ status: 'interrupted' });
    const heard = engines.asked.at(-1)!.find(({ role }) => role === 'assistant')!.content;
    const { text } = world.tab.turns.get(1)!.reply;
    expect(text.startsWith(heard)).toBe(true);
    expect(heard.length).toBeGreaterThan(10);
    expect(heard.length).toBeLessThan(text.length - 20);
    expect(told.box.summary).toMatchObject({ interrupts: 1, reboots: 0, violations: [] });
  });

  it('is interrupted by a voice, which is heard from its beginning', async () => {
    const { world, told, engines } = await served('0.3.2', (scripted) => {
      scripted.reply = () => 'This is a first sentence of the answer. Then there comes a second one.';
    });
    await say(world, told);
    await world.until('it speaks', () => told.box.state === 'speaking');
    told.box.press('k0-long');
    await world.pass(1500);
    engines.transcripts = ['Stop.'];
    told.tape.overlay(speechLike(1.5));
    await world.until('the second answer', () => world.tab.turns.get(2)?.status === 'done');
    expect(world.tab.turnList.map(({ user, status }) => [user.text, status])).toEqual([
      ['Hello there.', 'interrupted'],
      ['Stop.', 'done'],
    ]);
    expect(engines.heard.at(-1)!.samples.length).toBeGreaterThan(1.4 * heardRate);
    expect(told.box.summary).toMatchObject({ interrupts: 1, reboots: 0, violations: [] });
  });

  it('begins anew when it boots, and is greeted then', async () => {
    const { world, told, engines } = await served();
    expect(await world.tab.relay.setHello(null, encodeWav(speechLike(0.5), heardRate))).toBeNull();
    await say(world, told);
    await answered(world, told, 1);
    told.box.stop();
    const again = await world.box('0.3.2');
    await say(world, again);
    await answered(world, again, 1);
    expect(world.tab.of('history-reset').length).toBeGreaterThanOrEqual(2);
    expect(engines.asked.at(-1)!.filter(({ role }) => role === 'user')).toHaveLength(1);
    const greeting = again.played.find(({ segment }) => segment === null)!;
    expect(greeting.samples.length).toBeGreaterThan(0.9 * heardRate);
    expect(world.tab.boxes.get('aabbccddeeff')!.hello!.seconds).toBeCloseTo(1, 5);
    expect(again.box.summary.violations).toEqual([]);
  });

  it('hears that something failed, and goes on', async () => {
    const { world, told, engines } = await served();
    for (const [turn, service] of (['asr', 'llm'] as const).entries()) {
      engines.failing = new Set([service]);
      await say(world, told);
      await answered(world, told, turn + 1);
      expect(told.played.at(-1)!.text).toContain('does not answer');
      expect(told.played.at(-1)!.samples.length).toBeGreaterThan(heardRate);
      const view = world.tab.turnList.at(-1)!;
      expect([view.status, view.failure?.stage]).toEqual(['failed', service]);
    }
    engines.failing = new Set(['tts']);
    await say(world, told);
    await answered(world, told, 3);
    expect(world.tab.turnList.at(-1)!.failure?.stage).toBe('tts');
    engines.failing.clear();
    await say(world, told);
    await answered(world, told, 4);
    expect(world.tab.turnList.at(-1)!.status).toBe('done');
    expect(told.box.summary).toMatchObject({ reboots: 0, violations: [] });
  });

  it('that nobody spoke to is let go, and nothing is made of it', async () => {
    const { world, told, engines } = await served();
    engines.transcripts = [''];
    await say(world, told);
    await answered(world, told, 1);
    expect(world.tab.turnList.at(-1)!.status).toBe('dropped');
    expect(engines.asked).toEqual([]);
  });

  it('that is spoken to for long never gives up', async () => {
    const { world, told } = await served();
    await say(world, told, 25);
    await answered(world, told, 1);
    expect(told.box.summary).toMatchObject({ reboots: 0, violations: [] });
    expect(world.hubLog.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('can be typed to, and told to stop', async () => {
    const { world, told, engines } = await served('0.3.2', (scripted) => {
      scripted.reply = () =>
        Array.from({ length: 30 }, (_, n) => `This is sentence number ${n} of many.`).join(' ');
    });
    told.box.press('k0');
    await world.until('it listens', () => told.box.state === 'listening');
    world.tab.relay.sendText('aabbccddeeff', 'Tell me everything.');
    await world.until('it speaks', () => told.box.state === 'speaking');
    await world.pass(1000);
    world.tab.relay.interrupt('aabbccddeeff');
    await world.until('it listens again', () => told.box.state === 'listening');
    expect(engines.asked[0]!.at(-1)!.content).toBe('Tell me everything.');
    const { status, reply } = world.tab.turnList.at(-1)!;
    expect(status).toBe('interrupted');
    // No more than some 20 s were on their way.
    expect(reply.heard).toBeLessThan(reply.text.length / 2);
  });

  it('has its own persona, and the voice that was chosen for it', async () => {
    const { world, told, engines } = await served();
    world.tab.relay.setBoxSettings('aabbccddeeff', {
      voice: 'samples',
      persona: { systemPrompt: 'You are a pirate.', greeting: '', language: 'en' },
    });
    await say(world, told);
    await answered(world, told, 1);
    expect(engines.asked[0]![0]!.content).toBe('You are a pirate.');
    expect(told.log.some((entry) => entry.kind === 'received' && entry.event === 'AudioChunki16')).toBe(true);
    expect(told.box.summary.violations).toEqual([]);
  });
});
