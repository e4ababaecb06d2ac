/** Nobody has the floor yet: idle, listening, and voice that is too short so far to be a turn. */
import { assertNever } from '../assert.ts';
import type { Samples } from '../units.ts';
import {
  endSegment,
  first,
  listen,
  move,
  openGreeting,
  openTextTurn,
  openVoiceTurn,
  retryTurn,
  stay,
  type FloorOf,
  type Step,
} from './moves.ts';
import type { TurnEvent, VoiceNow } from './turn-event.ts';
import type { TurnRules } from './turn-rules.ts';
import type { TurnState } from './turn-state.ts';

/** A conversation that has not begun: only typing, or sending again, begins it on the way. */
export function stepIdle(state: TurnState, event: TurnEvent): Step {
  switch (event.type) {
    case 'begin':
      return event.greet ? openGreeting(state) : listen(state);
    case 'text-submitted':
      return openTextTurn(state, event.text);
    case 'retry':
      return retryTurn(state, event.turn);
    default:
      return stay(state);
  }
}

export function stepListening(state: TurnState, event: TurnEvent, rules: TurnRules): Step {
  switch (event.type) {
    case 'frame':
      if (event.voice === null) return stay(state);
      return startSpeaking(state, event.voice);
    case 'talk-pressed':
      return openKeyTurn(state, Math.max(0, state.heard - rules.preRoll));
    case 'text-submitted':
      return openTextTurn(state, event.text);
    case 'retry':
      return retryTurn(state, event.turn);
    case 'begin':
    case 'end':
    case 'capture-lost':
    case 'talk-released':
    case 'interrupt':
    case 'mute':
    case 'transcribed':
    case 'reply-audible':
    case 'reply-drained':
    case 'reply-silent':
    case 'work-failed':
      return stay(state);
    default:
      return assertNever(event);
  }
}

export function stepUserStarting(state: TurnState, floor: FloorOf<'user-starting'>, event: TurnEvent): Step {
  switch (event.type) {
    case 'frame':
      return event.voice === null ? listen(state) : startSpeaking(state, event.voice);
    case 'talk-pressed':
      return openKeyTurn(state, floor.start);
    case 'text-submitted':
      return first([endSegment], openTextTurn(state, event.text));
    case 'interrupt':
    case 'mute':
    case 'capture-lost':
      return listen(state, endSegment);
    case 'begin':
    case 'end':
    case 'talk-released':
    case 'retry':
    case 'transcribed':
    case 'reply-audible':
    case 'reply-drained':
    case 'reply-silent':
    case 'work-failed':
      return stay(state);
    default:
      return assertNever(event);
  }
}

/** Voice was found: a turn once it is long enough (T3). */
export function startSpeaking(state: TurnState, voice: VoiceNow): Step {
  const { start, confirmed } = voice;
  if (!confirmed) return move(state, { phase: 'user-starting', start });
  return openVoiceTurn(state, start, (turn, after) =>
    move(after, { phase: 'user-speaking', turn, start, cancelled: 0, by: 'voice' }),
  );
}

/** The key was pressed: a turn, whatever the voice detector says. */
export const openKeyTurn = (state: TurnState, start: Samples): Step =>
  openVoiceTurn(state, start, (turn, after) =>
    move(after, { phase: 'user-speaking', turn, start, cancelled: 0, by: 'key' }),
  );
