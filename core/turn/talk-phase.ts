/** What the turn machine's state means to a person: the states of the one large control. */
import { assertNever } from '../assert.ts';
import type { TurnState } from './turn-state.ts';

/** See `TalkPhase` of the conversation worker's api, which is the same union. */
export type TalkPhase =
  'idle' | 'listening' | 'hearing' | 'pausing' | 'thinking' | 'speaking' | 'interrupted' | 'trouble';

export function talkPhase({ floor, muted, failed, nextTurn }: TurnState): TalkPhase {
  switch (floor.phase) {
    case 'idle':
      return 'idle';
    case 'listening':
      // The last turn failed and nothing has happened since.
      if (failed.at(-1)?.turn === nextTurn - 1) return 'trouble';
      return muted ? 'idle' : 'listening';
    case 'user-starting':
    case 'user-speaking':
      return 'hearing';
    case 'user-pausing':
      return 'pausing';
    case 'awaiting-reply':
    case 'maybe-extending':
      return 'thinking';
    case 'agent-speaking':
      return 'speaking';
    case 'maybe-barge-in':
      return 'interrupted';
    default:
      return assertNever(floor);
  }
}
