/** One step of the session while it is being made: the state so far and what is to be done. Lives for one event. */
import type { Millis } from '../../units.ts';
import type { AttemptId, TurnId } from '../../turn/turn-state.ts';
import type { TurnRules } from '../../turn/turn-rules.ts';
import type { ServerEvent } from '../server-event.ts';
import { endOf, heardBy, heardInTheEnd } from './playback-estimate.ts';
import type { NotedInstant, ServerSessionEffect, ServerTurnOutcome } from './session-effect.ts';
import type { ServerSessionState, SessionPhase } from './session-state.ts';

export interface Draft {
  state: ServerSessionState;
  readonly effects: ServerSessionEffect[];
  readonly rules: TurnRules;
  /** Of the event. */
  readonly at: Millis;
}

export type PhaseOf<Kind extends SessionPhase['kind']> = Extract<SessionPhase, { readonly kind: Kind }>;

export function change(draft: Draft, changes: Partial<ServerSessionState>): void {
  draft.state = { ...draft.state, ...changes };
}

export function emit(draft: Draft, ...effects: readonly ServerSessionEffect[]): void {
  draft.effects.push(...effects);
}

/** To the box, if it is there. */
export function say(draft: Draft, ...events: readonly ServerEvent[]): void {
  const { line } = draft.state;
  if (line === null) return;
  for (const event of events) emit(draft, { type: 'send', socket: line.socket, event });
}

/** The server finds the end of speech for this box; it knows EndVad then, and no other box does. */
export const isStreaming = ({ state }: Draft): boolean => state.line?.query.streamAsr === true;

export function openTurn(draft: Draft, source: 'voice' | 'text', text: string): TurnId {
  const turn = draft.state.nextTurn;
  change(draft, { nextTurn: turn + 1 });
  emit(draft, { type: 'open-turn', turn, source, text });
  return turn;
}

export function nextAttempt(draft: Draft): AttemptId {
  const attempt = draft.state.nextAttempt;
  change(draft, { nextAttempt: attempt + 1 });
  return attempt;
}

export function closeTurn(draft: Draft, turn: TurnId, outcome: ServerTurnOutcome, because?: string): void {
  emit(draft, { type: 'close-turn', turn, outcome, ...(because === undefined ? {} : { because }) });
}

/** @param at of the event, unless it lies elsewhere */
export const note = (draft: Draft, turn: TurnId, instant: NotedInstant, at: Millis = draft.at): void =>
  emit(draft, { type: 'note', turn, instant, at });

export const beQuiet = (draft: Draft): void => change(draft, { phase: { kind: 'quiet' } });

/**
 * Gives up what is under way, without a word to the box.
 * @param playsOn the box goes on playing what it was sent
 */
export function giveUp(draft: Draft, playsOn: boolean): void {
  const { phase } = draft.state;
  beQuiet(draft);
  switch (phase.kind) {
    case 'quiet':
      if (!playsOn) cutHeard(draft);
      return;
    case 'hearing':
      emit(draft, { type: 'end-hearing' });
      if (phase.recognition?.result === null)
        emit(draft, { type: 'cancel', attempt: phase.recognition.attempt });
      if (phase.speech !== null) closeTurn(draft, phase.speech.turn, 'cancelled');
      return;
    case 'recognising':
      emit(draft, { type: 'cancel', attempt: phase.attempt });
      closeTurn(draft, phase.turn, 'cancelled');
      return;
    case 'answering':
      emit(draft, { type: 'cancel', attempt: phase.attempt });
      note(draft, phase.turn, 'interruptedAt');
      settleHeard(draft, playsOn);
      if (!playsOn) change(draft, { playback: null });
      closeTurn(draft, phase.turn, 'interrupted');
      return;
  }
}

/** It fell silent in the middle of an answer that was over for us: the history keeps what it played. */
function cutHeard(draft: Draft): void {
  const { playback } = draft.state;
  change(draft, { playback: null });
  if (playback === null || (endOf(playback) ?? 0) <= draft.at) return;
  note(draft, playback.turn, 'interruptedAt');
  emit(draft, { type: 'set-heard', turn: playback.turn, pieces: heardBy(playback, draft.at) });
  closeTurn(draft, playback.turn, 'interrupted');
}

/** @param wholly the box plays all that it was sent */
export function settleHeard(draft: Draft, wholly: boolean): void {
  const { playback } = draft.state;
  if (playback === null) return;
  const pieces = wholly ? heardInTheEnd(playback) : heardBy(playback, draft.at);
  emit(draft, { type: 'set-heard', turn: playback.turn, pieces });
}
