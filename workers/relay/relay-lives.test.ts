/** Tabs that are reloaded, lines that break, boxes that change hands: the box is never left waiting. */
import { describe, expect, it } from 'vitest';
import { RelayWorld, type TestBox } from './relay-world.testing.ts';
import { ScriptedEngines, speechLike } from './scripted-engines.testing.ts';

const id = 'aabbccddeeff';

async function talking(): Promise<{ world: RelayWorld; engines: ScriptedEngines; told: TestBox }> {
  const engines = new ScriptedEngines();
  const world = await RelayWorld.start({ engines: () => engines.engines });
  const told = await world.box('0.3.2');
  told.box.press('k0');
  await world.until('it listens', () => told.box.state === 'listening');
  return { world, engines, told };
}

async function turn(world: RelayWorld, { box, tape }: TestBox): Promise<void> {
  const { turns } = box.summary;
  tape.overlay(speechLike(1.2));
  await world.until('a turn', () => box.summary.turns > turns && box.state === 'listening');
  await world.pass(100);
}

const userTexts = (engines: ScriptedEngines): readonly string[] =>
  engines.asked.at(-1)!.flatMap(({ role, content }) => (role === 'user' ? [content] : []));

describe('a tab that is reloaded', () => {
  it('between turns goes on with the same conversation', async () => {
    const { world, engines, told } = await talking();
    engines.transcripts = ['One.', 'One.', 'Two.'];
    await turn(world, told);
    world.crashTab();
    const tab = await world.openTab();
    expect([...tab.turns.values()].map(({ user }) => user.text)).toEqual(['One.']);
    await turn(world, told);
    expect(tab.turnList.map(({ id: number, status }) => [number, status])).toEqual([
      [1, 'done'],
      [2, 'done'],
    ]);
    expect(userTexts(engines)).toHaveLength(2);
    expect(tab.of('history-reset')).toEqual([]);
    expect(told.box.summary).toMatchObject({ turns: 2, reboots: 0, violations: [] });
  });

  it.each([300, 900, 1500, 2600, 4000])(
    '%i ms after somebody began to speak: the next turn works',
    async (ms) => {
      const { world, told } = await talking();
      told.tape.overlay(speechLike(1.2));
      await world.pass(ms);
      world.crashTab();
      await world.pass(700);
      await world.openTab();
      await world.until('it listens', () => told.box.state === 'listening' && !told.box.isTurnOpen);
      await turn(world, told);
      expect(world.tab.turnList.at(-1)).toMatchObject({ status: 'done', user: { text: 'Hello there.' } });
      expect(told.box.summary).toMatchObject({ reboots: 0, violations: [] });
    },
  );

  it('in the middle of an utterance still answers it', async () => {
    const { world, told } = await talking();
    told.tape.overlay(speechLike(2.5));
    await world.until('the box speaks to us', () => world.tab.boxes.get(id)?.state === 'hearing');
    await world.pass(600);
    world.crashTab();
    await world.pass(300);
    await world.openTab();
    await world.until('the answer', () => told.box.summary.turns === 1);
    expect(told.played.map(({ text }) => text).join(' ')).toContain('You said Hello there.');
  });
});

describe('a line that breaks', () => {
  it('is dialled again with growing pauses, and the session goes on', async () => {
    const { world, told } = await talking();
    world.isDown = true;
    world.breakLine();
    await world.pass(4000);
    const states = world.tab.of('link').map(({ link }) => link.state);
    expect(states.filter((state) => state === 'lost').length).toBeGreaterThanOrEqual(3);
    const pauses = world.tab
      .of('link')
      .flatMap(({ link }) => (link.state === 'lost' ? [link.retryAt] : []))
      .map((at, n, all) => (n === 0 ? 0 : at - all[n - 1]!));
    expect(pauses.slice(1)).toEqual([...pauses.slice(1)].sort((a, b) => a - b));
    world.isDown = false;
    await world.until('it is open', () => world.tab.of('link').at(-1)?.link.state === 'open', 20_000);
    await turn(world, told);
    expect(told.box.summary).toMatchObject({ turns: 1, reboots: 0, violations: [] });
    expect(world.tab.of('history-reset')).toHaveLength(1);
  });

  it('in the middle of an answer loses nothing of it', async () => {
    const { world, engines, told } = await talking();
    let open: () => void = () => undefined;
    engines.gates = { tts: new Promise((resolve) => (open = resolve)) };
    world.isImpatient = true;
    told.tape.overlay(speechLike(1.2));
    await world.until('it waits', () => told.box.state === 'waiting');
    world.breakLine();
    world.isImpatient = false;
    open();
    await world.until('the answer', () => told.box.summary.turns === 1);
    expect(told.played.map(({ text }) => text).join(' ')).toContain('And that was all of it.');
    expect(told.box.summary.violations).toEqual([]);
  });
});

