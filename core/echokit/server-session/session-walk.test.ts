/** Seeded random walks over every event: what `rules.md` promises holds whatever a box, a person or a service does. */
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../audio/random.testing.ts';
import { heardRate } from '../../units.ts';
import type { ServerSessionEffect } from './session-effect.ts';
import { SessionWorld, streaming, submitting, words } from './session.testing.ts';

const eventsPerWalk = 500;
const queries = [streaming, submitting, '', 'opus=true', 'record=true', 'stream_asr=maybe'];

/** What the box at the other end sees, checked with every effect. */
class Wire {
  readonly #world: SessionWorld;
  /** Sockets by number: open, and whether they stream. */
  #open: number | null = null;
  #streams = false;
  /** StartChat or sound came, and no EndResponse. */
  owed = 0;
  /** Submit and Text of nothing, and a socket that was taken over, are ended as well. */
  mayEndNothing = false;
  #isSegmentOpen = false;
  #hasEndedVad = true;
  #hearingFrom: number | null = null;
  #shownAt = 0;
  readonly running = new Map<number, 'asr' | 'reply'>();
  readonly openTurns = new Set<number>();
  closed = 0;

  constructor(world: SessionWorld) {
    this.#world = world;
  }

  opened(query: string): void {
    this.#open = this.#world.socket;
    this.#streams = query.includes('stream_asr=true');
    this.#reset();
  }

  gone(): void {
    this.#open = null;
    this.#reset();
  }

