/** The user's turn is over and nothing is audible yet; voice may still make the turn longer (T8). */
import { assertNever } from '../assert.ts';
import type { Samples } from '../units.ts';
import {
  andThen,
  cancelWork,
  commitOnce,
  endSegment,
  failTurn,
  first,
  listen,
  move,
  openTextTurn,
  overtake,
  retryTurn,
  stay,
  stopReply,
  type FloorOf,
  type Step,
} from './moves.ts';
import { openKeyTurn, startSpeaking } from './quiet-phases.ts';
import type { TurnEvent, VoiceNow } from './turn-event.ts';
import type { TurnEffect } from './turn-effect.ts';
import type { TurnRules } from './turn-rules.ts';
import type { RunningWork, TurnState } from './turn-state.ts';
import { failedWork } from './user-phases.ts';

type Awaiting = FloorOf<'awaiting-reply'>;
type Extending = FloorOf<'maybe-extending'>;
type Waiting = Awaiting | Extending;

export function stepAwaitingReply(
  state: TurnState,
  floor: Awaiting,
  event: TurnEvent,
  rules: TurnRules,
): Step {
  switch (event.type) {
    case 'frame':
      return event.voice === null ? stay(state) : suspendReply(state, floor, event.voice, rules);
    case 'reply-audible':
      if (event.attempt !== floor.work.attempt) return stay(state);
      return move(
        state,
        { phase: 'agent-speaking', turn: floor.turn, attempt: event.attempt, late: null },
        ...commitOnce(floor),
      );
    case 'talk-pressed':
      return overtakeByKey(state, floor, Math.max(0, state.heard - rules.preRoll));
    case 'mute':
    case 'capture-lost':
      return stay(state);
    case 'begin':
    case 'end':
    case 'talk-released':
    case 'text-submitted':
    case 'interrupt':
    case 'retry':
    case 'transcribed':
    case 'reply-drained':
    case 'reply-silent':
    case 'work-failed':
      return stepWaiting(state, floor, event);
    default:
      return assertNever(event);
  }
}

export function stepMaybeExtending(
  state: TurnState,
  floor: Extending,
  event: TurnEvent,
  rules: TurnRules,
): Step {
  switch (event.type) {
    case 'frame':
      if (event.voice === null) return resumeReply(state, floor);
      if (event.voice.confirmed) return extend(state, floor, event.voice, rules);
      if (event.voice.silentFrames >= rules.softFrames) return first([endSegment], resumeReply(state, floor));
      return stay(state);
    case 'mute':
    case 'capture-lost':
      return first([endSegment], resumeReply(state, floor));
    case 'reply-audible':
      // The hold came too late by a few milliseconds: now it is voice over a reply that is silent already.
      if (event.attempt !== floor.work.attempt) return stay(state);
      return move(
        state,
        {
          phase: 'maybe-barge-in',
          turn: floor.turn,
          attempt: event.attempt,
          step: 'paused',
          start: floor.start,
          quietFrames: 0,
          over: false,
          fragment: null,
        },
        ...commitOnce(floor),
        { type: 'pause-playback', turn: floor.turn, attempt: event.attempt },
      );
    case 'talk-pressed':
      return overtakeByKey(state, floor, floor.start);
    case 'begin':
    case 'end':
    case 'talk-released':
    case 'text-submitted':
    case 'interrupt':
    case 'retry':
    case 'transcribed':
    case 'reply-drained':
    case 'reply-silent':
    case 'work-failed':
      return stepWaiting(state, floor, event);
    default:
      return assertNever(event);
  }
}

type WaitingEvent = Extract<
  TurnEvent,
  {
    type:
      | 'begin'
      | 'end'
      | 'talk-released'
      | 'text-submitted'
      | 'interrupt'
      | 'retry'
      | 'transcribed'
      | 'reply-drained'
      | 'reply-silent'
      | 'work-failed';
  }
>;

