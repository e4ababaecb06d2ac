import { assertNever } from '../../assert.ts';
import type { TalkPhase } from '../../turn/talk-phase.ts';
import type { BoxState } from './session-state.ts';

/** What the session's state means to a person: the states of the one large control. */
export function boxPhase({ on, muted, floor, inTrouble }: BoxState): TalkPhase {
  if (!on) return 'idle';
  switch (floor.phase) {
    case 'quiet':
      if (inTrouble) return 'trouble';
      return muted ? 'idle' : 'listening';
    case 'user-speaking':
      return floor.silence === 'none' ? 'hearing' : 'pausing';
    case 'awaiting-reply':
      return 'thinking';
    case 'replying':
      if (floor.doubt !== null) return 'interrupted';
      return floor.reply.audible ? 'speaking' : 'thinking';
    default:
      return assertNever(floor);
  }
}
