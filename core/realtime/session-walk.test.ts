/** Seeded random walks over every event, in every dialect: what `rules.md` promises holds whatever happens. */
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../audio/random.testing.ts';
import type { Dialect } from './dialect.ts';
import type { SessionEvent } from './session-event.ts';
import type { TimerName } from './session-limits.ts';
import { World } from './world.testing.ts';

const eventsPerWalk = 1500;
const timerNames: readonly TimerName[] = ['connect', 'configure', 'answer', 'cancel', 'reconnect'];
const errorCodes = [
  'conversation_already_has_active_response',
  'response_in_progress',
  'response_cancel_not_active',
  'function_call_output_pending',
  'invalid_value',
  'input_audio_buffer_commit_empty',
  'session_limit_reached',
];

const pick = <T>(random: Random, choices: readonly T[]): T => choices[random.integer(0, choices.length - 1)]!;

/** A server that makes one response at a time, and otherwise says anything at any time. */
class AnyServer {
  readonly world: World;
  readonly #random: Random;
  readonly #made: string[] = ['never-made'];
  #active: string | null = null;
  #link: number | null = null;

  constructor(world: World, random: Random) {
    this.world = world;
    this.#random = random;
  }

  speak(): void {
    const { world } = this;
    if (this.#link !== world.connected) {
      this.#link = world.connected;
      this.#active = null;
    }
    if (this.#link === null) return;
    const random = this.#random;
    const chance = random.next();
    if (chance < 0.2) this.#reply();
    else if (chance < 0.35) this.#user();
    else if (chance < 0.5) this.#begin();
    else if (chance < 0.62) this.#end();
    else if (chance < 0.68) this.#rare();
    else this.#words();
  }

  #begin(): void {
    const { world } = this;
    if (world.state.link === 'connecting') world.says('session.created', { session: { type: 'unclear' } });
    else if (world.state.link === 'configuring') world.says('session.updated');
    else if (this.#active === null) {
      if (world.state.dialect === 'echokit' && !this.#hasCommit()) return;
      const id = `r${this.#made.length}`;
      this.#made.push(id);
      this.#active = id;
      world.says('response.created', { response: { id } });
    } else if (this.#random.chance(0.1)) {
      world.says('response.created', { response: { id: this.#active } });
    }
  }

  /** EchoKit answers what it was sent, in order; now and then it answers what nobody asked. */
  #hasCommit(): boolean {
    const { world } = this;
    if (world.state.commits.length > 0) world.says('input_audio_buffer.committed', { item_id: 'u1' });
    return world.state.server.phase === 'requested' || this.#random.chance(0.1);
  }

  /** What it was making is complete. */
  finish(): void {
    if (this.#active !== null) this.#end();
  }

  #end(): void {
    if (this.#active === null) return;
    const id = this.#active;
    this.#active = null;
    const status = pick(this.#random, ['completed', 'completed', 'cancelled', 'failed', 'incomplete']);
    const call = { type: 'function_call', call_id: 'c', name: 'n', arguments: '{}' };
    const output = this.#random.chance(0.1) ? [call] : [];
    this.world.says('response.done', { response: { id, status, output } });
  }

  /** Of the response that is being made, or late, or of none that ever was. */
  #someResponse(): string {
    const recent = this.#random.chance(0.6) ? this.#active : null;
    return recent ?? pick(this.#random, this.#made.slice(-6));
  }

  #reply(): void {
    const response = this.#someResponse();
    const samples = pick(this.#random, [0, 1, 240, 1000]);
    const item = pick(this.#random, [`a-${response}`, `b-${response}`]);
    this.world.audio(
      pick(this.#random, ['response.output_audio.delta', 'response.audio.delta']),
      response,
      item,
      samples,
    );
  }

  #words(): void {
    const response = this.#someResponse();
    const item = pick(this.#random, [`a-${response}`, `b-${response}`]);
    const ids = { response_id: response, item_id: item, content_index: 0 };
    const { world } = this;
    const chance = this.#random.next();
    if (chance < 0.4) world.says('response.output_audio_transcript.delta', { ...ids, delta: 'some words, ' });
    else if (chance < 0.6) world.says('response.text.delta', { ...ids, delta: '好的。' });
    else if (chance < 0.8)
      world.says('response.text.done', { ...ids, text: pick(this.#random, ['', 'All.']) });
    else if (chance < 0.9) {
      const call = { call_id: pick(this.#random, ['c', 'd']), name: 'n', arguments: '{}' };
      world.says('response.function_call_arguments.done', { ...ids, ...call });
    } else
      world.says(pick(this.#random, ['rate_limits.updated', 'never.heard_of', 'conversation.item.done']));
  }

  #user(): void {
    // EchoKit's loop is serial: while it makes a response it says nothing about the user.
    if (this.world.state.dialect === 'echokit' && this.#active !== null) return;
    const item = pick(this.#random, ['u1', 'u2', 'u3', '']);
    const { world } = this;
    const transcription = 'conversation.item.input_audio_transcription';
    const chance = this.#random.next();
    if (chance < 0.25) world.says('input_audio_buffer.speech_started', { item_id: item });
    else if (chance < 0.5) world.says('input_audio_buffer.speech_stopped', { item_id: item });
    else if (chance < 0.65)
      world.says('input_audio_buffer.committed', { item_id: item, previous_item_id: 'u1' });
    else if (chance < 0.75) world.says(`${transcription}.delta`, { item_id: item, delta: 'ab' });
    else if (chance < 0.95)
      world.says(`${transcription}.completed`, {
        item_id: item,
        transcript: pick(this.#random, ['', 'ab', 'abc']),
      });
    else world.says(`${transcription}.failed`, { item_id: item, error: { message: 'no' } });
  }

  /** A cancel is answered when there is nothing to cancel any more. */
  #rare(): void {
    const { world } = this;
    if (this.#random.chance(0.4)) {
      if (this.#active === null) world.says('conversation.interrupted');
      return;
    }
    const code = pick(this.#random, errorCodes.slice(0, this.#random.chance(0.03) ? undefined : -1));
    if (code === 'response_cancel_not_active' && this.#active !== null) return;
    const cause = this.#random.chance(0.5) ? { event_id: `response-${world.state.nextRequest - 1}` } : {};
    world.says('error', { error: { code, type: 'x', message: 'no', ...cause } });
  }
}

/** What a person, their microphone and the socket do at any time. */
function surroundings(world: World, random: Random): void {
  const chance = random.next();
  const pcm = new Int16Array(pick(random, [0, 100, 480, 768, 2500]));
  const turnIsOurs = world.state.floor.phase === 'user-speaking';
  const events: readonly SessionEvent[] = [
    { type: 'voice-started', preRoll: pcm },
    { type: 'voice-stopped' },
    { type: 'voice-dropped' },
    { type: 'end-turn' },
    { type: 'text-submitted', text: pick(random, ['', 'Hi']) },
    { type: 'interrupt' },
  ];
  if (chance < 0.4) world.tell({ type: 'heard', pcm });
  else if (turnIsOurs && chance < 0.7) world.tell({ type: 'voice-stopped' });
  else if (chance < 0.9) world.tell(pick(random, events));
  else if (chance < 0.93) world.tell({ type: 'link-lost', link: random.integer(0, world.state.linkNumber) });
  else if (chance < 0.94) world.tell({ type: 'end' });
  else if (world.state.link === 'closed') world.tell({ type: 'begin' });
}

/** The player keeps its promises, late, and says things about replies that are long over as well. */
function player(world: World, random: Random): void {
  const stopping = [...world.stopping][0];
  const ended = [...world.ended][0];
  if (stopping !== undefined && random.chance(0.5))
    world.fellSilent(stopping, pick(random, [0, 0.37, 1, 1.5]));
  if (ended !== undefined && random.chance(0.3)) world.drained(ended);
  if (random.chance(0.1)) world.tell({ type: 'reply-drained', response: `r${random.integer(1, 40)}` });
}

function timers(world: World, random: Random): void {
  const timer = pick(random, timerNames);
  if (world.timers.has(timer)) world.fire(timer);
  else expect(world.tell({ type: 'timer-fired', timer })).toEqual([]);
}

function walk(dialect: Dialect, seed: number): { world: World; server: AnyServer } {
  const random = createRandom(seed);
  const world = new World(dialect, {
    turnTaking: pick(random, ['server', 'ours']),
    instructions: 'Be kind.',
  });
  const server = new AnyServer(world, random);
  const timerShare = pick(random, [0.002, 0.01, 0.05]);
  // From a person who lets the other one finish to one who never does.
  const bustle = pick(random, [0.03, 0.1, 0.25]);
  world.begin();
  for (let count = 0; count < eventsPerWalk; count += 1) {
    // Most of the time is to be spent talking.
    if (world.state.link === 'closed' && random.chance(0.2)) world.tell({ type: 'begin' });
    if (world.state.floor.phase === 'quiet' && random.chance(0.05)) {
      world.tell({ type: 'voice-started', preRoll: new Int16Array(480) });
      world.tell({ type: 'voice-stopped' });
    }
    if (world.timers.has('reconnect') && random.chance(0.2)) world.fire('reconnect');
    const chance = random.next();
    if (chance < timerShare) timers(world, random);
    else if (chance < 0.6) server.speak();
    else if (chance < 0.6 + bustle) surroundings(world, random);
    else player(world, random);
  }
  return { world, server };
}

/** Nobody speaks any more, the server says nothing: the time limits alone bring everything to its end. */
function settle(world: World): void {
  for (let round = 0; round < 12; round += 1) {
    world.tell({ type: 'voice-stopped' });
    if (world.state.link === 'live') world.says('input_audio_buffer.speech_stopped', { item_id: 'u1' });
    for (const response of [...world.stopping]) world.fellSilent(response, 0.5);
    for (const response of [...world.ended]) world.drained(response);
    if (world.state.link === 'connecting' || world.state.link === 'configuring') world.agree();
    for (const timer of [...world.timers.keys()]) if (world.timers.has(timer)) world.fire(timer);
  }
}

function askAgain(world: World): number {
  if (world.state.link === 'closed') world.begin();
  const turn = world.state.nextTurn;
  world.tell({ type: 'text-submitted', text: 'Are you there?' });
  return turn;
}

describe.each<Dialect>(['openai', 'hugging-face', 'echokit'])(
  'a session with %s, whatever happens',
  (dialect) => {
    const seeds = Array.from({ length: 24 }, (_, seed) => seed + 1);

    it.each(seeds)('[R1] [R12] [R14] [R16] keeps its promises on walk %i', (seed) => {
      const { world, server } = walk(dialect, seed);
      server.finish();
      settle(world);
      expect(world.state.floor.phase).toBe('quiet');
      expect(world.state.cuts).toEqual([]);
      expect([...world.turns.values()]).not.toContain('open');
      expect([...world.timers]).toEqual([]);

      // And the session works on: at the latest after one more turn that failed, if the server was left confused.
      let turn = askAgain(world);
      if (world.sent.at(-1)?.event.type !== 'response.create') {
        settle(world);
        turn = askAgain(world);
      }
      expect(world.sent.at(-1)?.event.type).toBe('response.create');
      world.says('response.created', { response: { id: 'last' } });
      world.says('response.text.delta', { response_id: 'last', item_id: 'x', delta: 'Yes.' });
      world.audio('response.audio.delta', 'last', 'x', 2400);
      world.says('response.done', { response: { id: 'last', status: 'completed' } });
      world.drained('last');
      expect(world.turns.get(turn)).toBe('done');
      expect(world.heard.get(turn)).toBe('Yes.');
    });

    it('goes everywhere', () => {
      const worlds = seeds.slice(0, 12).map((seed) => walk(dialect, seed).world);
      const outcomes = new Set(worlds.flatMap((world) => [...world.turns.values()]));
      for (const outcome of ['done', 'interrupted', 'cancelled', 'failed', 'dropped'] as const)
        expect(outcomes).toContain(outcome);
      expect(worlds.reduce((sum, world) => sum + world.player.size, 0)).toBeGreaterThan(50);
      const notices = new Set(worlds.flatMap((world) => world.notices));
      for (const code of ['no-answer', 'reconnected', 'no-audio', 'server-error'])
        expect(notices).toContain(code);
    });
  },
);
