/** Seeded random walks against a server as the sheet tells of it: what `rules.md` promises holds whatever happens. */
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../audio/random.testing.ts';
import { ServerModel, type ServerKind } from './server-model.testing.ts';
import { testSettings, World } from './world.testing.ts';

const steps = 700;

interface Surroundings {
  readonly world: World;
  readonly server: ServerModel;
  readonly random: Random;
}

function create(kind: ServerKind, seed: number): Surroundings {
  const random = createRandom(seed);
  const turnEnd = kind === 'stream' && random.chance(0.3) ? 'server' : random.chance(0.2) ? 'submit' : 'auto';
  const world = new World({ ...testSettings, turnEnd, answerMs: 2_500 });
  const server = new ServerModel(kind, random, (at) => world.voices[at] ?? false);
  world.onSend = (effect) => server.take(effect);
  return { world, server, random };
}

function frame({ world }: Surroundings, isVoice: boolean, ducked = false): void {
  world.frame(isVoice ? 'voice' : 'silence', ducked);
}

/** Handshakes end in one way or another. */
function connect(all: Surroundings, refusals: number): void {
  const { world, server, random } = all;
  if (world.connected === null || world.isOpen) return;
  if (random.chance(refusals)) {
    world.lose();
    return;
  }
  server.connect(world.dialled.at(-1)!);
  world.open();
}

function serverSpeaks({ world, server, random }: Surroundings, count: number): void {
  if (world.isOpen && random.chance(0.01)) server.outbox.push(...server.late.splice(0));
  for (; count > 0 && world.isOpen; count -= 1) {
    const said = server.outbox.shift();
    if (said === undefined) return;
    world.says(said);
  }
}

function playerTells({ world, random }: Surroundings): void {
  for (const [reply, { stopped, ended, texts }] of [...world.replies]) {
    if (stopped) {
      world.tell({ type: 'playback-stopped', reply, heard: random.integer(-1, 30) });
      world.replies.delete(reply);
    } else if (texts.length > 0 && random.chance(0.3)) world.tell({ type: 'reply-audible', reply });
    if (ended && !stopped && world.state.floor.phase === 'replying' && random.chance(0.4)) {
      const { doubt } = world.state.floor;
      if (doubt?.step !== 'paused') world.drain();
    }
  }
}

function mishap({ world, server, random }: Surroundings): void {
  const chance = random.next();
  if (chance < 0.3) {
    world.lose(random.chance(0.7) ? 1006 : 1001);
  } else if (chance < 0.4) {
    // Another client with our id.
    if (world.isOpen) {
      server.outbox.length = 0;
      world.says('EndResponse');
      world.lose();
    }
  } else if (chance < 0.5) {
    const link = random.integer(0, world.state.linkNumber);
    if (link !== world.connected) {
      world.tell({ type: 'link-lost', link, code: 1006 });
      world.tell({ type: 'opened', link });
      world.tell({ type: 'said', link, said: { event: 'StartAudio', text: 'late' } });
    }
  } else if (chance < 0.6) {
    world.tell({ type: 'hopeless', link: world.state.linkNumber });
  } else if (chance < 0.8) {
    world.tell({ type: 'capture-lost' });
  } else {
    const reply = world.state.nextReply - 1;
    world.tell({ type: 'reply-unheard', reply, code: 'player-silent' });
  }
}

function personActs({ world, random }: Surroundings): void {
  const chance = random.next();
  if (chance < 0.2) world.tell({ type: 'text-submitted', text: random.chance(0.1) ? ' ' : 'typed' });
  else if (chance < 0.3) world.tell({ type: 'talk-pressed' });
  else if (chance < 0.45) world.tell({ type: 'talk-released' });
  else if (chance < 0.55) world.tell({ type: 'interrupt' });
  else if (chance < 0.7) world.tell({ type: 'retry', turn: random.integer(1, world.state.nextTurn) });
  else if (chance < 0.8) world.tell({ type: 'mute', muted: random.chance(0.3) });
  else if (chance < 0.95) world.tell({ type: 'selected', index: random.integer(0, 1) });
  else world.tell({ type: 'reconnect' });
}

