/**
 * Segmenter and turn machine together on the reference recordings: the turns that a silence timer should find, each
 * utterance whole, and nothing else. Probabilities are those of Silero v6, computed with upstream's code.
 */
import { describe, expect, it } from 'vitest';
import { rmsDb } from '../audio/level.ts';
import { defaultTurnSettings } from '../profile/profile.ts';
import { frameMs, frameSamples, heardRate, type Samples } from '../units.ts';
import { heardPosition, probabilitiesOf, soundOf, truthOf, type Recording } from './recordings.testing.ts';
import { createReflex, stepReflex, type ReflexState } from './reflex.ts';
import type { TurnEffect } from './turn-effect.ts';
import type { TurnEvent } from './turn-event.ts';
import { step } from './turn-machine.ts';
import { rulesOf } from './turn-rules.ts';
import { initialTurnState, type HeardSpan, type TurnState } from './turn-state.ts';
import { createVoiceTrack, endVoice, stepVoiceTrack, type VoiceTrack } from './voice-track.ts';

interface JudgedFrame {
  readonly probability: number;
  readonly levelDb: number;
  /** What the app plays. */
  readonly playbackDb?: number;
}

/** Plays a recording to the machine; services answer after a while, replies are over as soon as they begin. */
class Session {
  state: TurnState = initialTurnState(1);
  /** Of each committed turn, the audio that its text was recognised from. */
  readonly committed = new Map<number, HeardSpan>();
  readonly events: { readonly effect: TurnEffect; readonly frame: number }[] = [];
  readonly #settings;
  readonly #rules;
  readonly #spans = new Map<number, HeardSpan>();
  readonly #answers: { readonly frame: number; readonly event: () => TurnEvent | null }[] = [];
  readonly #cancelled = new Set<number>();
  #track: VoiceTrack = createVoiceTrack();
  #reflex: ReflexState = createReflex();
  #frame = 0;
  /** The reply under way neither ends nor is answered: the recording says when it is over. */
  readonly #longReply: boolean;

  constructor(hardEndMs: number, { longReply = false } = {}) {
    this.#settings = { ...defaultTurnSettings, hardEndMs, earlyEndMs: 0 };
    this.#rules = rulesOf(this.#settings, { recogniser: true });
    this.#longReply = longReply;
    this.tell({ type: 'begin', at: 0, greet: false });
  }

