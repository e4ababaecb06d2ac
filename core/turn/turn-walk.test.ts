/** Seeded random walks over every event: what the machine promises, it promises whatever happens. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../audio/random.testing.ts';
import { defaultTurnSettings } from '../profile/profile.ts';
import { Surroundings } from './surroundings.testing.ts';
import type { Hearing, TurnEvent } from './turn-event.ts';
import { rulesOf } from './turn-rules.ts';

const eventsPerWalk = 5000;

type Random = () => number;
const pick = <T>(random: Random, ...choices: readonly T[]): T =>
  choices[Math.floor(random() * choices.length)]!;

function surroundingsFor(random: Random): Surroundings {
  const settings = {
    ...defaultTurnSettings,
    eagerness: pick(random, 'quick', 'normal', 'patient'),
    hardEndMs: pick(random, 128, 400, 800),
    earlyEndMs: pick(random, 0, 96, 400),
    speculation: random() < 0.8,
    maxCancelledSpeculations: pick(random, 0, 1, 2),
    maxUtteranceMs: pick(random, 2000, 20_000),
    pushToTalk: random() < 0.15,
    sustainedMs: pick(random, 64, 250),
    committedMs: pick(random, 250, 600),
  } as const;
  return new Surroundings(rulesOf(settings, { recogniser: random() < 0.8 }), {
    hardEndMs: settings.hardEndMs,
    softEndMs: settings.softEndMs,
  });
}

const hearingOf = (random: Random): Hearing => {
  const chance = random();
  if (chance < 0.15) return { kind: 'nothing', because: 'empty' };
  return { kind: 'words', text: 'words', settled: random() < 0.5, backchannel: chance < 0.35 };
};

/** What a person, or the page, does at any time. */
function command(random: Random, at: number): TurnEvent {
  const chance = random();
  if (chance < 0.2) return { type: 'text-submitted', at, text: 'typed' };
  if (chance < 0.35) return { type: 'interrupt', at };
  if (chance < 0.5) return { type: 'talk-pressed', at };
  if (chance < 0.65) return { type: 'talk-released', at };
  if (chance < 0.75) return { type: 'mute', at, muted: random() < 0.3 };
  if (chance < 0.85) return { type: 'capture-lost', at };
  if (chance < 0.9) return { type: 'end', at };
  return { type: 'begin', at, greet: random() < 0.5 };
}

/** A result, right or stale, of anything that was ever begun. */
function result(random: Random, world: Surroundings): void {
  const stale = pick(random, ...world.everStarted);
  const { at } = world;
  if (random() < 0.2 && stale !== undefined) {
    const { turn, attempt } = stale;
    if (world.calls.has(attempt) || world.replies.has(attempt)) return;
    world.tell(
      pick<TurnEvent>(
        random,
        { type: 'transcribed', at, turn, attempt, hearing: hearingOf(random) },
        { type: 'reply-audible', at, turn, attempt },
        { type: 'reply-drained', at, turn, attempt },
        { type: 'reply-silent', at, turn, attempt },
        { type: 'work-failed', at, turn, attempt, stage: 'llm' },
      ),
    );
    return;
  }
  const call = pick(random, ...world.calls.values());
  if (call === undefined) return;
  const { attempt, kind } = call;
  const chance = random();
  if (kind === 'recognition') {
    if (chance < 0.9) world.transcribed(attempt, hearingOf(random));
    else world.failed(attempt, 'asr');
    return;
  }
  if (chance < 0.55) world.sounds(attempt);
  else if (chance < 0.8) world.drains(attempt);
  else if (chance < 0.9) world.staysSilent(attempt);
  else if (world.replies.get(attempt)?.audible !== true) world.failed(attempt, pick(random, 'llm', 'tts'));
}

/** Everything answers, nobody speaks: whatever was going on comes to its end. */
function settle(world: Surroundings): void {
  for (let round = 0; round < 40; round += 1) {
    world.tell({ type: 'talk-released', at: world.at });
    world.frames(2, 0.01);
    for (const { attempt, kind } of [...world.calls.values()]) {
      if (kind === 'recognition')
        world.transcribed(attempt, { kind: 'words', text: 'settled', settled: true, backchannel: false });
      else {
        world.sounds(attempt);
        world.drains(attempt);
      }
    }
  }
}

/** From wherever the walk has come: quiet, then speech, leads to a new turn with its own reply. */
function expectNotStuck(walked: Surroundings): void {
  const world = walked.fork();
  if (world.phase === 'idle') world.tell({ type: 'begin', at: world.at, greet: false });
  if (world.state.muted) world.tell({ type: 'mute', at: world.at, muted: false });
  settle(world);
  expect(world.phase).toBe('listening');
  expect([...world.calls.values()]).toEqual([]);
  expect(world.state.trailing).toEqual([]);
  const turn = world.state.nextTurn;
  if (world.rules.pushToTalk) {
    world.tell({ type: 'talk-pressed', at: world.at });
    world.frames(20, 0.95);
    world.tell({ type: 'talk-released', at: world.at });
  } else {
    world.frames(20, 0.95);
  }
  settle(world);
  expect(world.outcomes.get(turn)).toBe('done');
  expect(world.committed.get(turn)).toBe('settled');
}

function walk(seed: number): Surroundings {
  const source = createRandom(seed);
  const random = (): number => source.next();
  const world = surroundingsFor(random);
  // From services that always answer at once to such as hardly ever do.
  const frameShare = pick(random, 0.6, 0.8, 0.95, 0.98);
  let probability = 0.01;
  for (let count = 0; count < eventsPerWalk; count += 1) {
    const chance = random();
    if (chance < frameShare) {
      if (random() < 0.12) probability = pick(random, 0.01, 0.01, 0.4, 0.95);
      world.frame(probability, random() < 0.02);
    } else if (chance < frameShare + 0.85 * (1 - frameShare)) {
      result(random, world);
    } else if (chance < frameShare + 0.9 * (1 - frameShare)) {
      const failed = pick(random, ...world.state.failed);
      world.tell({ type: 'retry', at: world.at, turn: failed?.turn ?? 1 });
    } else {
      world.tell(command(random, world.at));
    }
    if (count % 250 === 0) expectNotStuck(world);
  }
  return world;
}

describe('the turn machine, whatever happens', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);

  it.each(seeds)('keeps its promises on walk %i', (seed) => {
    const world = walk(seed);
    expectNotStuck(world);
    world.tell({ type: 'end', at: world.at });
    expect([...world.calls.values()]).toEqual([]);
    expect([...world.replies.values()]).toEqual([]);
  });

  it('goes everywhere', () => {
    const turns = seeds.slice(0, 10).map((seed) => walk(seed));
    const outcomes = new Set(turns.flatMap((world) => [...world.outcomes.values()]));
    expect(outcomes).toEqual(new Set(['done', 'interrupted', 'cancelled', 'failed', 'dropped']));
  });
});
