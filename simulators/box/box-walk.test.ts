/** Seeded random walks over every event, for every version: what `rules.md` promises holds whatever happens. */
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../core/audio/random.testing.ts';
import type { KnownServerEvent } from '../../core/echokit/server-event.ts';
import { frameMs, frameSamples, type Millis } from '../../core/units.ts';
import type { BoxEffect, BoxFact } from './box-effect.ts';
import type { BoxButton, BoxHappening } from './box-event.ts';
import { stepBox } from './box-machine.ts';
import { createBoxState, isReading, type BoxState } from './box-state.ts';
import { boxVersions, firmwares, type BoxVersion } from './firmware.ts';

const eventsPerWalk = 4000;
const buttons: readonly BoxButton[] = ['k0', 'k0', 'k0-long', 'up', 'down'];
const pick = <T>(random: Random, choices: readonly T[]): T => choices[random.integer(0, choices.length - 1)]!;

/** The world around a box, and what is checked of all that the box does to it. */
/** Cheaper than `expect`, some hundred thousand times. */
function check(isSo: boolean, rule: string): void {
  if (!isSo) throw new Error(`${rule} is broken`);
}

class Walk {
  readonly #random: Random;
  readonly #version: BoxVersion;
  #state: BoxState;
  #at: Millis = 0;
  #serial = 0;
  #isVoiced = false;
  /** Now and then only the microphone goes on, and what is owed. */
  #isBusy = true;
  /** What the world still owes the box. */
  #owed: BoxHappening[] = [];
  #turn: 'none' | 'started' = 'none';
  /** Since the last StartChat: serial of the last chunk sent, and samples of each frame. */
  #lastChunk: number | null = null;
  #frames: number[] = [];
  #isTalking = false;
  #isAfterInterrupt = false;
  readonly seen = new Set<string>();

  constructor(version: BoxVersion, seed: number) {
    this.#random = createRandom(seed);
    this.#version = version;
    this.#state = createBoxState(version);
  }

  run(): void {
    this.#take({ type: 'power-on' });
    for (let n = 0; n < eventsPerWalk; n += 1) {
      if (this.#state.phase.name === 'setup') this.#restart();
      this.#next();
    }
  }

  /** Somebody pulls the plug, and puts it back. */
  #restart(): void {
    this.#state = createBoxState(this.#version);
    this.#owed = [];
    this.#endTalk();
    this.#take({ type: 'power-on' });
  }