  hear({ probability, levelDb, playbackDb }: JudgedFrame): void {
    const start = this.#frame * frameSamples;
    this.#frame += 1;
    const reflex = stepReflex(
      this.#reflex,
      { probability, levelDb, playbackDb: playbackDb ?? -100, audible: (playbackDb ?? -100) > -60 },
      this.#settings,
    );
    this.#reflex = reflex.state;
    const { track, voice } = stepVoiceTrack(
      this.#track,
      { start, probability: reflex.probability, levelDb, noiseDb: -56 },
      this.#settings,
    );
    this.#track = track;
    this.tell({ type: 'frame', at: this.#frame * frameMs, end: start + frameSamples, voice, ducked: false });
    for (const answer of this.#answers.splice(0)) {
      const event = answer.frame <= this.#frame ? answer.event() : undefined;
      if (event === undefined) this.#answers.push(answer);
      else if (event !== null) this.tell(event);
    }
  }

  tell(event: TurnEvent): void {
    const { state, effects } = step(this.state, event, this.#rules);
    this.state = state;
    for (const effect of effects) {
      this.events.push({ effect, frame: this.#frame });
      this.#perform(effect);
    }
  }

  ended(): void {
    for (let i = 0; i < 200; i += 1) this.hear({ probability: 0.01, levelDb: -56 });
  }

  #perform(effect: TurnEffect): void {
    const at = this.#frame * frameMs;
    const later = (ms: number, attempt: number, event: () => TurnEvent): void => {
      this.#answers.push({
        frame: this.#frame + Math.ceil(ms / frameMs),
        event: () => (this.#cancelled.has(attempt) ? null : event()),
      });
    };
    switch (effect.type) {
      case 'recognise': {
        const { turn, attempt, span } = effect;
        this.#spans.set(attempt, span);
        const hearing = { kind: 'words', text: `${attempt}`, settled: false, backchannel: false } as const;
        later(300, attempt, () => ({ type: 'transcribed', at, turn, attempt, hearing }));
        return;
      }
      case 'begin-reply': {
        const { turn, attempt, held } = effect;
        if (!held) this.#answer(turn, attempt, later);
        return;
      }
      case 'release-reply':
        this.#answer(effect.turn, effect.attempt, later);
        return;
      case 'cancel-work':
        this.#cancelled.add(effect.attempt);
        return;
      case 'commit-utterance':
        this.committed.set(effect.turn, this.#spans.get(Number(effect.text))!);
        return;
      case 'end-segment':
        this.#track = endVoice(this.#track).track;
        return;
      case 'adopt-recognition':
      case 'open-turn':
      case 'reopen-turn':
      case 'begin-greeting':
      case 'respeak-reply':
      case 'hold-reply':
      case 'flush-playback':
      case 'duck-playback':
      case 'restore-playback':
      case 'pause-playback':
      case 'resume-playback':
      case 'note':
      case 'close-turn':
        return;
    }
  }

  #answer(
    turn: number,
    attempt: number,
    later: (ms: number, attempt: number, event: () => TurnEvent) => void,
  ): void {
    const at = this.#frame * frameMs;
    later(100, attempt, () => ({ type: 'reply-audible', at, turn, attempt }));
    if (!this.#longReply) later(130, attempt, () => ({ type: 'reply-drained', at, turn, attempt }));
  }
}

const covers = (span: HeardSpan, part: HeardSpan): boolean =>
  span.start <= part.start && span.end >= part.end;

function turnsOf(name: Recording, hardEndMs: number): readonly HeardSpan[] {
  const session = new Session(hardEndMs);
  for (const probability of probabilitiesOf(name)) session.hear({ probability, levelDb: -25 });
  session.ended();
  return [...session.committed.values()];
}

describe.each(['mic_a', 'mic_b'] as const)('%s', (name) => {
  const truth = truthOf(name);
  const onHeard = (segment: HeardSpan): HeardSpan => ({
    start: heardPosition(truth, segment.start),
    end: heardPosition(truth, segment.end),
  });

  it.each([500, 800, 1000])('gives the turns of a silence timer of %i ms, each whole', (hardEndMs) => {
    const turns = turnsOf(name, hardEndMs);
    const expected = truth.segmentsBySilenceMs[hardEndMs === 1000 ? '1200' : String(hardEndMs)]!.map(onHeard);
    // A true pause within 100 ms of the hard end may go either way: then one turn holds what the truth tells apart.
    const mayJoin = truth.pauses.some(({ ms }) => Math.abs(ms - hardEndMs) <= 100);
    if (!mayJoin) expect(turns).toHaveLength(expected.length);
    expect(turns.length).toBeGreaterThan(0);
    for (const utterance of truth.utterances.map(onHeard))
      expect(turns.filter((turn) => covers(turn, utterance))).toHaveLength(1);
    for (const turn of turns) expect(expected.some((segment) => overlap(turn, segment) > 0)).toBe(true);
  });

  it('makes no turn of the noise bursts', () => {
    const bursts = (truth.noise.burstsAtSec ?? []).map((at) => at * heardRate);
    const voiced = truth.utterances.map(onHeard);
    for (const turn of turnsOf(name, 500))
      expect(voiced.some((utterance) => overlap(turn, utterance) > 0)).toBe(true);
    const apart = bursts.filter((at) => !voiced.some((u) => u.start <= at && u.end >= at));
    expect(apart).toEqual(bursts);
  });
});

const overlap = (a: HeardSpan, b: HeardSpan): Samples => Math.min(a.end, b.end) - Math.max(a.start, b.start);

describe('mic_c, with the far end as what the app plays', () => {
  const truth = truthOf('mic_c');
  const mic = soundOf('mic_c');
  const farEnd = soundOf('mic_c.farend');
  const frames = probabilitiesOf('mic_c').map((probability, index): JudgedFrame => {
    const from = index * frameSamples;
    return {
      probability,
      levelDb: rmsDb(mic, from, from + frameSamples),
      playbackDb: rmsDb(farEnd, from, from + frameSamples),
    };
  });
  const session = new Session(800, { longReply: true });
  for (const frame of frames) session.hear(frame);
  session.ended();
  const onset = heardPosition(truth, truth.utterances[1]!.start);
  const delayMs = (type: TurnEffect['type']): number => {
    const found = session.events.find(({ effect }) => effect.type === type);
    return ((found!.frame * frameSamples - onset) * 1000) / heardRate;
  };

  it('makes no turn of the far end alone', () => {
    const opened = session.events.filter(({ effect }) => effect.type === 'open-turn');
    const truthOfTurns = [truth.utterances[0]!, truth.utterances[1]!].map(({ start }) =>
      heardPosition(truth, start),
    );
    expect(opened).toHaveLength(2);
    for (const [index, { effect }] of opened.entries()) {
      const start = effect.type === 'open-turn' ? effect.start! : 0;
      expect(Math.abs(start - truthOfTurns[index]!)).toBeLessThanOrEqual(heardRate * 0.6);
    }
  });

  it('finds the interruption: ducks within 100 ms, pauses, and takes the floor', () => {
    expect(delayMs('duck-playback')).toBeLessThanOrEqual(100);
    expect(delayMs('pause-playback')).toBeLessThanOrEqual(550);
    expect(delayMs('flush-playback')).toBeLessThanOrEqual(1300);
  });

  it('holds all that the user said in the interruption', () => {
    const span = [...session.committed.values()].at(-1)!;
    const said = { start: onset, end: heardPosition(truth, truth.utterances[2]!.end) };
    expect(covers(span, said)).toBe(true);
  });
});