  #reset(): void {
    this.owed = 0;
    this.#isSegmentOpen = false;
    this.#hasEndedVad = true;
    this.#hearingFrom = null;
  }

  /** All that came since the last look. */
  check(): void {
    for (const effect of this.#world.effects.splice(0)) this.#see(effect);
    expect(this.#isSegmentOpen).toBe(false);
    if (this.#hearingFrom !== null)
      expect(this.#world.state.heard - this.#shownAt).toBeLessThan(9 * heardRate);
  }

  #see(effect: ServerSessionEffect): void {
    switch (effect.type) {
      case 'send':
        expect(effect.socket).toBe(this.#open);
        this.#hear(effect.event.event);
        return;
      case 'begin-hearing':
        // What went before was forgotten by the box as well; an answer was ended.
        this.owed = 1;
        this.#hearingFrom = effect.from;
        this.#shownAt = effect.from;
        this.#hasEndedVad = false;
        return;
      case 'end-hearing':
        this.#hearingFrom = null;
        return;
      case 'recognise':
        this.#run(effect.attempt, 'asr');
        return;
      case 'begin-reply':
      case 'begin-apology':
        expect([...this.running.values()]).not.toContain('reply');
        this.#run(effect.attempt, 'reply');
        this.owed = 1;
        return;
      case 'cancel':
        this.running.delete(effect.attempt);
        return;
      case 'open-turn':
        this.openTurns.add(effect.turn);
        return;
      case 'close-turn':
        if (this.openTurns.delete(effect.turn)) this.closed += 1;
        else expect(effect.outcome).toBe('interrupted');
        return;
      case 'set-heard':
        for (const { playedMs, totalMs } of effect.pieces) {
          expect(playedMs).toBeGreaterThanOrEqual(0);
          expect(playedMs).toBeLessThanOrEqual(totalMs);
        }
        return;
      case 'wake':
        expect(effect.at).toBeGreaterThan(this.#world.at);
        return;
      default:
    }
  }

  #run(attempt: number, kind: 'asr' | 'reply'): void {
    expect(this.running.has(attempt)).toBe(false);
    this.running.set(attempt, kind);
  }

  #hear(name: string): void {
    switch (name) {
      case 'ASR':
        this.#shownAt = this.#world.state.heard;
        return;
      case 'EndVad':
        expect(this.#streams).toBe(true);
        this.#hasEndedVad = true;
        return;
      case 'StartAudio':
        expect(this.#isSegmentOpen).toBe(false);
        if (this.#streams) expect(this.#hasEndedVad).toBe(true);
        this.#isSegmentOpen = true;
        return;
      case 'AudioChunk':
        expect(this.#isSegmentOpen).toBe(true);
        return;
      case 'EndAudio':
        expect(this.#isSegmentOpen).toBe(true);
        this.#isSegmentOpen = false;
        return;
      case 'EndResponse':
        expect(this.#isSegmentOpen).toBe(false);
        this.owed -= 1;
        if (this.owed < 0) expect(this.mayEndNothing).toBe(true);
        this.mayEndNothing = false;
        this.owed = Math.max(0, this.owed);
        return;
      default:
    }
  }
}

function act(world: SessionWorld, wire: Wire, random: Random): void {
  const { socket } = world;
  const isOpen = world.state.line !== null;
  const chance = random.next();
  if (!isOpen || chance < 0.01) {
    const query = queries[random.integer(0, queries.length - 1)]!;
    const again = random.chance(0.7) ? `reconnect=true&${query}` : query;
    world.socket += 1;
    wire.opened(query);
    if (random.chance(0.8)) world.tell({ type: 'socket-opened', socket: world.socket, query: again });
    else {
      wire.mayEndNothing = true;
      const was = (['quiet', 'hearing', 'owed'] as const)[random.integer(0, 2)]!;
      world.tell({ type: 'socket-resumed', socket: world.socket, query, was });
    }
  } else if (chance < 0.015) {
    world.tell({ type: random.chance(0.5) ? 'dismissed' : 'socket-closed', socket } as never);
    wire.check();
    wire.gone();
    return;
  } else if (chance < 0.1) world.command({ event: 'StartChat' });
  else if (chance < 0.16) {
    wire.mayEndNothing = true;
    if (random.chance(0.6)) world.command({ event: 'Submit' });
    else world.command({ event: 'Text', input: random.chance(0.5) ? 'Hello.' : '' });
    wire.check();
    wire.mayEndNothing = false;
  } else if (chance < 0.17) world.command({ event: 'Select', index: 1 });
  else if (chance < 0.2) world.tell({ type: 'sound', socket: random.chance(0.9) ? socket : socket - 1 });
  else if (chance < 0.55) hear(world, wire, random);
  else if (chance < 0.57) world.tell({ type: 'interrupt' });
  else if (chance < 0.59) world.tell({ type: 'text-submitted', text: 'Typed.' });
  else answer(world, wire, random);
}

/** Checks with each frame. */
function hear(world: SessionWorld, wire: Wire, random: Random): void {
  const frames = random.integer(1, 60);
  const kind = random.integer(0, 3);
  for (let n = 0; n < frames; n += 1) {
    world.frames(1, () =>
      kind === 0 ? null : kind === 1 ? { confirmed: false } : { silentFrames: kind === 2 ? 0 : n + 1 },
    );
    wire.check();
  }
  world.frames(1, () => null);
}

function answer(world: SessionWorld, wire: Wire, random: Random): void {
  const attempts = [...wire.running.keys()];
  // One that was cancelled long ago, too: it must match nothing.
  const attempt = random.chance(0.1)
    ? random.integer(0, 20)
    : attempts[random.integer(0, attempts.length - 1)];
  if (attempt === undefined) {
    world.at += random.integer(0, 3000);
    world.tell({ type: 'woke' });
    return;
  }
  const kind = wire.running.get(attempt);
  const chance = random.next();
  if (kind !== 'reply') {
    if (chance < 0.3) world.tell({ type: 'partial', attempt, text: 'So far' });
    else {
      wire.running.delete(attempt);
      if (chance < 0.4) world.tell({ type: 'recognition-failed', attempt });
      else if (chance < 0.5) world.transcribe({ kind: 'nothing', because: 'empty' }, attempt);
      else world.transcribe(words('Hello.', random.chance(0.5)), attempt);
    }
  } else if (chance < 0.5) world.piece(random.integer(0, 9), random.integer(0, 9) * 1000, attempt);
  else {
    wire.running.delete(attempt);
    if (chance < 0.85) world.endReply(attempt);
    else world.tell({ type: 'reply-failed', attempt, stage: 'llm' });
  }
}

/** Everything under way comes to its end. */
function settle(world: SessionWorld, wire: Wire): void {
  for (let steps = 0; steps < 400 && world.state.line !== null; steps += 1) {
    const { phase } = world.state;
    if (phase.kind === 'quiet') break;
    if (phase.kind === 'hearing') {
      if (world.state.line.query.streamAsr) world.quiet(3100);
      else world.command({ event: 'Submit' });
    } else if (phase.kind === 'recognising') world.transcribe(words('Last.'), phase.attempt);
    else if (!phase.isComplete) world.endReply(phase.attempt);
    else {
      world.at += 10_000;
      world.tell({ type: 'woke' });
    }
    wire.check();
  }
  expect(world.state.phase.kind).toBe('quiet');
  expect(wire.owed).toBe(0);
  expect([...wire.openTurns]).toEqual([]);
}

describe('whatever happens', () => {
  it.each(Array.from({ length: 16 }, (_, seed) => seed))('walk %i keeps the promises', (seed) => {
    const random = createRandom(seed + 1);
    const world = new SessionWorld({ maxUtteranceMs: 30_000, speculation: seed % 4 !== 0 });
    const wire = new Wire(world);
    for (let n = 0; n < eventsPerWalk; n += 1) {
      world.at += random.integer(0, 400);
      act(world, wire, random);
      wire.check();
    }
    settle(world, wire);
    expect(wire.closed).toBeGreaterThan(10);
  });
});
