/**
 * What surrounds the turn machine, reduced to what its contract speaks of: calls that are running, a player that holds
 * one reply, a segmenter. It performs every effect and complains of each one that breaks a promise.
 */
import { frameSamples, type Samples } from '../units.ts';
import { defaultStreamingParameters, type StreamingParameters } from '../vad/parameters.ts';
import type { TurnEffect, TurnOutcome } from './turn-effect.ts';
import type { Hearing, TurnEvent } from './turn-event.ts';
import { step } from './turn-machine.ts';
import type { TurnRules } from './turn-rules.ts';
import { initialTurnState, type AttemptId, type TurnId, type TurnState } from './turn-state.ts';
import { createVoiceTrack, endVoice, stepVoiceTrack, type VoiceTrack } from './voice-track.ts';

export interface RunningCall {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  readonly kind: 'recognition' | 'reply';
  /** Where the audio ends that it was made from; -1 for typed turns. */
  readonly audioEnd: Samples;
}

interface ReplySound {
  readonly turn: TurnId;
  readonly attempt: AttemptId;
  gate: 'held' | 'open';
  paused: boolean;
  ducked: boolean;
  audible: boolean;
}

export class Surroundings {
  state: TurnState;
  readonly rules: TurnRules;
  readonly parameters: StreamingParameters;
  /** Calls that have neither answered nor been cancelled. */
  readonly calls = new Map<AttemptId, RunningCall>();
  readonly replies = new Map<AttemptId, ReplySound>();
  readonly committed = new Map<TurnId, string>();
  readonly outcomes = new Map<TurnId, TurnOutcome>();
  readonly opened: TurnId[] = [];
  /** Every attempt ever, for stale results. */
  readonly everStarted: RunningCall[] = [];
  readonly #free = new Set<TurnId>();
  #track: VoiceTrack = createVoiceTrack();
  #position: Samples = 0;
  /** End of the last frame of speech that belongs to a turn. */
  #lastSpeech: Samples = -1;
  #at = 0;

  constructor(rules: TurnRules, parameters: Partial<StreamingParameters> = {}) {
    this.rules = rules;
    this.parameters = { ...defaultStreamingParameters, minSpeechMs: 96, ...parameters };
    this.state = initialTurnState(1);
  }

