/** What the session's state means to a person. */
import type { SessionState } from '../../../core/realtime/session-state.ts';
import type { TalkPhase } from '../../../core/turn/talk-phase.ts';

export interface Surroundings {
  readonly isMuted: boolean;
  /** The last turn failed, and nothing has happened since. */
  readonly isTrouble: boolean;
  /** The user's voice has paused, as our detector hears it. */
  readonly isPausing: boolean;
  /** The reply is being heard. */
  readonly isSounding: boolean;
  /** It is lowered or paused by a voice that may be an interruption. */
  readonly isHolding: boolean;
}

export function sessionPhase({ floor }: SessionState, around: Surroundings): TalkPhase {
  switch (floor.phase) {
    case 'quiet':
      if (around.isTrouble) return 'trouble';
      return around.isMuted ? 'idle' : 'listening';
    case 'user-speaking':
      return around.isPausing ? 'pausing' : 'hearing';
    case 'awaiting-reply':
      return 'thinking';
    case 'replying':
      if (!around.isSounding) return 'thinking';
      return around.isHolding ? 'interrupted' : 'speaking';
  }
}