describe('a box changes hands', () => {
  it('it is released with its turn ended, and the lock given back; it comes back with its history', async () => {
    const { world, told, engines } = await talking();
    expect(world.tab.locks).toBe(1);
    await turn(world, told);
    told.tape.overlay(speechLike(4));
    await world.until('it hears', () => world.tab.boxes.get(id)?.state === 'hearing');
    world.tab.relay.release(id);
    await world.until('nobody has it', () => world.tab.boxes.get(id)?.owner === 'nobody');
    expect(world.tab.locks).toBe(0);
    expect(told.box.isTurnOpen).toBe(false);
    world.tab.relay.own(id, false);
    await world.until('it is back', () => world.tab.boxes.get(id)?.owner === 'you');
    await world.pass(5000);
    await turn(world, told);
    expect(userTexts(engines).length).toBeGreaterThanOrEqual(2);
    expect(world.tab.of('history-reset')).toHaveLength(1);
    expect(told.box.summary.violations).toEqual([]);
  });

  it('another tab takes it over by force, and this one falls silent and watches', async () => {
    const { world, told } = await talking();
    const first = world.tab;
    await turn(world, told);
    const second = await world.openTab('tab-2', false);
    second.relay.own(id, true);
    await world.until('it is taken over', () => first.boxes.get(id)?.owner === 'another');
    expect(first.locks).toBe(0);
    first.relay.watch(id);
    await turn(world, told);
    expect(second.turnList.at(-1)).toMatchObject({ status: 'done' });
    const seen = first.turnList.at(-1)!;
    expect(seen).toMatchObject({ id: 2, status: 'done', user: { text: 'Hello there.', partial: false } });
    expect(seen.reply.text).toBe('You said Hello there. And that was all of it.');
    expect(first.boxes.get(id)).toMatchObject({ watched: true, owner: 'another' });
  });

  it('a tab that does not answer any more gives all boxes back, and takes them when it does', async () => {
    const { world, told } = await talking();
    world.tab.relay.setAnswering(false);
    await world.until('nobody has it', () => world.tab.boxes.get(id)?.owner === 'nobody');
    world.tab.relay.setAnswering(true);
    await world.until('it is served', () => world.tab.boxes.get(id)?.owner === 'you');
    await turn(world, told);
    expect(world.tab.turnList.at(-1)?.status).toBe('done');
  });
});

describe('what passed', () => {
  it('is told when somebody looks: what was kept, and what comes, both directions, without gaps', async () => {
    const { world, told } = await talking();
    await turn(world, told);
    expect(world.tab.facts).toEqual([]);
    world.tab.relay.inspect(true);
    const kept = world.tab.facts.length;
    expect(kept).toBeGreaterThan(10);
    await turn(world, told);
    await world.pass(500);
    const facts = world.tab.facts.filter(({ kind }) => kind === 'frame');
    expect(facts.length).toBeGreaterThan(kept);
    for (const socket of new Set(facts.map((fact) => fact.socket))) {
      const seqs = facts.flatMap((fact) =>
        fact.kind === 'frame' && fact.socket === socket ? [fact.seq] : [],
      );
      expect(seqs).toEqual(seqs.map((_, n) => n));
    }
    expect(new Set(facts.map((fact) => (fact.kind === 'frame' ? fact.direction : '')))).toEqual(
      new Set(['up', 'down']),
    );
    world.tab.relay.inspect(false);
    const { length } = world.tab.facts;
    await turn(world, told);
    expect(world.tab.facts).toHaveLength(length);
  });
});
