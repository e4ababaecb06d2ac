/** One step of the session while it is being made: the state so far and what is to be done. Lives for one event. */
import type { Millis } from '../units.ts';
import type { Outgoing } from './client-event.ts';
import type { Notice, SessionEffect, TurnId, TurnOutcome } from './session-effect.ts';
import type { TimerName } from './session-limits.ts';
import type { Floor, SessionState } from './session-state.ts';

export interface Draft {
  state: SessionState;
  readonly effects: SessionEffect[];
}

export type FloorOf<Phase extends Floor['phase']> = Extract<Floor, { readonly phase: Phase }>;

export function change(draft: Draft, changes: Partial<SessionState>): void {
  draft.state = { ...draft.state, ...changes };
}

export function emit(draft: Draft, ...effects: readonly SessionEffect[]): void {
  draft.effects.push(...effects);
}

export const tell = (draft: Draft, notice: Notice): void => emit(draft, { type: 'tell', notice });

export const send = (draft: Draft, message: Outgoing): void => emit(draft, { type: 'send', message });

/** Starts the timer, or starts it anew. */
export function arm(draft: Draft, timer: TimerName, ms: Millis): void {
  const { timers } = draft.state;
  if (!timers.includes(timer)) change(draft, { timers: [...timers, timer] });
  emit(draft, { type: 'start-timer', timer, ms });
}

export function disarm(draft: Draft, timer: TimerName): void {
  const { timers } = draft.state;
  if (!timers.includes(timer)) return;
  change(draft, { timers: timers.filter((other) => other !== timer) });
  emit(draft, { type: 'stop-timer', timer });
}

export function openTurn(draft: Draft, by: 'voice' | 'text' | 'server'): TurnId {
  const turn = draft.state.nextTurn;
  change(draft, { nextTurn: turn + 1 });
  emit(draft, { type: 'open-turn', turn, by });
  return turn;
}

/** The turn that has the floor is over; the floor is free. */
export function closeTurn(draft: Draft, outcome: TurnOutcome): void {
  const { floor, wanted } = draft.state;
  if (floor.phase === 'quiet') return;
  disarm(draft, 'answer');
  change(draft, { floor: { phase: 'quiet' }, wanted: wanted === floor.turn ? null : wanted });
  emit(draft, { type: 'close-turn', turn: floor.turn, outcome });
}