  #next(): void {
    const random = this.#random;
    const isHearing = this.#state.phase.name === 'listening';
    if (random.chance(this.#isBusy ? (isHearing ? 0.03 : 0.002) : 0.002)) this.#isBusy = !this.#isBusy;
    if (this.#state.phase.name === 'idle' && random.chance(0.05))
      return this.#take({ type: 'button', button: 'k0' });
    const chance = this.#isBusy ? random.next() : 0.72 * random.next();
    if (chance < 0.65) return this.#hear();
    if (chance < 0.72) {
      const [due] = this.#owed.splice(random.integer(0, Math.max(0, this.#owed.length - 1)), 1);
      return due === undefined ? this.#hear() : this.#take(due);
    }
    if (chance < 0.735) return this.#take({ type: 'button', button: pick(random, buttons) });
    if (chance < 0.738) {
      const socket = this.#state.socket - random.integer(0, 1);
      return this.#take({
        type: pick(random, ['link-closed', 'send-timed-out', 'link-failed', 'link-opened']),
        socket,
      });
    }
    if (chance < 0.74) this.#at += random.integer(0, 20_000);
    else if (isReading(this.#state) && this.#state.link === 'open')
      this.#take({ type: 'server-said', said: this.#said() });
  }

  #hear(): void {
    if (this.#random.chance(0.025)) this.#isVoiced = !this.#isVoiced;
    this.#at += frameMs;
    const chunk = new Int16Array(frameSamples).fill(0);
    this.#serial += 1;
    chunk[0] = this.#serial % 32_768;
    chunk[1] = Math.floor(this.#serial / 32_768);
    this.#take({ type: 'heard', chunk, probability: this.#isVoiced ? 0.9 : 0.1 });
  }

  #said(): KnownServerEvent {
    const random = this.#random;
    const known = firmwares[this.#version].events;
    const all: KnownServerEvent[] = [
      { event: 'HelloStart' },
      { event: 'HelloChunk', data: new Uint8Array(random.integer(0, 50)) },
      { event: 'HelloEnd' },
      { event: 'ASR', text: 'a' },
      { event: 'Action', action: 'b' },
      { event: 'StartAudio', text: 'c' },
      { event: 'StartAudio', text: 'c' },
      { event: 'AudioChunk', data: new Uint8Array(random.integer(0, 50)) },
      { event: 'AudioChunkWithVowel', data: new Uint8Array(random.integer(0, 50)), vowel: 1 },
      { event: 'AudioChunki16', data: new Int16Array(random.integer(0, 5000)), vowel: 1 },
      { event: 'EndAudio' },
      { event: 'EndAudio' },
      { event: 'EndVad' },
      { event: 'EndResponse' },
      { event: 'Choices', message: 'd', items: random.chance(0.2) ? [] : ['e', 'f'] },
      { event: 'DisplayText', text: 'g' },
      { event: 'HasNotification' },
      { event: 'StartVideo' },
    ];
    return pick(
      random,
      all.filter(({ event }) => known.has(event)),
    );
  }

  #take(happening: BoxHappening): void {
    const before = this.#state;
    const { state, effects } = stepBox(before, { ...happening, at: this.#at });
    this.#state = state;
    this.#checkState(before, happening);
    for (const effect of effects) this.#check(effect, before, happening);
    for (const effect of effects) this.#answer(effect);
  }

  #checkState(before: BoxState, happening: BoxHappening): void {
    const { phase, ear, version, link } = this.#state;
    const { isStrict, interruptMs, endOfSpeech } = firmwares[version];
    this.seen.add(phase.name);
    if (!isStrict) check(phase.name !== 'submitting' && phase.name !== 'choices', 'states of cc');
    check(ear.recent.length <= 16, 'B12');
    const utterance = phase.name === 'listening' || phase.name === 'submitting' ? phase.utterance : null;
    if (utterance !== null) {
      check(utterance.buffered.length < 16, 'B13');
      check(utterance.isStarted || endOfSpeech === 'box', 'B12');
    }
    check(interruptMs !== null || !this.#state.isVoiceInterruptOn, 'B9');
    if (phase.name === 'speaking') check(phase.voice.length * frameMs <= (interruptMs ?? 0), 'B20');
    if (happening.type === 'server-said' && happening.said.event === 'EndResponse' && !isStrict)
      check(phase.name === 'listening', 'B21');
    if (happening.type === 'link-closed' && before.link === 'open' && happening.socket === before.socket) {
      check(link === 'lost' && phase === before.phase, 'B3');
    }
    // Nobody is in the middle of a conversation without having dialled.
    if (['waiting', 'choices', 'greeting', 'submitting'].includes(phase.name))
      check(link !== 'dialling', 'a conversation needs a link');
  }

  #check(effect: BoxEffect, before: BoxState, happening: BoxHappening): void {
    switch (effect.type) {
      case 'dial':
        check(effect.reconnect === (this.#state.phase.name !== 'booting'), 'B1, B2');
        this.#endTalk();
        return;
      case 'close-link':
        check(before.link === 'open', 'B7');
        this.#endTalk();
        return;
      case 'send-command':
        check(this.#state.link === 'open', 'B3');
        return this.#checkCommand(effect.command.event);
      case 'send-audio':
        check(this.#state.link === 'open', 'B3');
        return this.#checkAudio(effect.chunks);
      case 'play':
      case 'decode-packet':
        check(before.phase.name === 'speaking', 'B17');
        return;
      case 'begin-segment':
        check(this.#state.phase.name === 'speaking', 'B17');
        return;
      case 'tell':
        return this.#checkFact(effect.fact, happening);
      default:
    }
  }

  #checkCommand(command: string): void {
    if (command === 'StartChat') {
      this.#lastChunk = null;
      this.#frames = [];
      this.#isTalking = true;
      return;
    }
    if (command === 'Submit') {
      check(firmwares[this.#version].endOfSpeech === 'box', 'B16');
      check(this.#isTalking && this.#frames.length > 0, 'B16');
      check(
        this.#frames.slice(0, -1).every((length) => length === 8192),
        'B16',
      );
      this.#isTalking = false;
      return;
    }
    check(command === 'Select' && this.#version === 'cc', 'B8');
  }

  #checkAudio(chunks: readonly Int16Array[]): void {
    check(this.#isTalking, 'B12');
    const serials = chunks.map((chunk) => chunk[0]! + 32_768 * chunk[1]!);
    for (const serial of serials) {
      // Nothing is left out, but for the quiet between the voices that interrupted.
      check(this.#lastChunk === null || this.#isAfterInterrupt || serial === this.#lastChunk + 1, 'B12');
      this.#lastChunk = serial;
    }
    const samples = chunks.length * frameSamples;
    if (firmwares[this.#version].endOfSpeech === 'server')
      check(this.#isAfterInterrupt ? samples >= 8192 : samples === 8192, 'B13, B20');
    this.#isAfterInterrupt = false;
    this.#frames.push(samples);
  }

  #endTalk(): void {
    this.#isTalking = false;
  }

  #checkFact(fact: BoxFact, happening: BoxHappening): void {
    this.seen.add(fact.type === 'turn' ? fact.outcome : fact.type);
    if (fact.type === 'turn') {
      check(this.#turn === (fact.outcome === 'started' ? 'none' : 'started'), 'B22');
      this.#turn = fact.outcome === 'started' ? 'started' : 'none';
    } else if (fact.type === 'interrupted') {
      check(happening.type === (fact.by === 'k0' ? 'button' : 'heard'), 'B7, B20');
      this.#isAfterInterrupt = fact.by === 'voice';
      check(fact.by === 'k0' || firmwares[this.#version].interruptMs !== null, 'B9');
    } else if (fact.type === 'reboot') {
      this.#owed = [];
      this.#endTalk();
      const { hello, isVoiceInterruptOn, isTurnOpen, pace, phase } = this.#state;
      check(hello.is === 'none' && pace.ratio === null && phase.name === 'booting', 'B3');
      check(!isVoiceInterruptOn && !isTurnOpen, 'B3');
    } else if (fact.type === 'state' && fact.entered && fact.phase === 'greeting')
      this.#isAfterInterrupt = false;
  }

  #answer(effect: BoxEffect): void {
    switch (effect.type) {
      case 'dial':
        this.#owed.push({
          type: this.#random.chance(0.8) ? 'link-opened' : 'link-failed',
          socket: effect.socket,
        });
        return;
      case 'play-greeting':
        this.#owed.push({ type: 'greeting-played' });
        return;
      case 'end-segment':
        this.#owed.push({ type: 'segment-played' });
        return;
      case 'clear-loudspeaker':
        this.#owed = this.#owed.filter(({ type }) => type !== 'segment-played' && type !== 'greeting-played');
        return;
      case 'arm-timer':
        this.#owed.push({ type: 'timer-fired', timer: effect.timer, socket: effect.socket });
        return;
      case 'poll-notifications':
        this.#owed.push({
          type: 'poll-answered',
          answer: pick(this.#random, ['notification', 'nothing', 'refused']),
        });
        return;
      case 'decode-packet':
        if (this.#random.chance(0.2)) this.#take({ type: 'packet-refused', message: 'x' });
        else this.#take({ type: 'packet-decoded', samples: new Int16Array(960), vowel: effect.vowel });
        return;
      default:
    }
  }
}

describe('random walks', () => {
  it.each(boxVersions)('%s keeps its rules', (version) => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 25; seed += 1) {
      const walk = new Walk(version, seed);
      walk.run();
      for (const one of walk.seen) seen.add(one);
    }
    // They got around.
    const { isStrict, endOfSpeech } = firmwares[version];
    for (const one of [
      'idle',
      'greeting',
      'listening',
      'waiting',
      'speaking',
      'booting',
      'reboot',
      'ended',
      'lost',
    ])
      expect(seen).toContain(one);
    if (isStrict) for (const one of ['submitting', 'choices']) expect(seen).toContain(one);
    if (endOfSpeech === 'server') expect(seen).toContain('given-up');
    expect(seen).toContain('interrupted');
  });
});
