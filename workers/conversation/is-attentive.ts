import { assertNever } from '../../core/assert.ts';
import type { Floor } from '../../core/turn/turn-state.ts';

/** Somebody speaks, or what they said is still to be recognised. */
export function isAttentive(floor: Floor): boolean {
  switch (floor.phase) {
    case 'idle':
    case 'listening':
      return false;
    case 'user-starting':
    case 'user-speaking':
    case 'user-pausing':
    case 'maybe-extending':
    case 'maybe-barge-in':
      return true;
    case 'awaiting-reply':
      return floor.work.stage === 'recognising';
    case 'agent-speaking':
      return floor.late !== null;
    default:
      return assertNever(floor);
  }
}