function walk(kind: ServerKind, seed: number): Surroundings {
  const all = create(kind, seed);
  const { world, server, random } = all;
  server.faults = random.next() * 0.4;
  const calm = random.next();
  world.begin();
  let isVoice = false;
  for (let step = 0; step < steps; step += 1) {
    if (random.chance(isVoice ? 0.06 : 0.025)) isVoice = !isVoice;
    const { floor } = world.state;
    frame(all, isVoice, floor.phase === 'replying' && isVoice && random.chance(0.2));
    connect(all, 0.2 * (1 - calm));
    serverSpeaks(all, random.integer(0, 3));
    playerTells(all);
    if (random.chance(0.02 * (1 - calm) + 0.001)) mishap(all);
    if (random.chance(0.03 * (1 - calm))) personActs(all);
    if (random.chance(0.01) && world.state.link.phase === 'asking') world.tell({ type: 'reconnect' });
    if (random.chance(0.02) && world.choices !== null) world.tell({ type: 'selected', index: 0 });
  }
  return all;
}

/** Everybody falls silent, and nothing breaks any more. */
function settle(all: Surroundings): void {
  const { world, server } = all;
  server.faults = 0;
  if (world.state.muted) world.tell({ type: 'mute', muted: false });
  world.tell({ type: 'talk-released' });
  for (let round = 0; round < 2_000; round += 1) {
    if (world.state.link.phase === 'asking') world.tell({ type: 'reconnect' });
    if (world.choices !== null) world.tell({ type: 'selected', index: 0 });
    frame(all, false);
    connect(all, 0);
    serverSpeaks(all, 10);
    playerTells(all);
    if (world.openTurn === null && world.isOpen && round > 60) return;
  }
  throw new Error(`it never settles: ${JSON.stringify(world.state.floor)}`);
}

/** One more turn, from the first word to the last sample. */
function speak(all: Surroundings): string | undefined {
  const { world } = all;
  const turn = world.state.nextTurn;
  for (let count = 0; count < 20; count += 1) frame(all, true);
  settle(all);
  const outcome = world.turns.get(turn);
  if (outcome === 'done') expect(world.words.get(turn)).toMatchObject({ text: 'words', final: true });
  return outcome;
}

describe.each<ServerKind>(['stream', 'old', 'gemini'])('a conversation with a server, %s', (kind) => {
  const seeds = Array.from({ length: 24 }, (_, seed) => seed + 1);
  const walked = new Map<number, World>();

  it.each(seeds)('[B1] [B5] [B6] [B20] keeps its promises on walk %i, and goes on', (seed) => {
    const all = walk(kind, seed);
    const { world, server } = all;
    walked.set(seed, world);
    settle(all);
    expect(server.deaths).toBe(0);
    expect([...world.turns.values()]).not.toContain('open');
    expect(world.state.cuts).toEqual([]);
    expect([...world.waits.keys()].filter((id) => id !== 'stable')).toEqual([]);

    // What was learnt of it in the turmoil may be wrong: that costs one turn, and no more.
    if (speak(all) !== 'done') expect(speak(all)).toBe('done');
  });

  it('goes everywhere', () => {
    const worlds = seeds.map((seed) => walked.get(seed) ?? walk(kind, seed).world);
    const outcomes = new Set(worlds.flatMap(({ turns }) => [...turns.values()]));
    for (const outcome of ['done', 'interrupted', 'failed', 'cancelled', 'dropped'] as const)
      expect(outcomes).toContain(outcome);
    const codes = new Set(worlds.flatMap(({ failures }) => [...failures.values()]));
    for (const code of ['no-answer', 'empty-answer', 'no-voice', 'line-lost', 'player-silent'])
      expect(codes).toContain(code);
    const notices = new Set(worlds.flatMap(({ notices: told }) => told));
    for (const code of ['line-lost', 'reconnected', 'evicted', 'cut-off']) expect(notices).toContain(code);
    if (kind !== 'stream') expect(notices).toContain('ends-by-submit');
  });
});