/** What means the same whether voice was heard meanwhile or not. */
function stepWaiting(state: TurnState, floor: Waiting, event: WaitingEvent): Step {
  switch (event.type) {
    case 'text-submitted':
      return first(
        dropVoice(floor),
        andThen(overtake(state, floor), (after) => openTextTurn(after, event.text)),
      );
    case 'retry': {
      if (!state.failed.some(({ turn }) => turn === event.turn)) return stay(state);
      return first(
        dropVoice(floor),
        andThen(overtake(state, floor), (after) => retryTurn(after, event.turn)),
      );
    }
    case 'interrupt':
      return first(dropVoice(floor), cancel(state, floor));
    case 'transcribed': {
      const { work } = floor;
      if (work.stage !== 'recognising' || work.attempt !== event.attempt) return stay(state);
      const { hearing } = event;
      if (hearing.kind === 'nothing')
        return passOn(
          floor,
          listen(state, {
            type: 'close-turn',
            turn: floor.turn,
            outcome: 'dropped',
            because: hearing.because,
          }),
        );
      const { attempt } = work;
      const { text, settled } = hearing;
      const replying: RunningWork = { stage: 'replying', attempt, text, settled };
      const held = floor.phase === 'maybe-extending';
      return move(
        state,
        { ...floor, work: replying },
        { type: 'begin-reply', turn: floor.turn, attempt, text, held },
      );
    }
    case 'reply-silent':
    case 'reply-drained':
      if (event.attempt !== floor.work.attempt || floor.work.stage !== 'replying') return stay(state);
      return passOn(
        floor,
        listen(state, ...commitOnce(floor), { type: 'close-turn', turn: floor.turn, outcome: 'done' }),
      );
    case 'work-failed':
      if (event.attempt !== floor.work.attempt) return stay(state);
      return passOn(
        floor,
        first(dropSound(floor), failTurn(state, floor.turn, floor.span, failedWork(floor.work, event.stage))),
      );
    case 'begin':
    case 'end':
    case 'talk-released':
      return stay(state);
    default:
      return assertNever(event);
  }
}

/** The turn is over while somebody begins to speak: what they say is a turn of its own. */
function passOn(floor: Waiting, step: Step): Step {
  if (floor.phase === 'awaiting-reply') return step;
  return andThen(step, (after) => move(after, { phase: 'user-starting', start: floor.start }));
}

/** Sound that was handed over and never became audible stays with the player. */
const dropSound = ({ turn, work }: Waiting): readonly TurnEffect[] =>
  work.stage === 'replying' ? [{ type: 'flush-playback', turn, attempt: work.attempt }] : [];

const dropVoice = (floor: Waiting): readonly TurnEffect[] =>
  floor.phase === 'maybe-extending' ? [endSegment] : [];

/** Esc: the reply is not wanted. What was said stays said, where it is known. */
function cancel(state: TurnState, floor: Waiting): Step {
  const { turn, work } = floor;
  const close: TurnEffect = { type: 'close-turn', turn, outcome: 'cancelled' };
  if (work.stage === 'recognising') return listen(state, ...cancelWork(turn, work, 'given-up'), close);
  return overtake(state, floor);
}

function suspendReply(state: TurnState, floor: Awaiting, voice: VoiceNow, rules: TurnRules): Step {
  const { turn, work } = floor;
  const hold: readonly TurnEffect[] =
    work.stage === 'replying' ? [{ type: 'hold-reply', turn, attempt: work.attempt }] : [];
  const held: Extending = { ...floor, phase: 'maybe-extending', start: voice.start };
  if (voice.confirmed) return first(hold, extend(state, held, voice, rules));
  return move(state, held, ...hold);
}

/** It was nothing: the reply may be heard. */
function resumeReply(state: TurnState, floor: Extending): Step {
  const { turn, span, silentSince, cancelled, work } = floor;
  const release: readonly TurnEffect[] =
    work.stage === 'replying' ? [{ type: 'release-reply', turn, attempt: work.attempt }] : [];
  return move(state, { phase: 'awaiting-reply', turn, span, silentSince, cancelled, work }, ...release);
}

/** The user goes on: the same turn if it was ended too early, another one otherwise. */
function extend(state: TurnState, floor: Extending, voice: VoiceNow, rules: TurnRules): Step {
  const { turn, span, silentSince, work } = floor;
  const isEarly = voice.onset - silentSince < rules.hardEnd;
  if (span === null || !isEarly || state.heard - span.start >= rules.maxUtterance)
    return andThen(overtake(state, floor), (after) => startSpeaking(after, voice));
  const stop =
    work.stage === 'replying'
      ? stopReply(turn, work.attempt, 'extended')
      : cancelWork(turn, work, 'extended');
  return move(
    state,
    { phase: 'user-speaking', turn, start: span.start, cancelled: floor.cancelled, by: 'voice' },
    ...stop,
    { type: 'reopen-turn', turn },
  );
}

/** The key was pressed: a turn of its own. */
const overtakeByKey = (state: TurnState, floor: Waiting, start: Samples): Step =>
  andThen(overtake(state, floor), (after) => openKeyTurn(after, start));
