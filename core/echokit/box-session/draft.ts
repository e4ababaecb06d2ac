/** One step of the session while it is being made: the state so far and what is to be done. Lives for one event. */
import { joinPieces } from './reply-text.ts';
import type { Millis } from '../../units.ts';
import type { BoxEffect, BoxFailure, BoxNotice, EffectOf, TurnId, TurnOutcome } from './session-effect.ts';
import { keptFailures, type WaitId } from './session-limits.ts';
import type { BoxState, Floor, Reply } from './session-state.ts';

export interface Draft {
  state: BoxState;
  readonly effects: BoxEffect[];
  /** Of the event. */
  readonly at: Millis;
}

export type FloorOf<Phase extends Floor['phase']> = Extract<Floor, { readonly phase: Phase }>;

export function change(draft: Draft, changes: Partial<BoxState>): void {
  draft.state = { ...draft.state, ...changes };
}

export function emit(draft: Draft, ...effects: readonly BoxEffect[]): void {
  draft.effects.push(...effects);
}

export const tell = (draft: Draft, notice: BoxNotice): void => emit(draft, { type: 'tell', notice });

export const note = (draft: Draft, turn: TurnId, instant: EffectOf<'note'>['instant']): void =>
  emit(draft, { type: 'note', turn, instant });

/** Starts the wait, or starts it anew. */
export function wait(draft: Draft, id: WaitId, ms: Millis): void {
  const { waits } = draft.state;
  if (!waits.includes(id)) change(draft, { waits: [...waits, id] });
  emit(draft, { type: 'wait', id, ms });
}

export function callOff(draft: Draft, ...ids: readonly WaitId[]): void {
  for (const id of ids) {
    const { waits } = draft.state;
    if (!waits.includes(id)) continue;
    change(draft, { waits: waits.filter((other) => other !== id) });
    emit(draft, { type: 'call-off', id });
  }
}

/** The server owes something. */
export function awaitAnswer(draft: Draft): void {
  // A person may take their time to choose.
  if (draft.state.choices === null) wait(draft, 'answer', draft.state.settings.answerMs);
}

export function openTurn(draft: Draft, source: EffectOf<'open-turn'>['source'], text?: string): TurnId {
  const turn = draft.state.nextTurn;
  change(draft, {
    nextTurn: turn + 1,
    inTrouble: false,
    overdue: null,
    quietFrames: 0,
    again: null,
    closedAt: 0,
  });
  emit(draft, { type: 'open-turn', turn, source, ...(text === undefined ? {} : { text }) });
  return turn;
}

/** The turn that has the floor is over, and the floor is free. */
export function closeTurn(draft: Draft, outcome: TurnOutcome): void {
  const turn = leaveFloor(draft);
  if (turn === null) return;
  if (outcome === 'done') change(draft, { evictions: 0 });
  emit(draft, { type: 'close-turn', turn, outcome });
}

/** As {@link closeTurn}. What is known of the user's words is kept for another try. */
export function failTurn(draft: Draft, failure: BoxFailure): void {
  const { floor, failed } = draft.state;
  const span = floor.phase === 'awaiting-reply' || floor.phase === 'replying' ? floor.span : spanOf(draft);
  const text = floor.phase === 'awaiting-reply' || floor.phase === 'replying' ? floor.text : '';
  const turn = leaveFloor(draft);
  if (turn === null) return;
  const retryable = text !== '' || span !== null;
  if (retryable) change(draft, { failed: [...failed, { turn, text, span }].slice(-keptFailures) });
  change(draft, { inTrouble: true });
  emit(draft, { type: 'close-turn', turn, outcome: 'failed', failure, retryable });
}

/** The answer to a turn that was given up comes after all. */
export function reviveOverdue(draft: Draft): void {
  const { overdue, floor, failed } = draft.state;
  if (overdue === null || floor.phase !== 'quiet') return;
  const { turn, span, text } = overdue;
  change(draft, {
    overdue: null,
    inTrouble: false,
    failed: failed.filter((other) => other.turn !== turn),
    floor: { phase: 'awaiting-reply', turn, ask: { kind: 'nothing' }, span, text, answered: false },
  });
  emit(draft, { type: 'reopen-turn', turn, as: 'thinking' });
  awaitAnswer(draft);
}

function spanOf({ state: { floor, heard } }: Draft): { start: number; end: number } | null {
  return floor.phase === 'user-speaking' ? { start: floor.start, end: heard } : null;
}

function leaveFloor(draft: Draft): TurnId | null {
  const { floor, choices } = draft.state;
  if (floor.phase === 'quiet') return null;
  callOff(draft, 'answer', 'end', 'ended');
  if (choices !== null) {
    change(draft, { choices: null });
    emit(draft, { type: 'hide-choices' });
  }
  change(draft, { floor: { phase: 'quiet' }, again: null });
  return floor.turn;
}

export const replyText = ({ pieces }: Reply): string => joinPieces(pieces.map(({ text }) => text)).text;
export const hasSounded = ({ pieces }: Reply): boolean => pieces.some(({ sounded }) => sounded);
