/**
 * Whose turn is it? A pure machine: state and event in, state and effects out, by the numbered rules of `rules.md`
 * beside it. It never asks the time and sets no timers: judged frames are its clock. It knows no audio, no service
 * and no player; work that fails comes back as an event, and a result that nobody waits for matches nothing.
 */
import { assertNever } from '../assert.ts';
import { cancelFragment, cancelWork, failTurn, first, move, stay, stopReply, type Step } from './moves.ts';
import { stepIdle, stepListening, stepUserStarting } from './quiet-phases.ts';
import { stepAgentSpeaking, stepMaybeBargeIn } from './reply-phases.ts';
import type { TurnEffect } from './turn-effect.ts';
import type { TurnEvent } from './turn-event.ts';
import type { TurnRules } from './turn-rules.ts';
import type { TurnState } from './turn-state.ts';
import { stepUserPausing, stepUserSpeaking } from './user-phases.ts';
import { stepAwaitingReply, stepMaybeExtending } from './waiting-phases.ts';

export type { Step } from './moves.ts';

/** @param rules may change between any two events */
export function step(before: TurnState, told: TurnEvent, rules: TurnRules): Step {
  const event = heardBy(before, told, rules);
  const state = note(before, event);
  if (event.type === 'end') return endAll(state);
  if (event.type === 'talk-pressed' && state.muted) return stay(state);
  const trailed = stepTrailing(state, event);
  if (trailed !== null) return trailed;
  const { floor } = state;
  switch (floor.phase) {
    case 'idle':
      return stepIdle(state, event);
    case 'listening':
      return stepListening(state, event, rules);
    case 'user-starting':
      return stepUserStarting(state, floor, event);
    case 'user-speaking':
      return stepUserSpeaking(state, floor, event, rules);
    case 'user-pausing':
      return stepUserPausing(state, floor, event, rules);
    case 'awaiting-reply':
      return stepAwaitingReply(state, floor, event, rules);
    case 'maybe-extending':
      return stepMaybeExtending(state, floor, event, rules);
    case 'agent-speaking':
      return stepAgentSpeaking(state, floor, event, rules);
    case 'maybe-barge-in':
      return stepMaybeBargeIn(state, floor, event, rules);
    default:
      return assertNever(floor);
  }
}

/** With push-to-talk, or muted, no voice counts: only the clock ticks on. */
function heardBy(state: TurnState, event: TurnEvent, rules: TurnRules): TurnEvent {
  if (event.type !== 'frame' || !(rules.pushToTalk || state.muted)) return event;
  return { ...event, voice: null, ducked: false };
}

function note(state: TurnState, event: TurnEvent): TurnState {
  if (event.type === 'frame') return { ...state, heard: event.end };
  if (event.type === 'mute') return { ...state, muted: event.muted };
  return state;
}

/** Texts of turns that were overtaken. Null where the event is about something else. */
function stepTrailing(state: TurnState, event: TurnEvent): Step | null {
  if (event.type !== 'transcribed' && event.type !== 'work-failed') return null;
  const found = state.trailing.find(({ attempt }) => attempt === event.attempt);
  if (found === undefined) return null;
  const rest = { ...state, trailing: state.trailing.filter((other) => other !== found) };
  if (event.type === 'work-failed') {
    const failed = failTurn(rest, found.turn, found.span, { stage: 'asr' });
    return { state: { ...failed.state, floor: state.floor }, effects: failed.effects };
  }
  const { hearing } = event;
  if (hearing.kind === 'nothing')
    return move(rest, rest.floor, {
      type: 'close-turn',
      turn: found.turn,
      outcome: 'dropped',
      because: hearing.because,
    });
  return move(rest, rest.floor, { type: 'commit-utterance', turn: found.turn, text: hearing.text });
}

/** The conversation is over: everything under way stops, what was said is kept. */
function endAll(state: TurnState): Step {
  const trailing = state.trailing.map(({ turn, attempt }): TurnEffect => ({
    type: 'cancel-work',
    turn,
    attempt,
    because: 'given-up',
  }));
  const ended: TurnState = { ...state, trailing: [], floor: { phase: 'idle' } };
  return first(trailing, move(ended, ended.floor, ...stopFloor(state)));
}

function stopFloor({ floor, nextTurn }: TurnState): readonly TurnEffect[] {
  switch (floor.phase) {
    case 'idle':
    case 'listening':
      return [];
    case 'user-starting':
      return [{ type: 'end-segment' }];
    case 'user-speaking':
      return [{ type: 'end-segment' }, { type: 'close-turn', turn: floor.turn, outcome: 'cancelled' }];
    case 'user-pausing':
      return [
        ...cancelWork(floor.turn, floor.work, 'given-up'),
        { type: 'end-segment' },
        { type: 'close-turn', turn: floor.turn, outcome: 'cancelled' },
      ];
    case 'awaiting-reply':
    case 'maybe-extending': {
      const { turn, work, span } = floor;
      const close: TurnEffect = { type: 'close-turn', turn, outcome: 'cancelled' };
      if (work.stage === 'recognising') return [...cancelWork(turn, work, 'given-up'), close];
      const commit: readonly TurnEffect[] =
        span === null ? [] : [{ type: 'commit-utterance', turn, text: work.text }];
      return [...stopReply(turn, work.attempt, 'interrupted'), ...commit, close];
    }
    case 'agent-speaking':
    case 'maybe-barge-in': {
      const fragment = floor.phase === 'agent-speaking' ? floor.late : floor.fragment;
      return [
        ...cancelFragment(nextTurn, fragment),
        ...stopReply(floor.turn, floor.attempt, 'interrupted'),
        { type: 'close-turn', turn: floor.turn, outcome: 'interrupted' },
      ];
    }
    default:
      return assertNever(floor);
  }
}