  /** A copy to try something on. */
  fork(): Surroundings {
    const copy = new Surroundings(this.rules, this.parameters);
    copy.state = this.state;
    for (const [attempt, call] of this.calls) copy.calls.set(attempt, call);
    for (const [attempt, reply] of this.replies) copy.replies.set(attempt, { ...reply });
    for (const [turn, text] of this.committed) copy.committed.set(turn, text);
    for (const [turn, outcome] of this.outcomes) copy.outcomes.set(turn, outcome);
    copy.opened.push(...this.opened);
    for (const turn of this.#free) copy.#free.add(turn);
    copy.#track = this.#track;
    copy.#position = this.#position;
    copy.#lastSpeech = this.#lastSpeech;
    copy.#at = this.#at;
    return copy;
  }

  get phase(): TurnState['floor']['phase'] {
    return this.state.floor.phase;
  }

  /** One frame: 32 ms. */
  frame(probability: number, ducked = false): void {
    const start = this.#position;
    this.#position += frameSamples;
    this.#at += 32;
    const { track, voice } = stepVoiceTrack(
      this.#track,
      { start, probability, levelDb: probability > 0.3 ? -20 : -60, noiseDb: -60 },
      this.parameters,
    );
    this.#track = track;
    this.tell({ type: 'frame', at: this.#at, end: this.#position, voice, ducked });
    // Voice that proved to be nothing (T8) is not speech of the turn.
    if (voice?.silentFrames === 0 && this.phase === 'user-speaking') this.#lastSpeech = this.#position;
  }

  frames(count: number, probability: number): void {
    for (let i = 0; i < count; i += 1) this.frame(probability);
  }

  tell(event: TurnEvent): void {
    const { state, effects } = step(this.state, event, this.rules);
    this.state = state;
    for (const effect of effects) this.#perform(effect);
    this.#check(event);
  }

  get at(): number {
    return this.#at;
  }

  /** A recogniser's answer. */
  transcribed(attempt: AttemptId, hearing: Hearing): void {
    const call = this.#end(attempt, 'recognition');
    if (call !== undefined)
      this.tell({ type: 'transcribed', at: this.#at, turn: call.turn, attempt, hearing });
  }

  failed(attempt: AttemptId, stage: 'asr' | 'llm' | 'tts'): void {
    const call = this.#end(attempt);
    if (call === undefined) return;
    if (call.kind === 'reply') this.replies.delete(attempt);
    this.tell({ type: 'work-failed', at: this.#at, turn: call.turn, attempt, stage });
  }

  /** The first sound is here; the player renders it if it may. */
  sounds(attempt: AttemptId): void {
    const reply = this.replies.get(attempt);
    if (reply === undefined || reply.gate === 'held' || reply.paused || reply.audible) return;
    reply.audible = true;
    this.tell({ type: 'reply-audible', at: this.#at, turn: reply.turn, attempt });
  }

  drains(attempt: AttemptId): void {
    const reply = this.replies.get(attempt);
    if (reply === undefined || reply.gate === 'held' || reply.paused) return;
    this.#end(attempt);
    this.replies.delete(attempt);
    this.tell({ type: 'reply-drained', at: this.#at, turn: reply.turn, attempt });
  }

  staysSilent(attempt: AttemptId): void {
    const reply = this.replies.get(attempt);
    if (reply === undefined || reply.audible) return;
    this.#end(attempt);
    this.replies.delete(attempt);
    this.tell({ type: 'reply-silent', at: this.#at, turn: reply.turn, attempt });
  }

  #end(attempt: AttemptId, kind?: RunningCall['kind']): RunningCall | undefined {
    const call = this.calls.get(attempt);
    if (call === undefined || (kind !== undefined && call.kind !== kind)) return undefined;
    this.calls.delete(attempt);
    return call;
  }

  #perform(effect: TurnEffect): void {
    switch (effect.type) {
      case 'open-turn':
        promise(!this.opened.includes(effect.turn), `turn ${effect.turn} opened twice`);
        this.opened.push(effect.turn);
        return;
      case 'reopen-turn':
        this.outcomes.delete(effect.turn);
        this.#free.delete(effect.turn);
        return;
      case 'recognise':
        this.#start({
          turn: effect.turn,
          attempt: effect.attempt,
          kind: 'recognition',
          audioEnd: effect.span.end,
        });
        return;
      case 'adopt-recognition':
        promise(this.opened.includes(effect.turn), 'adopted by a turn that is not open');
        return;
      case 'begin-reply':
        this.#begin(effect.turn, effect.attempt, effect.held);
        return;
      case 'begin-greeting':
      case 'respeak-reply':
        this.#begin(effect.turn, effect.attempt, false);
        return;
      case 'release-reply': {
        const reply = this.#reply(effect);
        this.#mayBeHeard(effect.turn, effect.attempt);
        reply.gate = 'open';
        return;
      }
      case 'hold-reply':
        this.#reply(effect).gate = 'held';
        return;
      case 'cancel-work':
        promise(
          this.calls.has(effect.attempt) || this.everStarted.some((call) => call.attempt === effect.attempt),
          `cancelled attempt ${effect.attempt} was never started`,
        );
        this.calls.delete(effect.attempt);
        if (this.replies.get(effect.attempt)?.gate === 'held') this.replies.delete(effect.attempt);
        return;
      case 'flush-playback':
        promise(!this.calls.has(effect.attempt), 'flushed while its calls go on');
        this.replies.delete(effect.attempt);
        return;
      case 'duck-playback':
        this.#reply(effect).ducked = true;
        return;
      case 'restore-playback':
        this.#reply(effect).ducked = false;
        return;
      case 'pause-playback': {
        const reply = this.#reply(effect);
        reply.paused = true;
        reply.gate = 'open';
        return;
      }
      case 'resume-playback': {
        const reply = this.#reply(effect);
        promise(reply.paused, 'resumed what was not paused');
        reply.paused = false;
        return;
      }
      case 'commit-utterance':
        promise(!this.committed.has(effect.turn), `[T2] turn ${effect.turn} committed twice`);
        this.committed.set(effect.turn, effect.text);
        return;
      case 'end-segment':
        this.#track = endVoice(this.#track).track;
        return;
      case 'note':
        if (effect.instant === 'released') this.#free.add(effect.turn);
        return;
      case 'close-turn':
        promise(this.opened.includes(effect.turn), `turn ${effect.turn} closed and never opened`);
        promise(
          !this.outcomes.has(effect.turn) || effect.outcome === 'dropped' || effect.outcome === 'failed',
          `turn ${effect.turn} closed twice`,
        );
        this.outcomes.set(effect.turn, effect.outcome);
        return;
    }
  }

  #begin(turn: TurnId, attempt: AttemptId, held: boolean): void {
    const recognised = this.everStarted.find((call) => call.attempt === attempt);
    this.#start({ turn, attempt, kind: 'reply', audioEnd: recognised?.audioEnd ?? -1 });
    this.replies.set(attempt, {
      turn,
      attempt,
      gate: held ? 'held' : 'open',
      paused: false,
      ducked: false,
      audible: false,
    });
    if (!held) this.#mayBeHeard(turn, attempt);
  }

  #start(call: RunningCall): void {
    promise(!this.calls.has(call.attempt), `attempt ${call.attempt} started while it runs`);
    this.calls.set(call.attempt, call);
    this.everStarted.push(call);
    if (this.everStarted.length > 400) this.everStarted.splice(0, 200);
  }

  #reply({ attempt }: { readonly attempt: AttemptId }): ReplySound {
    const reply = this.replies.get(attempt);
    promise(reply !== undefined, `reply ${attempt} is commanded and does not exist`);
    return reply;
  }

  #mayBeHeard(turn: TurnId, attempt: AttemptId): void {
    promise(this.#free.has(turn), `turn ${turn} is played before its release`);
    const call = this.everStarted.find((other) => other.attempt === attempt);
    const made = call?.audioEnd ?? -1;
    promise(
      made < 0 || made >= this.#lastSpeech || turn !== this.opened.at(-1),
      `[T11] attempt ${attempt} was made from audio up to ${made}, speech went on to ${this.#lastSpeech}`,
    );
  }

  /** What holds after every event. */
  #check(event: TurnEvent): void {
    const { floor, trailing } = this.state;
    const known = new Set<AttemptId>(trailing.map(({ attempt }) => attempt));
    if ('work' in floor && 'attempt' in floor.work) known.add(floor.work.attempt);
    if ('attempt' in floor) known.add(floor.attempt);
    if ('fragment' in floor && floor.fragment !== null) known.add(floor.fragment.attempt);
    if ('late' in floor && floor.late !== null) known.add(floor.late.attempt);
    for (const { attempt, turn } of this.calls.values())
      promise(known.has(attempt), `attempt ${attempt} of turn ${turn} runs for nobody after ${event.type}`);
    for (const { attempt, gate, paused, ducked } of this.replies.values()) {
      promise(known.has(attempt), `[T4] reply ${attempt} may be heard in ${floor.phase}`);
      if (gate === 'held')
        promise(
          floor.phase === 'user-pausing' || floor.phase === 'maybe-extending',
          `reply ${attempt} is held in ${floor.phase}`,
        );
      if (paused) promise(floor.phase === 'maybe-barge-in', `reply ${attempt} is paused in ${floor.phase}`);
      if (ducked) promise(floor.phase === 'maybe-barge-in', `reply ${attempt} is ducked in ${floor.phase}`);
    }
  }
}

function promise(kept: boolean, what: string): asserts kept {
  if (!kept) throw new Error(`broken: ${what}`);
}
